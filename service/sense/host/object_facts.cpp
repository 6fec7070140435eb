// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/number.hpp"
#include "service/sense/host/host_facts.hpp"
#include "service/sense/host/host_part.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::sense {
namespace {

std::string property(const Properties& object, const std::string& name) {
    const auto found = object.find(name);
    return found == object.end() ? std::string{} : found->second;
}

std::optional<std::uint32_t> number_property(const Properties& object, const std::string& name) {
    return number_from<std::uint32_t>(property(object, name));
}

// As the firewall's classes number them.
constexpr std::uint32_t c_block = 4;
constexpr std::uint32_t c_disabled_rule = 2;
constexpr std::uint32_t c_disabled_setting = 0;
constexpr std::uint32_t c_true = 1;
constexpr std::uint32_t c_inbound = 1;

bool is_wsl(const std::string& vm_creator) {
    return equal_ignoring_case(vm_creator, "{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}");
}

/// A rule without one is for all virtual machines.
bool is_for_wsl(const std::string& vm_creator) {
    return vm_creator.empty() || equal_ignoring_case(vm_creator, "any") ||
           vm_creator == "{00000000-0000-0000-0000-000000000000}" || is_wsl(vm_creator);
}

bool names_ports(const Properties& rule) {
    return std::ranges::any_of(std::array{"LocalPorts", "RemotePorts"}, [&](const char* name) {
        const std::string ports = property(rule, name);
        return !ports.empty() && !equal_ignoring_case(ports, "any");
    });
}

/// What comes in, and single ports, are no reason why nothing goes out.
bool cuts_wsl_off(const Properties& rule) {
    return number_property(rule, "Action") == c_block &&
           number_property(rule, "Enabled") != c_disabled_rule &&
           number_property(rule, "Direction") != c_inbound && !names_ports(rule) &&
           is_for_wsl(property(rule, "VMCreatorId"));
}

std::string name_of_rule(const Properties& rule) {
    const std::string name = property(rule, "ElementName");
    return cut(name.empty() ? property(rule, "InstanceID") : name);
}

std::vector<std::string> block_rules(const std::vector<Properties>& rules) {
    std::vector<std::string> names;
    for (const Properties& rule : rules) {
        if (cuts_wsl_off(rule)) {
            names.push_back(name_of_rule(rule));
        }
    }
    return names;
}

/// The setting of WSL's virtual machines has this value, and the firewall is not off for them.
bool says(const std::vector<Properties>& settings, const std::string& name, std::uint32_t value) {
    return std::ranges::any_of(settings, [&](const Properties& setting) {
        return is_wsl(property(setting, "Name")) &&
               number_property(setting, "Enabled") != c_disabled_setting &&
               number_property(setting, name) == value;
    });
}

/// Windows has one range, which several of the templates repeat and others leave out.
std::optional<std::uint16_t> port_start(const std::vector<Properties>& templates) {
    for (const Properties& one : templates) {
        const auto port = number_property(one, "DynamicPortRangeStartPort");
        if (port && *port > 0 && *port <= 0xFFFF) {
            return static_cast<std::uint16_t>(*port);
        }
    }
    return std::nullopt;
}

/// The firewall's: what is active, from all stores. Without a name only the store of this machine would
/// answer.
std::vector<ObjectQuery> queries() {
    constexpr const char* active = "ActiveStore";
    return {
        {"SELECT InstanceID, ElementName, Enabled, Direction, Action, VMCreatorId, LocalPorts, RemotePorts "
         "FROM MSFT_NetFirewallHyperVRule",
         active},
        {"SELECT Name, Enabled, DefaultInboundAction, DefaultOutboundAction, AllowHostPolicyMerge, "
         "LoopbackEnabled "
         "FROM MSFT_NetFirewallHyperVVMSetting",
         active},
        {"SELECT SettingName, DynamicPortRangeStartPort FROM MSFT_NetTCPSetting"},
    };
}

} // namespace

HostPart object_facts(const HostCalls& calls, Deadline deadline) {
    auto answers = calls.objects(queries(), deadline);
    answers.resize(3, Error{"There was no answer."});
    HostPart part;
    if (const auto rules = value_of(std::move(answers[0]), "The Hyper-V firewall's rules", part.missing)) {
        part.facts.hyperv_block_rules = block_rules(*rules);
    }
    if (const auto settings =
            value_of(std::move(answers[1]), "The Hyper-V firewall's settings", part.missing)) {
        part.facts.hyperv_outbound_blocked = says(*settings, "DefaultOutboundAction", c_block);
        part.facts.hyperv_inbound_blocked = says(*settings, "DefaultInboundAction", c_block) &&
                                            says(*settings, "AllowHostPolicyMerge", c_true);
        part.facts.hyperv_loopback_blocked = says(*settings, "LoopbackEnabled", c_disabled_setting);
    }
    if (const auto templates = value_of(std::move(answers[2]), "The range of dynamic ports", part.missing)) {
        part.facts.dynamic_port_start = port_start(*templates);
    }
    return part;
}

} // namespace mirrorwatch::sense
