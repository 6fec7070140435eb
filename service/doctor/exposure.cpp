// SPDX-License-Identifier: MIT
#include "service/doctor/exposure.hpp"

#include "service/doctor/port_list.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

bool concerns(const InboundRule& rule, std::uint16_t port, NetworkCategory network) {
    const bool is_there = rule.networks.empty() || std::ranges::count(rule.networks, network) > 0;
    return is_there && has_port(rule.ports, port);
}

struct Candidate {
    const InboundRule* rule;
    std::string_view whose;
};

/// The rules of both firewalls that can concern WSL.
std::vector<Candidate> candidates(const FirewallFacts& firewall) {
    std::vector<Candidate> all;
    all.reserve(firewall.hyperv_rules.size() + firewall.windows_rules.size());
    for (const InboundRule& rule : firewall.hyperv_rules) {
        all.push_back({&rule, "the Hyper-V firewall"});
    }
    if (firewall.merges_host_rules) {
        for (const InboundRule& rule : firewall.windows_rules) {
            all.push_back({&rule, "Windows' firewall"});
        }
    }
    return all;
}

} // namespace

Decision decide_inbound(const FirewallFacts& firewall, std::uint16_t port, NetworkCategory network) {
    std::vector<Candidate> all = candidates(firewall);
    std::erase_if(all, [&](const Candidate& one) { return !concerns(*one.rule, port, network); });
    std::ranges::stable_partition(all, [](const Candidate& one) { return !one.rule->allows; });
    if (!all.empty()) {
        const Candidate& first = all.front();
        return {first.rule->allows, "the rule \"" + first.rule->name + "\" of " + std::string{first.whose}};
    }
    return {!firewall.inbound_blocked, firewall.inbound_blocked
                                           ? "no rule, and the Hyper-V firewall blocks what has none"
                                           : "no rule, and the Hyper-V firewall lets in what has none"};
}

std::string_view label(NetworkCategory network) {
    switch (network) {
    case NetworkCategory::Public:
        return "a public network";
    case NetworkCategory::Private:
        return "a private network";
    case NetworkCategory::Domain:
        return "your organisation's network";
    case NetworkCategory::Unknown:
        break;
    }
    return "a network of unknown kind";
}

} // namespace mirrorwatch::doctor
