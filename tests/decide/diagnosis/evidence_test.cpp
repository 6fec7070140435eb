// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence.hpp"
#include "tests/support/evidence.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;

namespace {

Comparison seen_from_wsl(EndpointState state, ProbeStep failed) {
    Comparison comparison;
    comparison.spec.name = "web";
    comparison.wsl = Side{state, failed};
    return comparison;
}

GuestFacts told(std::optional<bool> resolves, std::optional<bool> connects) {
    GuestFacts facts;
    facts.trials.emplace_back();
    facts.trials.back().endpoint = "web";
    facts.trials.back().name_resolves = resolves;
    facts.trials.back().connects = connects;
    return facts;
}

} // namespace

TEST_CASE("a guest whose tools get further, or less far, than its probes did is in doubt") {
    struct ConsentRequest {
        EndpointState state;
        ProbeStep failed;
        std::optional<bool> resolves;
        std::optional<bool> connects;
        bool in_doubt;
    };

    using S = ProbeStep;
    constexpr auto c_down = EndpointState::Down;
    const ConsentRequest cases[]{
        {c_down, S::Name, false, {}, false},
        {c_down, S::Name, true, false, true},
        {c_down, S::Connect, true, false, false},
        {c_down, S::Connect, true, true, true},
        {c_down, S::Connect, false, {}, true},
        {c_down, S::Refused, true, true, true},
        {c_down, S::Tls, true, true, false},
        {c_down, S::Answer, true, false, true},
        {EndpointState::Up, S::None, true, true, false},
        {EndpointState::Up, S::None, true, false, true},
        {EndpointState::Up, S::None, false, {}, true},
        {EndpointState::Pending, S::Connect, true, true, false},
    };
    for (const ConsentRequest& one : cases) {
        CAPTURE(static_cast<int>(one.failed));
        CAPTURE(static_cast<int>(one.state));
        CHECK(is_contradicted(told(one.resolves, one.connects), {seen_from_wsl(one.state, one.failed)}) ==
              one.in_doubt);
    }
}

TEST_CASE("a guest that contradicts itself is in doubt") {
    GuestFacts facts = told({}, true);
    CHECK_FALSE(is_contradicted(facts, {}));
    facts.gateway = NeighbourState::Failed; // and yet something connects
    CHECK(is_contradicted(facts, {}));
    facts = told({}, {});
    facts.trials.back().listens_here = true;
    facts.trials.back().answers_here = true;
    CHECK_FALSE(is_contradicted(facts, {}));
    facts.trials.back().listens_here = false;
    CHECK(is_contradicted(facts, {}));
}

TEST_CASE("what Windows could not tell the first time is taken from the second") {
    HostFacts whole = support::healthy_host();
    CHECK(lacking_in(whole) == 0);
    HostFacts part = whole;
    part.hns_errors.reset();
    part.os_build.reset();
    CHECK(lacking_in(part) != 0);
    HostFacts none;
    fill_from(none, part);
    CHECK(none == part);
    fill_from(none, whole);
    CHECK(none == whole);
}

TEST_CASE("a policy that names no mode lacks nothing") {
    HostFacts facts = support::healthy_host();
    facts.policy_mode.reset();
    CHECK(lacking_in(facts) == 0);
}
