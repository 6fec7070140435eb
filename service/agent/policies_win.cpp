// SPDX-License-Identifier: MIT
#include "service/agent/policies_win.hpp"

#include "common/registry_win.hpp"
#include "common/wsl/policy.hpp"

namespace mirrorwatch::agent {
namespace {

std::optional<std::uint32_t> number_at(HKEY root, const wchar_t* key, const wchar_t* name) {
    const auto number = registry_number(root, key, name);
    return number ? *number : std::nullopt;
}

} // namespace

wslconfig::Policies read_policies(HKEY root, const wchar_t* key) {
    wslconfig::Policies policies;
    policies.may_choose_mode = number_at(root, key, L"AllowNetworkingModeUserSetting") != 0U;
    policies.may_choose_firewall = number_at(root, key, L"AllowFirewallUserSetting") != 0U;
    if (const auto number = number_at(root, key, L"DefaultNetworkingMode")) {
        policies.default_mode = mode_of_policy(*number).value_or(policies.default_mode);
    }
    return policies;
}

} // namespace mirrorwatch::agent
