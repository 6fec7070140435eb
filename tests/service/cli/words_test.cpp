#include "service/cli/words.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace mirrorwatch::cli;

namespace {

constexpr std::array<std::string_view, 4> c_known{"status", "restore", "rollback", "run"};

} // namespace

TEST_CASE("an unknown word names the nearest, or all when none is near") {
    CHECK(unknown_word("command", "stauts", c_known) ==
          "unknown command \"stauts\"; did you mean \"status\"?");
    CHECK(unknown_word("command", "elephant", c_known) ==
          "unknown command \"elephant\"; known are status, restore, rollback, run");
}

TEST_CASE("help is asked for in all the usual ways") {
    using Words = std::vector<std::wstring>;
    const Words general{L"--help"};
    const Words of_status{L"status", L"--help"};
    for (const Words& words :
         {Words{L"help"}, Words{L"-h"}, Words{L"/?"}, Words{L"-?"}, Words{L"help", L"--all"}}) {
        CHECK(with_usual_help(words) == general);
    }
    for (const Words& words :
         {Words{L"help", L"status"}, Words{L"status", L"-h"}, Words{L"status", L"/?"}, of_status}) {
        CHECK(with_usual_help(words) == of_status);
    }
    const Words of_an_argument{L"exclude", L"My VPN", L"/?"};
    CHECK(with_usual_help(of_an_argument) == of_an_argument);
    CHECK(with_usual_help({}).empty());
}
