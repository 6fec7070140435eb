// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <doctest/doctest.h>

#include <windows.h>

#include <filesystem>
#include <fstream>

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

/// While it lives, what the commands print goes nowhere.
class Silence {
public:
    Silence() {
        for (std::size_t i = 0; i < std::size(c_which); ++i) {
            before_[i] = GetStdHandle(c_which[i]);
            SetStdHandle(c_which[i], nowhere_);
        }
    }

    ~Silence() {
        for (std::size_t i = 0; i < std::size(c_which); ++i) {
            SetStdHandle(c_which[i], before_[i]);
        }
        CloseHandle(nowhere_);
    }

    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    static constexpr DWORD c_which[] = {STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

    HANDLE nowhere_ =
        CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
    HANDLE before_[2] = {};
};

/// As main ends with it.
int code(const Words& words) {
    const Silence silence;
    try {
        return run_command_line(words);
    } catch (const UsageError&) {
        return c_usage;
    }
}

/// A folder with a name of no code page, and files in it.
class Folder {
public:
    Folder() { fs::create_directories(path_); }

    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const wchar_t* name, const std::string& bytes) const {
        std::ofstream{path_ / name, std::ios::binary} << bytes;
        return narrow((path_ / name).wstring());
    }

    std::string missing() const { return narrow((path_ / L"missing").wstring()); }

private:
    fs::path path_ = fs::temp_directory_path() / (L"Jürgen 李雷 " + std::to_wstring(GetCurrentProcessId()));
};

} // namespace

TEST_CASE("a command about .wslconfig ends with 0, with 1 where something is wrong, with 2 for nonsense") {
    const Folder folder;
    const std::string good = folder.file(L"good", "[wsl2]\nmemory=8GB\n");
    const std::string doubtful = folder.file(L"doubtful", "[wsl2]\nfoo=1\n");
    const std::string unreadable = folder.file(L"unreadable", "\xfe\xff wsl2");
    CHECK(code({"wslconfig", "check", "--file", good}) == c_ok);
    CHECK(code({"wslconfig", "check", "--file", doubtful}) == c_failed);
    CHECK(code({"wslconfig", "check", "--file", unreadable}) == c_failed);
    CHECK(code({"wslconfig", "show", "--file", doubtful}) == c_ok);
    CHECK(code({"wslconfig", "show", "--file", unreadable, "--format", "json"}) == c_failed);
    CHECK(code({"wslconfig", "set", "memory", "8gb", "--file", good}) == c_usage);
    CHECK(code({"wslconfig", "set", "nonsense", "1", "--file", good}) == c_usage);
    CHECK(code({"wslconfig", "set", "memory", "4GB", "--dry-run", "--file", good}) == c_ok);
    CHECK(code({"wslconfig", "set", "memory", "4GB", "--file", unreadable}) == c_failed);
    CHECK(code({"wslconfig", "unset", "ipv6", "--file", good}) == c_failed);
    CHECK(code({"wslconfig", "undo", "first", "--file", good}) == c_usage);
    CHECK(code({"wslconfig", "undo", "9999", "--file", good}) == c_failed);
    CHECK(code({"config", "check", "--file", good}) == c_ok);
}

TEST_CASE("so does one about our settings") {
    const Folder folder;
    const std::string good = folder.file(L"good.toml", "[policy]\naction = \"ask\"\n");
    const std::string doubtful = folder.file(L"doubtful.toml", "[policy]\nacton = \"ask\"\n");
    const std::string wrong = folder.file(L"wrong.toml", "[policy]\naction = 1\n");
    CHECK(code({"settings", "check", "--file", good}) == c_ok);
    for (const std::string& file : {doubtful, wrong, folder.missing()}) {
        CHECK(code({"settings", "check", "--file", file}) == c_failed);
    }
    CHECK(code({"settings", "show", "--file", doubtful}) == c_ok);
    CHECK(code({"settings", "show", "--file", wrong}) == c_failed);
    CHECK(code({"settings", "set", "policy.action", "auto", "--file", good}) == c_ok);
    CHECK(code({"settings", "set", "policy.action", "perhaps", "--file", good}) == c_usage);
    CHECK(code({"settings", "set", "policy.acton", "auto", "--file", good}) == c_usage);
    CHECK(code({"settings", "set", "policy.action", "auto", "--file", wrong}) == c_failed);
    CHECK(code({"endpoints", "--file", good}) == c_ok);
    CHECK(code({"endpoints", "--file", wrong}) == c_failed);
}

TEST_CASE("a name of nothing is something wrong, an address that is none is nonsense") {
    const Folder folder;
    const std::string good = folder.file(L"good.toml", "[policy]\naction = \"ask\"\n");
    CHECK(code({"probe", "nobody", "--file", good}) == c_failed);
    CHECK(code({"probe", "--file", folder.missing()}) == c_failed);
    CHECK(code({"probe", "ftp://x", "--file", good}) == c_usage);
    CHECK(code({"vpn", "list"}) == c_ok);
    CHECK(code({"vpn", "list", "--route", "x"}) == c_usage);
    CHECK(code({"vpn", "explain", "Nobody's VPN"}) == c_failed);
    CHECK(code({"vpn", "classify", "--file", folder.missing()}) == c_failed);
    CHECK(code({"firewall", "allow", "0"}) == c_usage);
    CHECK(code({"pause", "soon"}) == c_usage);
    CHECK(code({"history", "--last", "0"}) == c_usage);
}

TEST_CASE("where no service is, a command that needs one says so by 3, and others do without") {
    if (!is_service_absent()) {
        MESSAGE("a service runs here");
        return;
    }
    for (const Words& words :
         {Words{"status"}, Words{"status", "--watch"}, Words{"explain"}, Words{"pause"}, Words{"resume"},
          Words{"history", "--all"}, Words{"vpn", "exclude", "Nobody's VPN", "--method", "guest"},
          Words{"vpn", "include", "Nobody's VPN", "--method", "guest"}}) {
        CAPTURE(words.front());
        CHECK(code(words) == c_no_service);
    }
    CHECK(code({"history"}) == c_ok);
}

} // namespace mirrorwatch::cli
