// SPDX-License-Identifier: MIT
#include "tests/simulate/goals.hpp"

#include "tests/support/world/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;

namespace {

Table played(std::uint64_t cases, std::uint64_t right) {
    Table table;
    Tally& tally = table.at("some behaviour", 20, Way::Mirrorwatch);
    tally.cases = tally.named = cases;
    tally.right = right;
    return table;
}

} // namespace

TEST_CASE("a few cases that went wrong are chance, and many are not") {
    CHECK_FALSE(is_below(100, 100, 95));
    CHECK_FALSE(is_below(90, 100, 95));
    CHECK(is_below(80, 100, 95));
    CHECK_FALSE(is_below(1, 2, 95));
    CHECK(is_below(0, 5, 95));
    CHECK(is_below(93'000, 100'000, 95));
}

TEST_CASE("a behaviour that falls below its goal is told, by its name and the measure") {
    CHECK(shortfalls(played(200, 190)).empty());
    const auto found = shortfalls(played(200, 150));
    REQUIRE(found.size() == 1);
    CHECK(found[0].words() == "some behaviour at 20 %: right in 75.0 % of 200 cases, not in 95.0 %");
}

TEST_CASE("what does not reach its goal yet is a behaviour that is shipped, and holds less than the goal") {
    for (const Today& today : not_reached_yet()) {
        CHECK_NOTHROW(static_cast<void>(world::shipped_behaviour(today.behaviour)));
        CHECK_MESSAGE(std::ranges::any_of(goals(),
                                          [&](const Goal& goal) {
                                              return goal.noise == today.noise &&
                                                     goal.measure == today.measure;
                                          }),
                      today.behaviour);
    }
}
