// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "tests/support/evidence.hpp"

#include <span>
#include <string_view>

namespace mirrorwatch::support {

/// How a machine looks that has one fault, and how one looks that nearly has it.
struct FaultCase {
    std::string_view name;
    Fault fault = Fault::HostOffline;
    void (*arrange)(Observed&) = nullptr;   // it has the fault
    void (*near_miss)(Observed&) = nullptr; // after arrange: now it has not
};

/// One for each fault that can be recognised, and more where it shows itself in another way.
[[nodiscard]] std::span<const FaultCase> fault_cases();

} // namespace mirrorwatch::support
