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
