// SPDX-License-Identifier: MIT
#include "service/doctor/firewall_objects.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::doctor {
namespace {

constexpr std::string_view c_wsl = "{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}";
constexpr std::string_view c_every_creator = "{00000000-0000-0000-0000-000000000000}";
// As the firewall's classes number them
constexpr std::uint32_t c_allow = 2;
constexpr std::uint32_t c_block = 4;
constexpr std::uint32_t c_inbound = 1;
constexpr std::uint32_t c_disabled_rule = 2;
constexpr std::uint32_t c_false = 0;

std::string text_of(const sense::Properties& object, const std::string& name) {
    const auto found = object.find(name);
    return found == object.end() ? std::string{} : found->second;
}

std::optional<std::uint32_t> number_of(const sense::Properties& object, const std::string& name) {
    return number_from<std::uint32_t>(text_of(object, name));
}

bool is_for_wsl(const std::string& creator) {
    return creator.empty() || equal_ignoring_case(creator, "any") || creator == c_every_creator ||
           equal_ignoring_case(creator, c_wsl);
}

bool is_tcp(const std::string& protocol) {
    return protocol.empty() || equal_ignoring_case(protocol, "any") || equal_ignoring_case(protocol, "tcp") ||
           protocol == "6";
}

/// MSFT_NetFirewallHyperVRule, Profiles: 1 domain, 2 private, 4 public; 0 or all bits: any.
std::vector<NetworkCategory> networks_of(std::uint32_t profiles) {
    constexpr std::array<std::pair<std::uint32_t, NetworkCategory>, 3> c_bits{
        {{1, NetworkCategory::Domain}, {2, NetworkCategory::Private}, {4, NetworkCategory::Public}}};
    std::vector<NetworkCategory> networks;
    for (const auto& [bit, network] : c_bits) {
        if ((profiles & bit) != 0) {
            networks.push_back(network);
        }
    }
    return networks.size() == c_bits.size() ? std::vector<NetworkCategory>{} : networks;
}

bool is_inbound_for_wsl(const sense::Properties& rule) {
    return number_of(rule, "Direction") == c_inbound && number_of(rule, "Enabled") != c_disabled_rule &&
           is_for_wsl(text_of(rule, "VMCreatorId")) && is_tcp(text_of(rule, "Protocol"));
}

} // namespace

std::vector<sense::ObjectQuery> questions() {
    constexpr const char* active = "ActiveStore"; // what is in force, from all stores
    return {{"SELECT * FROM MSFT_NetFirewallHyperVVMCreator"},
            {"SELECT * FROM MSFT_NetFirewallHyperVProfile", active},
            {"SELECT Name, DefaultInboundAction, AllowHostPolicyMerge FROM MSFT_NetFirewallHyperVVMSetting",
             active},
            {"SELECT ElementName, InstanceID, Enabled, Direction, Action, Protocol, VMCreatorId, LocalPorts, "
             "Profiles FROM MSFT_NetFirewallHyperVRule",
             active},
            {"SELECT InterfaceIndex, NetworkCategory FROM MSFT_NetConnectionProfile"}};
}

void take_settings(FirewallFacts& facts, const std::vector<sense::Properties>& settings) {
    for (const sense::Properties& setting : settings) {
        if (equal_ignoring_case(text_of(setting, "Name"), c_wsl)) {
            facts.inbound_blocked = number_of(setting, "DefaultInboundAction") != c_allow;
            facts.merges_host_rules = number_of(setting, "AllowHostPolicyMerge") != c_false;
        }
    }
}

std::vector<InboundRule> inbound_rules(const std::vector<sense::Properties>& rules) {
    std::vector<InboundRule> found;
    for (const sense::Properties& rule : rules) {
        const auto action = number_of(rule, "Action");
        if (is_inbound_for_wsl(rule) && (action == c_allow || action == c_block)) {
            const std::string name = text_of(rule, "ElementName");
            found.push_back({name.empty() ? text_of(rule, "InstanceID") : name, text_of(rule, "LocalPorts"),
                             action == c_allow, networks_of(number_of(rule, "Profiles").value_or(0))});
        }
    }
    return found;
}

std::map<std::uint32_t, NetworkCategory> categories(const std::vector<sense::Properties>& networks) {
    constexpr std::array<NetworkCategory, 3> c_numbered{NetworkCategory::Public, NetworkCategory::Private,
                                                        NetworkCategory::Domain};
    std::map<std::uint32_t, NetworkCategory> found;
    for (const sense::Properties& network : networks) {
        const auto index = number_of(network, "InterfaceIndex");
        const auto category = number_of(network, "NetworkCategory");
        if (index && category && *category < c_numbered.size()) {
            found[*index] = c_numbered.at(*category);
        }
    }
    return found;
}

} // namespace mirrorwatch::doctor
