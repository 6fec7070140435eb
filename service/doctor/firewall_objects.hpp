// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"
#include "service/sense/host/host_facts.hpp"

#include <vector>

/// What Windows' management instrumentation says of the Hyper-V firewall and of the networks, as `doctor`
/// asks for it. Sources: MSFT_NetFirewallHyperVVMSetting, MSFT_NetFirewallHyperVRule and
/// MSFT_NetConnectionProfile in Microsoft's documentation.
namespace mirrorwatch::doctor {

/// The questions, in the order of the enumeration.
enum class Question { Creators, Profiles, Settings, Rules, Networks };

[[nodiscard]] std::vector<sense::ObjectQuery> questions();

/// `settings` of all creators of virtual machines; without one for WSL the defaults count: what comes in is
/// blocked, and Windows' own rules count as well.
void take_settings(FirewallFacts& facts, const std::vector<sense::Properties>& settings);

/// Of the enabled ones for WSL those that let TCP in or keep it out.
[[nodiscard]] std::vector<InboundRule> inbound_rules(const std::vector<sense::Properties>& rules);

/// By the index of the interface.
[[nodiscard]] std::map<std::uint32_t, NetworkCategory>
categories(const std::vector<sense::Properties>& networks);

} // namespace mirrorwatch::doctor
