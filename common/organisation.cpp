// SPDX-License-Identifier: MIT
#include "common/organisation.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"
#include "common/translated.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch {
namespace {

using text::to_translate;

constexpr std::array c_ladder{name_of(NetworkingMode::Nat), name_of(NetworkingMode::VirtioProxy)};

constexpr auto c_rows = std::to_array<PolicyRow>({
    {PolicySetting::Action, "Action", PolicyType::Word, c_names_of<PolicyAction>, "policy.action",
     to_translate("what is done about a VPN that breaks something")},
    {PolicySetting::AllowExclude,
     "AllowExclude",
     PolicyType::Flag,
     {},
     "",
     to_translate("whether a VPN may be excluded from WSL")},
    {PolicySetting::AllowModeChange,
     "AllowModeChange",
     PolicyType::Flag,
     {},
     "",
     to_translate("whether WSL's networking may be changed")},
    {PolicySetting::Ladder, "Ladder", PolicyType::Words, c_ladder, "policy.ladder",
     to_translate("which networking modes are tried")},
    {PolicySetting::RestoreOnVpnDown, "RestoreOnVpnDown", PolicyType::Word, c_names_of<RestorePolicy>,
     "policy.restore_on_vpn_down", to_translate("whether the mode goes back when the VPN is gone")},
    {PolicySetting::EndpointsFile,
     "EndpointsFile",
     PolicyType::File,
     {},
     "",
     to_translate("some of the endpoints that are watched")},
});

bool is_set(const OrganisationPolicy& policy, PolicySetting setting) {
    switch (setting) {
    case PolicySetting::Action:
        return policy.action.has_value();
    case PolicySetting::AllowExclude:
        return policy.may_exclude.has_value();
    case PolicySetting::AllowModeChange:
        return policy.may_change_mode.has_value();
    case PolicySetting::Ladder:
        return policy.ladder.has_value();
    case PolicySetting::RestoreOnVpnDown:
        return policy.restore_on_vpn_down.has_value();
    case PolicySetting::EndpointsFile:
        break;
    }
    return policy.endpoints.has_value();
}

void add_endpoints(std::vector<EndpointSpec>& machines, const std::vector<EndpointSpec>& added) {
    std::erase_if(machines, [&](const EndpointSpec& own) {
        return std::ranges::any_of(added, [&](const EndpointSpec& spec) { return spec.name == own.name; });
    });
    machines.insert(machines.end(), added.begin(), added.end());
}

} // namespace

std::span<const PolicyRow> policy_table() {
    return c_rows;
}

const PolicyRow& row_of(PolicySetting setting) {
    return c_rows.at(static_cast<std::size_t>(setting));
}

const PolicyRow* find_policy(std::string_view value) {
    const auto* row = std::ranges::find_if(
        c_rows, [&](const PolicyRow& one) { return equal_ignoring_case(one.value, value); });
    return row == c_rows.end() ? nullptr : row;
}

std::vector<std::string> managed_by(const OrganisationPolicy& policy) {
    std::vector<std::string> names;
    for (const PolicyRow& row : c_rows) {
        if (is_set(policy, row.setting)) {
            names.emplace_back(row.value);
        }
    }
    return names;
}

Settings governed(Settings settings, const OrganisationPolicy& policy) {
    Settings::Policy& own = settings.policy;
    own.action = policy.action.value_or(own.action);
    own.ladder = policy.ladder.value_or(own.ladder);
    own.restore_on_vpn_down = policy.restore_on_vpn_down.value_or(own.restore_on_vpn_down);
    own.limits = {policy.action, policy.may_exclude.value_or(true), policy.may_change_mode.value_or(true)};
    if (policy.endpoints) {
        add_endpoints(settings.endpoints, *policy.endpoints);
    }
    return settings;
}

std::string managed_words(const std::vector<std::string>& managed) {
    std::string words;
    for (const std::string& name : managed) {
        const PolicyRow* row = find_policy(name);
        words += (words.empty() ? "" : "; ") +
                 (row == nullptr ? name : std::string{text::translated(row->what)} + " (" + name + ")");
    }
    return words;
}

} // namespace mirrorwatch
