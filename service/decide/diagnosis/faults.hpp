// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/diagnosis/needs.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace mirrorwatch::decide {

/// All that the core knows of one fault. What is said of it is in common/fault_table.
struct FaultRow {
    Fault fault = Fault::HostOffline;
    Severity severity = Severity::Warning;
    // Found for so long before it is said, which lets pass what heals by itself: WSL's start, a lease, a file
    // that is being edited. Where it is 0 the diagnosis itself has waited until the network settled.
    Duration visible_after{0};
    FaultSet depends_on = {}; // of what one of these concerns too, this one is the consequence
    Needs needs = {};         // before it can be judged, in the order in which they are asked for
    // With all that can be had. It changes nothing, and stands alone: what follows from what is depends_on's.
    Judgement (*rule)(const DiagnosisContext&) = nullptr;
    std::string_view not_recognised = {}; // why there is no rule; empty: there is one
};

// One row for each fault, beside its rule; each family in the order of Fault.
using Family = std::span<const FaultRow>;
extern const Family c_faults_of_windows, c_faults_of_the_mode, c_faults_of_the_guest, c_faults_of_routes,
    c_faults_of_packets, c_faults_of_names, c_faults_of_ports, c_faults_of_a_vpn;

/// What rows are written with.
namespace rows {

using enum Fault;
using enum Severity;
using namespace need;
using namespace std::chrono_literals;

[[nodiscard]] consteval Family in_order(const auto& rows) {
    return std::ranges::is_sorted(rows, std::ranges::less_equal{}, &FaultRow::fault)
               ? rows
               : throw "the rows are not in the order of Fault";
}

} // namespace rows

/// All of them, in the order of Fault.
[[nodiscard]] std::span<const FaultRow* const> fault_rows();
[[nodiscard]] const FaultRow& row_of(Fault fault);

/// What the rule says of its needs, or else of the evidence.
[[nodiscard]] Judgement judge(const FaultRow& row, const DiagnosisContext& context);

} // namespace mirrorwatch::decide
