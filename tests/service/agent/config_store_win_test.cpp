// SPDX-License-Identifier: MIT
#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/agent/config/config_store_win.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

namespace mirrorwatch::agent {
namespace {

using Bytes = std::optional<std::string>;

/// A folder of its own below the temporary one; left empty at the end.
struct Folder {
    std::wstring path;

    Folder() {
        wchar_t temporary[MAX_PATH + 1];
        GetTempPathW(MAX_PATH, temporary);
        path = std::wstring{temporary} + L"mirrorwatch-test-" + std::to_wstring(GetCurrentProcessId());
        CreateDirectoryW(path.c_str(), nullptr);
    }

    ~Folder() {
        SetFileAttributesW(file().c_str(), FILE_ATTRIBUTE_NORMAL);
        DeleteFileW(file().c_str());
        DeleteFileW(dotfile().c_str());
        DeleteFileW((file() + L".mirrorwatch.tmp").c_str());
        RemoveDirectoryW(path.c_str());
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::wstring file() const { return path + L"\\.wslconfig"; }

    [[nodiscard]] std::wstring dotfile() const { return path + L"\\dotfile"; }

    [[nodiscard]] bool has_temporary() const {
        return GetFileAttributesW((file() + L".mirrorwatch.tmp").c_str()) != INVALID_FILE_ATTRIBUTES;
    }
};

/// For links: whoever tests may have any rights.
struct OrdinaryCalls : WindowsFileCalls {
    bool is_elevated() override { return false; }
};

struct ElevatedCalls : WindowsFileCalls {
    bool is_elevated() override { return true; }
};

std::string list_of(const std::wstring& path) {
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    LocalMemory<LPWSTR> text;
    REQUIRE(GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                                  nullptr, nullptr, descriptor.put()) == ERROR_SUCCESS);
    REQUIRE(ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor.get(), SDDL_REVISION_1, DACL_SECURITY_INFORMATION, text.put(), nullptr));
    return narrow(text.get());
}

/// Only this user, and nothing inherited.
void make_private(const std::wstring& path) {
    const std::string sid = user_of(own_token()->get())->sid;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(widen("D:P(A;;FA;;;" + sid + ")").c_str(),
                                                                 SDDL_REVISION_1, descriptor.put(), nullptr));
    REQUIRE(SetFileSecurityW(path.c_str(), DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                             descriptor.get()));
}

/// Wine makes no symbolic links, and Windows only for administrators and developers.
bool can_link(const Folder& folder) {
    CreateSymbolicLinkW(folder.file().c_str(), folder.dotfile().c_str(),
                        SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE);
    const DWORD attributes = GetFileAttributesW(folder.file().c_str());
    const bool can =
        attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    if (!can) {
        MESSAGE("not tested: symbolic links cannot be made here");
    }
    return can;
}

} // namespace

TEST_CASE("the file is made, replaced and removed, byte for byte, and nothing stays beside it") {
    const Folder folder;
    UserConfig config{folder.file()};
    const std::string nasty{"\xef\xbb\xbf[wsl2]\r\n\0\x1a\n", 14};
    CHECK(*config.read() == std::nullopt);
    CHECK(*config.replace(std::nullopt, nasty));
    CHECK(*config.read() == nasty);
    CHECK(*config.replace(nasty, "short"));
    CHECK(*config.read() == "short");
    CHECK(*config.replace("short", std::nullopt));
    CHECK(*config.read() == std::nullopt);
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("a file that is not what was read is left alone") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "theirs"));
    CHECK_FALSE(*config.replace("ours", "new"));
    CHECK_FALSE(*config.replace(std::nullopt, "new"));
    CHECK_FALSE(*config.replace("ours", std::nullopt));
    CHECK(*config.read() == "theirs");
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("attributes outlive a replacement, and one that a kill left behind is overwritten") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    SetFileAttributesW(folder.file().c_str(), FILE_ATTRIBUTE_HIDDEN);
    {
        UserConfig stale{folder.file() + L".mirrorwatch.tmp"};
        CHECK(*stale.replace(std::nullopt, "half of somethi"));
    }
    CHECK(*config.replace("old", "new"));
    CHECK(*config.read() == "new");
    CHECK((GetFileAttributesW(folder.file().c_str()) & FILE_ATTRIBUTE_HIDDEN) != 0);
}

TEST_CASE("a file that others read and write is read") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "bytes"));
    const FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ | GENERIC_WRITE,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                       OPEN_EXISTING, 0, nullptr)};
    REQUIRE(other);
    CHECK(*config.read() == "bytes");
}

TEST_CASE("a locked file is an error, and stays what it is") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "bytes"));
    {
        const FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                           OPEN_EXISTING, 0, nullptr)};
        REQUIRE(other);
        const auto refused = config.replace("bytes", "new");
        REQUIRE(refused.has_error());
        CHECK(refused.error().message.find("is open in another program") != std::string::npos);
    }
    CHECK(*config.read() == "bytes");
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("somebody who has the file for a moment is waited for") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                                 0, nullptr)};
    REQUIRE(other);
    Result<bool> replaced = false;
    std::thread writer{[&] { replaced = config.replace("old", "new"); }};
    while (!folder.has_temporary()) {
        std::this_thread::yield();
    }
    other.reset();
    writer.join();
    CHECK((replaced == Result<bool>{true}));
    CHECK(*config.read() == "new");
}

