// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/faults.hpp"

#include "common/names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

std::vector<Fault> every_fault() {
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < c_fault_count; ++i) {
        faults.push_back(static_cast<Fault>(i));
    }
    return faults;
}

bool depends(Fault fault, Fault on) {
    return row_of(fault).depends_on.has(on);
}

} // namespace

TEST_CASE("each fault has exactly one row in the core, in the order of Fault") {
    std::vector<Fault> found;
    for (const Family family :
         {c_faults_of_windows, c_faults_of_the_mode, c_faults_of_the_guest, c_faults_of_routes,
          c_faults_of_packets, c_faults_of_names, c_faults_of_ports, c_faults_of_a_vpn}) {
        std::ranges::transform(family, std::back_inserter(found), &FaultRow::fault);
    }
    std::ranges::sort(found);
    CHECK(found == every_fault());
    for (const Fault fault : every_fault()) {
        CHECK(row_of(fault).fault == fault);
        CHECK(fault_rows()[static_cast<std::size_t>(fault)] == &row_of(fault));
    }
}

TEST_CASE("each fault has its place among findings") {
    std::vector<Fault> found{c_most_specific_first.begin(), c_most_specific_first.end()};
    std::ranges::sort(found);
    CHECK(found == every_fault());
}

TEST_CASE("no two faults explain each other away") {
    for (const Fault fault : every_fault()) {
        for (const Fault cause : every_fault()) {
            CAPTURE(name_of(fault));
            CAPTURE(name_of(cause));
            CHECK_FALSE((depends(fault, cause) && depends(cause, fault)));
        }
    }
}

TEST_CASE("whatever leaves WSL without a network explains every VPN break away") {
    for (const Fault fault : {Fault::VpnCutsWsl, Fault::VpnTargetsCut, Fault::TunnelRepliesDropped,
                              Fault::NeighbourFails, Fault::HalvesNotMirrored}) {
        CAPTURE(name_of(fault));
        for (const Fault cause : {Fault::Ipv6Disabled, Fault::StaleHns, Fault::DuplicateMac,
                                  Fault::NoNetworking, Fault::AfterResume, Fault::HypervBlocked}) {
            CHECK(depends(fault, cause));
        }
    }
}

TEST_CASE(
    "a break by a VPN is visible at once, as the settle time came before, and nothing after over a minute") {
    CHECK(row_of(Fault::VpnCutsWsl).visible_after == 0s);
    CHECK(row_of(Fault::VpnTargetsCut).visible_after == 0s);
    CHECK(row_of(Fault::AfterResume).visible_after > 20s);
    for (const FaultRow* row : fault_rows()) {
        CHECK(row->visible_after <= 60s);
    }
}

TEST_CASE("each fault has a rule, or a sentence that says why not") {
    for (const FaultRow* row : fault_rows()) {
        CAPTURE(name_of(row->fault));
        CHECK((row->rule == nullptr) == row->not_recognised.ends_with('.'));
        CHECK((row->rule == nullptr) != row->not_recognised.empty());
    }
    CHECK_FALSE(row_of(Fault::OnlyPing).not_recognised.empty());
    CHECK_FALSE(row_of(Fault::InboundBlocked).not_recognised.empty());
}
