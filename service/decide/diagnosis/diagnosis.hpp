// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <vector>

namespace mirrorwatch::decide {

/// What would have to be known to decide more, the cheapest first.
enum class Want {
    WslMode,      // look at WSL: does it run, and in which mode
    WindowsProbe, // does Windows reach what only WSL is asked for
    HostFacts,
    Settling, // wait: the adapters still change, and WSL mirrors them late
    GuestFacts,
};

struct Diagnosis {
    std::vector<Finding> findings = {}; // the most specific first, without consequences
    std::vector<Want> wants = {}; // each once, in the order of the enumerators; empty: this is the last word
    bool is_wrong = false;        // something is wrong, whether or not its cause is known
    // Names of the endpoints that WSL sends to by the device of the last VPN, as the guest said.
    std::vector<std::string> leave_by_vpn = {};
    std::uint32_t vpn_mtu = 0; // of that device, in bytes; 0: not known

    friend bool operator==(const Diagnosis&, const Diagnosis&) = default;
};

/// WSL itself takes Windows off the network, or keeps it from getting there.
[[nodiscard]] bool is_seen_offline(Fault fault);

/// The same evidence gives the same diagnosis. While nothing is wrong it wants nothing.
[[nodiscard]] Diagnosis diagnose(const Evidence& evidence);

} // namespace mirrorwatch::decide