TEST_CASE("a file that somebody has open for writing is not replaced meanwhile") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    {
        const FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ | GENERIC_WRITE,
                                           FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                           OPEN_EXISTING, 0, nullptr)};
        REQUIRE(other);
        const auto refused = config.replace("old", "new");
        REQUIRE(refused.has_error());
        CHECK(refused.error().message.find("is open in another program") != std::string::npos);
    }
    CHECK(*config.read() == "old");
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("a read-only file is refused with what to do, and stays what it is") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    SetFileAttributesW(folder.file().c_str(), FILE_ATTRIBUTE_READONLY);
    for (const auto& bytes : {Bytes{"new"}, Bytes{}}) {
        const auto refused = config.replace("old", bytes);
        REQUIRE(refused.has_error());
        CHECK(refused.error().message.find("is read-only") != std::string::npos);
    }
    CHECK(*config.read() == "old");
    CHECK((GetFileAttributesW(folder.file().c_str()) & FILE_ATTRIBUTE_READONLY) != 0);
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("access rights outlive a replacement") {
    const Folder folder;
    make_private(folder.path); // Wine does not remember that a list is protected from what is above it
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    const std::string ordinary = list_of(folder.file());
    make_private(folder.file());
    const std::string own = list_of(folder.file());
    REQUIRE(own != ordinary);
    CHECK(*config.replace("old", "new"));
    CHECK(*config.read() == "new");
    CHECK(list_of(folder.file()) == own);
}

TEST_CASE("a file in a folder that is not there: read as none, and not made") {
    const Folder folder;
    UserConfig config{folder.path + LR"(\missing\.wslconfig)"};
    CHECK(*config.read() == std::nullopt);
    const auto refused = config.replace(std::nullopt, "new");
    REQUIRE(refused.has_error());
    CHECK(refused.error().message.find("does not exist") != std::string::npos);
}

TEST_CASE("a link is followed, and kept; not with administrator rights") {
    const Folder folder;
    REQUIRE(*UserConfig{folder.dotfile()}.replace(std::nullopt, "old"));
    if (!can_link(folder)) {
        return;
    }
    OrdinaryCalls ordinary;
    ElevatedCalls elevated;
    CHECK(ConfigStore{elevated, narrow(folder.file())}.replace("old", "new").has_error());
    CHECK(*UserConfig{folder.dotfile()}.read() == "old");
    CHECK(*ConfigStore{ordinary, narrow(folder.file())}.replace("old", "new"));
    CHECK(*UserConfig{folder.dotfile()}.read() == "new");
    CHECK((GetFileAttributesW(folder.file().c_str()) & FILE_ATTRIBUTE_REPARSE_POINT) != 0);
}

TEST_CASE("a path is made a full one, and the profile's is known") {
    CHECK(UserConfig{L"some.file"}.path().find(R"(:\)") == 1);
    const auto path = user_config_path();
    REQUIRE(path.has_value());
    CHECK(path->substr(path->size() - 11) == R"(\.wslconfig)");
    CHECK(UserConfig{}.path() == *path);
}

TEST_CASE("the history makes its folder, gives back what was written, and lists it") {
    const Folder folder;
    UserBackups history{folder.path + LR"(\a\b)"};
    CHECK(history.list()->empty());
    CHECK(*history.read("x.json") == std::nullopt);
    {
        const auto lock = history.lock();
        REQUIRE(lock.has_value());
        CHECK(history.write("x.json", "one").has_value());
        CHECK(history.write("x.json", "two").has_error());
        CHECK(*history.read("x.json") == "one");
        auto names = *history.list();
        std::sort(names.begin(), names.end());
        CHECK(names == std::vector<std::string>{"lock", "x.json"});
    }
    CHECK(*history.list() == std::vector<std::string>{"x.json"});
    CHECK(history.remove("x.json").has_value());
    CHECK(history.remove("x.json").has_value());
    CHECK(*history.read("x.json") == std::nullopt);
    RemoveDirectoryW((folder.path + LR"(\a\b)").c_str());
    RemoveDirectoryW((folder.path + LR"(\a)").c_str());
}

TEST_CASE("only one at a time has the history's lock, and a kill frees it") {
    const Folder folder;
    const std::wstring path = folder.path + LR"(\h)";
    UserBackups one{path};
    UserBackups other{path};
    CreateDirectoryW(path.c_str(), nullptr);
    FileHandle{CreateFileW((path + LR"(\lock)").c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr)};
    {
        const auto lock = one.lock(); // over what a kill has left
        REQUIRE(lock.has_value());
        const auto second = other.lock();
        REQUIRE(second.has_error());
        CHECK(second.error().message.find("Another Mirrorwatch") == 0);
    }
    CHECK(other.lock().has_value());
    RemoveDirectoryW(path.c_str());
}

} // namespace mirrorwatch::agent
