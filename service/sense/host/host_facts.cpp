// SPDX-License-Identifier: MIT
#include "service/sense/host/host_facts.hpp"

#include "common/wsl/policy.hpp"
#include "service/sense/host/host_part.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace mirrorwatch::sense {
namespace {

constexpr std::uint32_t c_service_disabled = 4; // SERVICE_DISABLED of winnt.h
constexpr const char* c_wsl_policies = R"(SOFTWARE\Policies\WSL)";

/// Registry values are asked for one after the other; each that fails leaves its own fact out.
class Registry {
public:
    Registry(const HostCalls& calls, std::vector<std::string>& missing)
        : calls_(calls)
        , missing_(missing) {}

    std::optional<std::optional<std::uint32_t>> number(const std::string& key, const std::string& name) {
        return value_of(calls_.number(key, name), name, missing_);
    }

    /// `fallback` where it is not set.
    std::optional<std::uint32_t> number_or(const std::string& key, const std::string& name,
                                           std::uint32_t fallback) {
        const auto set = number(key, name);
        return set ? std::optional{set->value_or(fallback)} : std::nullopt;
    }

    std::optional<bool> is_zero(const std::string& key, const std::string& name) {
        const auto set = number(key, name);
        return set ? std::optional{*set == 0U} : std::nullopt;
    }

    std::optional<std::string> text(const std::string& key, const std::string& name) {
        auto set = value_of(calls_.text(key, name), name, missing_);
        return set ? std::optional{cut(std::move(*set).value_or(""))} : std::nullopt;
    }

    std::optional<bool> has_subkeys(const std::string& key) {
        const auto count = value_of(calls_.subkeys(key), key, missing_);
        return count ? std::optional{*count > 0} : std::nullopt;
    }

private:
    const HostCalls& calls_;
    std::vector<std::string>& missing_;
};

std::optional<bool> either(std::optional<bool> a, std::optional<bool> b) {
    if (a == true || b == true) {
        return true;
    }
    return a && b ? std::optional{false} : std::nullopt;
}

template <class T>
void take(std::optional<T>& into, std::optional<T>& from) {
    if (from) {
        into = std::move(from);
    }
}

} // namespace

HostPart registry_facts(const HostCalls& calls) {
    HostPart part;
    HostFacts& facts = part.facts;
    Registry registry{calls, part.missing};
    facts.os_build = value_of(calls.os_build(), "The build of Windows", part.missing);
    facts.os_revision =
        registry.number(R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "UBR").value_or(std::nullopt);
    facts.disabled_components =
        registry.number_or(R"(SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters)", "DisabledComponents", 0);
    facts.mode_is_locked = registry.is_zero(c_wsl_policies, "AllowNetworkingModeUserSetting");
    if (const auto mode = registry.number(c_wsl_policies, "DefaultNetworkingMode").value_or(std::nullopt)) {
        facts.policy_mode = mode_of_policy(*mode);
    }
    facts.external_interface_constraint =
        registry.text(R"(SOFTWARE\Microsoft\Windows\CurrentVersion\Lxss)", "ExternalInterfaceConstraint");
    facts.has_nrpt_rules = either(
        registry.has_subkeys(R"(SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig)"),
        registry.has_subkeys(R"(SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig)"));
    if (const auto start =
            registry.number_or(R"(SYSTEM\CurrentControlSet\Services\SharedAccess)", "Start", 0)) {
        facts.sharing_is_disabled = *start == c_service_disabled;
    }
    return part;
}

void add(HostPart& whole, HostPart part) {
    HostFacts& into = whole.facts;
    HostFacts& from = part.facts;
    take(into.os_build, from.os_build);
    take(into.os_revision, from.os_revision);
    take(into.disabled_components, from.disabled_components);
    take(into.mode_is_locked, from.mode_is_locked);
    take(into.policy_mode, from.policy_mode);
    take(into.external_interface_constraint, from.external_interface_constraint);
    take(into.hyperv_block_rules, from.hyperv_block_rules);
    take(into.hyperv_outbound_blocked, from.hyperv_outbound_blocked);
    take(into.hyperv_loopback_blocked, from.hyperv_loopback_blocked);
    take(into.hyperv_inbound_blocked, from.hyperv_inbound_blocked);
    take(into.wsl_warnings, from.wsl_warnings);
    take(into.hns_errors, from.hns_errors);
    take(into.ras_error_651, from.ras_error_651);
    take(into.dynamic_port_start, from.dynamic_port_start);
    take(into.has_nrpt_rules, from.has_nrpt_rules);
    take(into.sharing_is_disabled, from.sharing_is_disabled);
    std::ranges::move(part.missing, std::back_inserter(whole.missing));
}

std::vector<HostSource> host_sources(HostCalls calls) {
    const auto shared = std::make_shared<const HostCalls>(std::move(calls));
    return {[shared](Deadline) { return registry_facts(*shared); },
            [shared](Deadline deadline) { return event_log_facts(*shared, deadline); },
            [shared](Deadline deadline) { return object_facts(*shared, deadline); }};
}

} // namespace mirrorwatch::sense
