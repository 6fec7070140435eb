// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <sstream>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;

namespace {

constexpr std::uint64_t c_to_the_end = std::numeric_limits<std::uint64_t>::max();

std::string played(std::uint64_t number, unsigned noise) {
    const world::Behaviour& behaviour = world::shipped_behaviour("cisco-drops-mirrored");
    const Plan plan = make_plan(1, number, behaviour, noise);
    const world::Truth truth = world::truth_of(behaviour, plan.profile);
    std::ostringstream trace;
    Play play{plan, truth, &trace};
    play.run(c_to_the_end);
    return trace.str();
}

} // namespace

TEST_CASE("the same seed plays the same history") {
    CHECK(played(3, 20) == played(3, 20));
    CHECK(played(3, 20) != played(4, 20));
}

TEST_CASE("every behaviour can be played to its end") {
    for (const world::Behaviour& behaviour : world::shipped_behaviours()) {
        const Plan plan = make_plan(2, 0, behaviour, 20);
        const world::Truth truth = world::truth_of(behaviour, plan.profile);
        Play play{plan, truth, nullptr};
        play.run(c_to_the_end);
        CHECK_MESSAGE(play.events() > 50, behaviour.name);
    }
}
