// SPDX-License-Identifier: MIT
#include "tests/simulate/generator.hpp"

#include "tests/simulate/play.hpp"
#include "tests/support/world/oracle.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;

TEST_CASE("the same seed makes the same behaviours, and another one others") {
    CHECK(generated(20, 3) == generated(20, 3));
    CHECK(generated(20, 3) != generated(20, 4));
}

TEST_CASE("what is generated differs in its VPN, its routes and its fault, and a part is harmless") {
    std::set<std::string> clients;
    std::set<std::size_t> routes;
    std::set<Fault> faults;
    int harmless = 0;
    for (const world::Behaviour& behaviour : generated(100, 1)) {
        clients.insert(behaviour.vpns[0].client);
        routes.insert(behaviour.vpns[0].routes.size());
        harmless += behaviour.is_harmless() ? 1 : 0;
        if (behaviour.fault) {
            faults.insert(*behaviour.fault);
        }
    }
    CHECK(clients.size() > 8);
    CHECK(routes.size() > 2);
    CHECK(faults.size() > 4);
    CHECK(harmless > 15);
    CHECK(harmless < 60);
}

TEST_CASE("each has a truth that says what is right, and can be played") {
    for (const world::Behaviour& behaviour : generated(30, 2)) {
        const world::Truth truth = world::truth_of(behaviour, behaviour.profiles.front());
        CHECK(truth.broken.empty() == truth.is_harmless);
        CHECK((truth.words_are_right || !truth.right.empty()));
        const Plan plan = make_plan(1, 0, behaviour, 0, true);
        const world::Truth of_plan = world::truth_of(behaviour, plan.profile);
        Play play{plan, of_plan, nullptr};
        play.run(std::numeric_limits<std::uint64_t>::max());
        CHECK(play.is_judged());
    }
}
