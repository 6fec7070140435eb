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
    for (const char c : ascii)
        wide.append({c, '\0'});
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
            if (inside)
                arguments.push_back(std::exchange(current, {}));
            inside = false;
        } else {
            flush_backslashes(backslashes);
            current += c;
            inside = true;
        }
    }
    flush_backslashes(backslashes);
    if (inside)
        arguments.push_back(current);
    return arguments;
}

} // namespace

TEST_CASE("running distros are read from UTF-8 and from UTF-16, the default one first") {
    const std::vector<std::string> both{"Ubuntu-22.04", "docker-desktop"};
    CHECK(read_running("Ubuntu-22.04\r\ndocker-desktop\r\n") == both);
    CHECK(read_running("Ubuntu-22.04\ndocker-desktop") == both);
    CHECK(read_running(utf16("Ubuntu-22.04\r\ndocker-desktop\r\n")) == both);
    CHECK(read_running("\xff\xfe" + utf16("Ubuntu-22.04\r\ndocker-desktop\r\n")) == both);
    CHECK(read_running("\xef\xbb\xbfUbuntu-22.04\r\ndocker-desktop\r\n") == both);
    CHECK(read_running("").empty());
    CHECK(read_running("\r\n").empty());
}

TEST_CASE("what cannot be a distro's name is never taken for one") {
    CHECK(read_running("wsl: a warning\r\nUbuntu\r\n-x\r\n\xc3\xbc\r\n") ==
          std::vector<std::string>{"Ubuntu"});
}

TEST_CASE("guest commands go to the default distro, and to Docker's only when it runs alone") {
    CHECK(choose_distro({"Debian", "Ubuntu"}) == "Debian");
    CHECK(choose_distro({"docker-desktop", "docker-desktop-data", "Ubuntu"}) == "Ubuntu");
    CHECK(choose_distro({"docker-desktop"}) == "docker-desktop");
    CHECK(choose_distro({}) == std::nullopt);
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
    CHECK(command_line("C:\\wsl.exe", list_running()) == "\"C:\\wsl.exe\" --list --running --quiet");
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
