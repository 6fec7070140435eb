// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"

#include <string>

/// What of WSL's servers others can reach, and what decides it.
namespace mirrorwatch::doctor {

/// What the firewalls do with a connection from another machine to a port of WSL.
struct Decision {
    bool lets_in = false;
    std::string rule; // what decides: "the rule \"WSL web\" of Windows' firewall", "DefaultInboundAction"

    friend bool operator==(const Decision&, const Decision&) = default;
};

/// In the order of Windows: a rule that blocks, then one that allows, then what counts where there is none.
/// Rules of Windows' own firewall count only while AllowHostPolicyMerge is on.
[[nodiscard]] Decision decide_inbound(const FirewallFacts& firewall, std::uint16_t port,
                                      NetworkCategory network);

[[nodiscard]] std::string_view label(NetworkCategory network); // "a public network"

} // namespace mirrorwatch::doctor
