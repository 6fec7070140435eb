#include "service/cli/words.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace mirrorwatch::cli;

namespace {

constexpr std::array<std::string_view, 4> c_known{"status", "restore", "rollback", "run"};

} // namespace

TEST_CASE("the nearest word is found by its few wrong letters") {
    const std::array<std::array<std::string_view, 2>, 6> rows{{{"stauts", "status"},
                                                               {"stat", "status"},
                                                               {"restor", "restore"},
                                                               {"roll-back", "rollback"},
                                                               {"rnu", "run"},
                                                               {"elephant", ""}}};
    for (const auto& [word, expected] : rows) {
        CHECK(nearest(word, c_known) == expected);
    }
}

TEST_CASE("an unknown word names the nearest, or all when none is near") {
    CHECK(unknown_word("command", "stauts", c_known) ==
          "unknown command \"stauts\"; did you mean \"status\"?");
    CHECK(unknown_word("command", "elephant", c_known) ==
          "unknown command \"elephant\"; known are status, restore, rollback, run");
}
