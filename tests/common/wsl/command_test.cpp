// SPDX-License-Identifier: MIT
#include "common/wsl/command.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::wsl {
namespace {

using namespace std::string_literals;

std::string utf16(std::string_view ascii) {
    std::string wide;
    for (const char c : ascii) {
        wide.append({c, '\0'});
    }
    return wide;
}

/// CommandLineToArgvW's documented rules, written down a second time.
std::vector<std::string> split_as_windows(std::string_view line) {
    std::vector<std::string> arguments;
    std::string current;
    bool inside = false, quoted = false;
    std::size_t backslashes = 0;
    const auto flush_backslashes = [&](std::size_t count) {
        current.append(count, '\\');
        backslashes = 0;
    };
    for (const char c : line) {
        if (c == '\\') {
            ++backslashes;
            inside = true;
        } else if (c == '"') {
            const bool literal = backslashes % 2 == 1;
            flush_backslashes(backslashes / 2);
            literal ? void(current += '"') : void(quoted = !quoted);
            inside = true;
        } else if ((c == ' ' || c == '\t') && !quoted) {
            flush_backslashes(backslashes);
            if (inside) {
                arguments.push_back(std::exchange(current, {}));
            }
            inside = false;
        } else {
            flush_backslashes(backslashes);
            current += c;
            inside = true;
        }
    }
    flush_backslashes(backslashes);
    if (inside) {
        arguments.push_back(current);
    }
    return arguments;
}

} // namespace

TEST_CASE("the running WSL2 distros of a listing are tried in this order") {
    const std::string head = "  NAME                   STATE           VERSION\r\n";

    const struct {
        const char* what;
        std::string rows;
        std::vector<std::string> running;
    } cases[] = {
        {"none", "", {}},
        {"one", "* Ubuntu    Running         2\r\n", {"Ubuntu"}},
        {"WSL1 only", "* Legacy    Running         1\r\n  Old    Running         1\r\n", {}},
        {"both versions",
         "* Legacy    Running         1\r\n  Debian    Running         2\r\n  U    Stopped         2\r\n",
         {"Debian"}},
        {"the default stops",
         "* Ubuntu    Stopped         2\r\n  b    Running         2\r\n  a    Running         2\r\n",
         {"b", "a"}},
        {"the default is not first",
         "  b    Running         2\r\n* a    Running         2\r\n  c    Running         2\r\n",
         {"a", "b", "c"}},
        {"Docker's own are last, also as the default",
         "* docker-desktop         Running         2\r\n  docker-desktop-data    Running         2\r\n"
         "  Ubuntu                 Running         2\r\n",
         {"Ubuntu", "docker-desktop", "docker-desktop-data"}},
        {"Docker's own alone", "* docker-desktop    Running         2\r\n", {"docker-desktop"}},
        {"other states",
         "* a    Installing      2\r\n  b    Converting      2\r\n  c    Uninstalling    2\r\n"
         "  d    Exporting       2\r\n  e    Running         2\r\n",
         {"e"}},
        {"dots, dashes, and names that are words of the table",
         "* Ubuntu-22.04    Running         2\r\n  my_own-1.0    Running         2\r\n"
         "  Running    Stopped         2\r\n  NAME    Running         2\r\n",
         {"Ubuntu-22.04", "my_own-1.0", "NAME"}},
        {"what is no row",
         "wsl: Running 2\r\n* -x    Running         2\r\n  \xc3\xbc    Running         2\r\n"
         "  a    Running         2 more\r\n  b    Running\r\n\r\n  c    Running         20\r\n",
         {}},
    };

    for (const auto& one : cases) {
        CAPTURE(one.what);
        CHECK(read_running(head + one.rows) == one.running);
    }
    CHECK(read_running("").empty());
}

TEST_CASE("a listing is read from UTF-8 and from UTF-16") {
    const std::string text = "  NAME      STATE           VERSION\r\n* Ubuntu    Running         2\r\n";
    const std::vector<std::string> one{"Ubuntu"};
    CHECK(read_running(text) == one);
    CHECK(read_running("\xef\xbb\xbf" + text) == one);
    CHECK(read_running(utf16(text)) == one);
    CHECK(read_running("\xff\xfe" + utf16(text)) == one);
}

TEST_CASE("half a list, or what is none, is no list: it would read as if all distros had stopped") {
    const std::string head = "  NAME      STATE           VERSION\r\n";
    const std::string list = head + "* Ubuntu    Running         2\r\n";
    for (const std::string& whole : {head, list, "\r\n" + list, utf16(list), "\xff\xfe" + utf16(list)}) {
        CAPTURE(whole);
        CHECK(is_listing(whole));
    }
    const std::string wide = utf16(list);
    for (const std::string& none :
         {std::string{}, std::string{"\r\n"}, std::string{"* Ubuntu    Running         2\r\n"},
          std::string{"\x01\x9f\xc3 NAME\x00 STATE", 16}, std::string{"Ubuntu\r\n"}, list.substr(0, 20),
          list.substr(0, list.size() - 2), wide.substr(0, wide.size() - 1),
          wide.substr(0, wide.size() / 2 - 1), wide.substr(0, wide.size() - 8)}) {
        CAPTURE(none);
        CHECK_FALSE(is_listing(none));
    }
}

