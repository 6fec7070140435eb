#include "service/agent/policies_win.hpp"

#include <optional>

namespace mirrorwatch::agent {
namespace {

std::optional<DWORD> number_at(HKEY root, const wchar_t* key, const wchar_t* name) {
    DWORD value = 0;
    DWORD size = sizeof value;
    const LSTATUS error =
        RegGetValueW(root, key, name, RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY, nullptr, &value, &size);
    return error == ERROR_SUCCESS ? std::optional{value} : std::nullopt;
}

/// By WSL's own numbers; bridged (2) is none that a policy may choose.
std::optional<NetworkingMode> mode_numbered(DWORD number) {
    switch (number) {
    case 0:
        return NetworkingMode::None;
    case 1:
        return NetworkingMode::Nat;
    case 3:
        return NetworkingMode::Mirrored;
    case 4:
        return NetworkingMode::VirtioProxy;
    default:
        return std::nullopt;
    }
}

} // namespace

wslconfig::Policies read_policies(HKEY root, const wchar_t* key) {
    wslconfig::Policies policies;
    policies.may_choose_mode = number_at(root, key, L"AllowNetworkingModeUserSetting") != 0U;
    policies.may_choose_firewall = number_at(root, key, L"AllowFirewallUserSetting") != 0U;
    if (const auto number = number_at(root, key, L"DefaultNetworkingMode"))
        policies.default_mode = mode_numbered(*number).value_or(policies.default_mode);
    return policies;
}

} // namespace mirrorwatch::agent
