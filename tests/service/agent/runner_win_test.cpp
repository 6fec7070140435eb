// SPDX-License-Identifier: MIT
#include "service/agent/runner_win.hpp"

#include <windows.h>

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

std::wstring command_interpreter() {
    wchar_t folder[MAX_PATH];
    GetSystemDirectoryW(folder, MAX_PATH);
    return std::wstring{folder} + L"\\cmd.exe";
}

} // namespace

TEST_CASE("a program's output, errors and exit code come back, and WSL_UTF8 is set for it") {
    WslExe runner{command_interpreter()};
    const auto result =
        runner.run({"/c", "echo", "%WSL_UTF8%&echo", "bad>&2&exit", "7"}, std::chrono::seconds{60});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 7);
    CHECK(result->output == "1\r\n");
    CHECK(result->errors.starts_with("bad"));
}

TEST_CASE("a program that does not end is ended at its deadline") {
    WslExe runner{command_interpreter()};
    const auto result =
        runner.run({"/c", "for", "/L", "%i", "in", "(1,0,2)", "do", "rem"}, std::chrono::seconds{1});
    REQUIRE(result.has_error());
    CHECK(result.error().message == "wsl.exe did not end within 1 s.");
}

TEST_CASE("a program that talks without end is ended") {
    WslExe runner{command_interpreter()};
    const std::string line(7'500, 'x');
    const auto result = runner.run({"/c", "for", "/L", "%i", "in", "(1,0,2)", "do", "@echo", line},
                                   std::chrono::seconds{120});
    REQUIRE(result.has_error());
    CHECK(result.error().message == "wsl.exe said more than 10 megabytes.");
}

TEST_CASE("what a program is to read reaches it") {
    WslExe runner{command_interpreter()};
    const auto result = runner.run({"/v:on", "/c", "set", "/p", "first=&echo", "[!first!]"},
                                   std::chrono::seconds{60}, "one line\r\n");
    REQUIRE(result.has_value());
    CHECK(result->output == "[one line]\r\n");
}

TEST_CASE("a program need not read what it is given") {
    WslExe runner{command_interpreter()};
    const auto result =
        runner.run({"/c", "exit", "3"}, std::chrono::seconds{60}, std::string(4'000'000, 'x'));
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 3);
}

TEST_CASE("a program that is not there is an error, with its name") {
    for (const wchar_t* nowhere : {L"C:\\nowhere\\wsl.exe", L"C:\\wsl.exe"}) {
        WslExe runner{nowhere};
        const auto result = runner.run({"--list"}, std::chrono::seconds{5});
        REQUIRE(result.has_error());
        CHECK(result.error().message == "wsl.exe is missing.");
    }
}

} // namespace mirrorwatch::agent
