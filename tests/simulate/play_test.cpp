// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <map>
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

TEST_CASE("every behaviour can be played until it is judged, and some to their end") {
    constexpr std::size_t c_each = 10; // a whole history takes a while
    const auto& behaviours = world::shipped_behaviours();
    for (std::size_t i = 0; i < behaviours.size(); ++i) {
        const Plan plan = make_plan(2, 0, behaviours[i], 20, i % c_each != 0);
        const world::Truth truth = world::truth_of(behaviours[i], plan.profile);
        Play play{plan, truth, nullptr};
        play.run(c_to_the_end);
        CHECK_MESSAGE(play.events() > 50, behaviours[i].name);
    }
}

TEST_CASE("of those who are asked about the first break a few refuse, or are away") {
    std::map<Person, int> people;
    for (std::uint64_t number = 0; number < 1'000; ++number) {
        const Plan plan = make_plan(1, number, world::shipped_behaviour("typo"), 0, true);
        ++people[plan.person];
    }
    CHECK(people[Person::Agrees] > 850);
    CHECK(people[Person::Refuses] > 20);
    CHECK(people[Person::IsAway] > 20);
}

TEST_CASE("nothing is done to the WSL of somebody who refuses or is away") {
    const world::Behaviour& behaviour = world::shipped_behaviour("filter-drops-mirrored");
    for (const Person person : {Person::Refuses, Person::IsAway}) {
        Plan plan = make_plan(1, 0, behaviour, 0, true);
        plan.person = person;
        const world::Truth truth = world::truth_of(behaviour, plan.profile);
        Play play{plan, truth, nullptr};
        play.run(c_to_the_end);
        const Tally& tally = play.table().rows().begin()->second.front();
        CHECK(tally.right == 1);
        CHECK(tally.killed == 0);
    }
}