TEST_CASE("a program that WSL could not start is told from one that failed") {
    CHECK(says_no_program("<3>WSL (10) ERROR: CreateProcessCommon:819: execvpe(sh) failed: "
                          "No such file or directory\n"));
    CHECK_FALSE(says_no_program("sh: 1: execvpe: not found\n"));
    CHECK_FALSE(says_no_program(""));
}

TEST_CASE("the effective mode is read in the old and in the new spelling, after warnings too") {
    CHECK(read_networking_mode("mirrored\n") == NetworkingMode::Mirrored);
    CHECK(read_networking_mode("virtioproxy\n") == NetworkingMode::VirtioProxy);
    CHECK(read_networking_mode("consomme\r\n") == NetworkingMode::VirtioProxy);
    CHECK(read_networking_mode("wsl: a warning\r\nnat\n\n") == NetworkingMode::Nat);
    CHECK(read_networking_mode("wsl1\n") == NetworkingMode::Unknown);
    CHECK(read_networking_mode("") == NetworkingMode::Unknown);
}

TEST_CASE("a VM's id is a GUID or nothing") {
    CHECK(read_vm_id("{c2a57b2d-0a1f-4b0e-9f5d-6d1b6a1c2e3f}\n") == "{c2a57b2d-0a1f-4b0e-9f5d-6d1b6a1c2e3f}");
    CHECK(read_vm_id("C2A57B2D-0A1F-4B0E-9F5D-6D1B6A1C2E3F\r\n") == "C2A57B2D-0A1F-4B0E-9F5D-6D1B6A1C2E3F");
    CHECK(read_vm_id("wslinfo: unrecognized option: --vm-id and so on\n").empty());
}

TEST_CASE("text from wsl.exe keeps characters beyond ASCII and beyond the first plane") {
    CHECK(to_utf8("\x4b\x00\xfc\x00\x3d\xd8\x27\xdc\x0d\x00\x0a\x00"s) == "K\xc3\xbc\xf0\x9f\x90\xa7\n");
    CHECK(to_utf8("\x4b\x00\x41\x00\x00\xd8"s) == "KA\xef\xbf\xbd");
    CHECK(to_utf8("K\xc3\xbc\r\n") == "K\xc3\xbc\n");
}

TEST_CASE("a command line gives Windows the same arguments back") {
    const Arguments nasty{
        "-d",           "Ubuntu",      "",          "a b",
        "q\"x",         "back\\slash", "end\\",     "a b\\",
        "a b\\\\",      "\\\"",        "\\\\\"x y", "$1 '%PATH%'",
        "two\nlines\n", "tab\there",   "\"",        "if [ \"$a\" ]\nthen echo \"\\\\\"; fi\n"};
    const std::string line = command_line(R"(C:\Windows\System32\wsl.exe)", nasty);
    auto expected = nasty;
    expected.insert(expected.begin(), R"(C:\Windows\System32\wsl.exe)");
    CHECK(split_as_windows(line) == expected);
}

TEST_CASE("plain arguments are not quoted, because wsl.exe reads its own options as they stand") {
    CHECK(command_line("C:\\wsl.exe", list_distros()) == "\"C:\\wsl.exe\" --list --verbose");
    CHECK(command_line("C:\\wsl.exe", networking_mode_of("Ubuntu")) ==
          "\"C:\\wsl.exe\" -d Ubuntu -u root --cd / --exec wslinfo --networking-mode");
}

TEST_CASE("a script goes to the guest's sh as root, on standard input, ahead of what it reads") {
    const auto call =
        run_script("Ubuntu", "read -r x\necho \"$1$x\"", {"a b"}, "data", std::chrono::seconds{20});
    REQUIRE(call.has_value());
    const Arguments& arguments = call->arguments;
    REQUIRE(arguments.size() == 14);
    CHECK(Arguments(arguments.begin(), arguments.begin() + 9) ==
          Arguments{"-d", "Ubuntu", "-u", "root", "--cd", "/", "--exec", "sh", "-c"});
    CHECK(Arguments(arguments.end() - 4, arguments.end()) == Arguments{"mirrorwatch", "20", "2", "a b"});
    CHECK(call->input == "read -r x\necho \"$1$x\"\ndata");
}

TEST_CASE("what is too long for a command line is refused, before Windows cuts it off") {
    const std::vector<std::string> many(320, std::string(100, 'a'));
    CHECK(run_script("Ubuntu", "true", many, "", std::chrono::seconds{20}).has_error());
    CHECK(run_script("Ubuntu", std::string(100'000, '#'), {}, "", std::chrono::seconds{20}).has_value());
}

} // namespace mirrorwatch::wsl
