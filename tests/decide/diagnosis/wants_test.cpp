// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"
#include "tests/support/fault_cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using mirrorwatch::decide::Diagnosis;
using mirrorwatch::decide::Want;

namespace {

/// The VPN has just come up and broken both; nothing was gathered yet.
Observed nothing_gathered() {
    Observed observed;
    observed.server("api", 8080, true);
    observed.git().windows.reset(); // asked from WSL only
    observed.rest.mode_known = false;
    observed.rest.settled = false;
    observed.rest.host = {};
    observed.rest.guest = {};
    return observed;
}

/// What is wanted comes; true when it was one that a machine can give.
void give(Observed& observed, Want want, const Observed& all) {
    switch (want) {
    case Want::WslMode:
        observed.rest.mode_known = true;
        break;
    case Want::WindowsProbe:
        for (decide::Comparison& endpoint : observed.rest.endpoints) {
            endpoint.windows_reaches = !endpoint.windows || endpoint.windows->state == EndpointState::Up;
        }
        break;
    case Want::HostFacts:
        observed.rest.host = all.rest.host;
        break;
    case Want::Settling:
        observed.rest.settled = true;
        break;
    case Want::GuestFacts:
        observed.rest.guest = all.rest.guest;
        break;
    }
}

} // namespace

TEST_CASE("while all is well nothing is wanted") {
    Observed observed;
    observed.server("api", 8080, false);
    observed.git(false);
    observed.rest.mode_known = false;
    observed.rest.host = {};
    observed.rest.guest = {};
    CHECK(observed.diagnosis() == Diagnosis{});
}

TEST_CASE("nothing but WSL's mode is wanted before it is known whether WSL runs") {
    CHECK(nothing_gathered().diagnosis() == Diagnosis{{}, {Want::WslMode}, true});
}

TEST_CASE("cheap evidence and quiet come before the guest is asked") {
    Observed observed = nothing_gathered();
    observed.rest.mode_known = true;
    CHECK(observed.diagnosis().wants == std::vector{Want::WindowsProbe, Want::HostFacts, Want::Settling});
    observed.endpoint("git").windows_reaches = true;
    CHECK(observed.diagnosis().wants == std::vector{Want::HostFacts, Want::Settling});
    observed.rest.host.failed = true;
    CHECK(observed.diagnosis().wants == std::vector{Want::Settling});
    observed.rest.settled = true;
    CHECK(observed.diagnosis().wants == std::vector{Want::GuestFacts});
    observed.rest.guest.failed = true;
    CHECK(observed.diagnosis().wants.empty());
}

TEST_CASE("the guest is not asked while Windows may not reach the targets either") {
    Observed observed;
    observed.git().windows.reset();
    observed.rest.guest = {};
    CHECK(observed.diagnosis().wants == std::vector{Want::WindowsProbe});
    observed.endpoint("git").windows_reaches = false;
    CHECK(observed.diagnosis().wants.empty());
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::HostOffline});
}

TEST_CASE("servers are down because WSL does not run, and that is not wrong") {
    Observed observed = nothing_gathered();
    observed.endpoint("git").wsl->state = EndpointState::Skipped;
    observed.rest.mode_known = true;
    observed.rest.wsl_running = false;
    CHECK(observed.diagnosis() == Diagnosis{});
}

TEST_CASE("while Windows is offline the rest is not looked into") {
    Observed observed = nothing_gathered();
    observed.rest.host_offline = true;
    const Diagnosis diagnosis = observed.diagnosis();
    CHECK(faults(diagnosis) == std::vector{Fault::HostOffline});
    CHECK(diagnosis.wants.empty());
}

TEST_CASE("offline with a forwarding card and a tunnel, WSL's mode is wanted before Windows is said to be "
          "offline") {
    Observed observed;
    observed.rest.host_offline = true;
    observed.ethernet().forwarding = true;
    observed.vpn_is_tun();
    observed.vpn_is_full();
    observed.rest.mode_known = false;
    CHECK(observed.diagnosis() == Diagnosis{{}, {Want::WslMode}, true});
}

TEST_CASE("offline with a VPN in the phonebook, Windows is asked for a failed dial") {
    Observed observed;
    observed.rest.host_offline = true;
    observed.table.phonebook = {{"Office", RasKind::Vpn}};
    observed.rest.host = {};
    CHECK(observed.diagnosis() == Diagnosis{{}, {Want::HostFacts}, true});
}

TEST_CASE("a fallback of the mode needs no question to the guest") {
    Observed observed;
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::Nat);
    observed.rest.host = {};
    observed.rest.guest = {};
    CHECK(observed.diagnosis() == Diagnosis{{}, {Want::HostFacts}, true});
    observed.rest.host.failed = true;
    CHECK(observed.diagnosis().wants.empty());
}

TEST_CASE("an endpoint that is only shown leads to no question") {
    Observed observed;
    observed.git().spec.required = false;
    observed.rest.guest = {};
    CHECK(observed.diagnosis() == Diagnosis{});
}

TEST_CASE("gathering what is wanted ends with the same word as having it all at once") {
    for (const FaultCase& fault_case : fault_cases()) {
        CAPTURE(fault_case.name);
        Observed all;
        fault_case.arrange(all);
        Observed some = all;
        some.rest.mode_known = some.rest.endpoints.empty(); // else there is no occasion to look
        some.rest.settled = false;
        some.rest.host = {};
        some.rest.guest = {};
        int steps = 0;
        for (Diagnosis d = some.diagnosis(); !d.wants.empty() && steps < 10; d = some.diagnosis(), ++steps) {
            CHECK(std::is_sorted(d.wants.begin(), d.wants.end()));
            for (const Finding& early : d.findings) { // none is taken back
                CAPTURE(early.evidence);
                CHECK(find(all.diagnosis(), early.fault));
            }
            give(some, d.wants.front(), all);
        }
        CHECK(faults(some.diagnosis()) == faults(all.diagnosis()));
        CHECK(steps < 6);
    }
}

TEST_CASE("what cannot be gathered is not waited for") {
    for (const FaultCase& fault_case : fault_cases()) {
        CAPTURE(fault_case.name);
        Observed observed;
        fault_case.arrange(observed);
        observed.rest.host = {{}, true};
        observed.rest.guest = {{}, true};
        CHECK(observed.diagnosis().wants.empty());
    }
}
