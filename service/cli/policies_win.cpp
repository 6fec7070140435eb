#include "service/cli/policies_win.hpp"

#include <windows.h>

#include <optional>

namespace mirrorwatch::cli {
namespace {

std::optional<DWORD> policy(const wchar_t* name) {
    DWORD value = 0;
    DWORD size = sizeof value;
    const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, LR"(Software\Policies\WSL)", name,
                                        RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY, nullptr, &value, &size);
    return status == ERROR_SUCCESS ? std::optional{value} : std::nullopt;
}

/// WSL's own numbers; it takes no other for a default.
NetworkingMode default_mode(DWORD number) {
    switch (number) {
    case 0:
        return NetworkingMode::None;
    case 3:
        return NetworkingMode::Mirrored;
    case 4:
        return NetworkingMode::VirtioProxy;
    default:
        return NetworkingMode::Nat;
    }
}

} // namespace

wslconfig::Policies wsl_policies() {
    return {policy(L"AllowNetworkingModeUserSetting") != 0u, policy(L"AllowFirewallUserSetting") != 0u,
            default_mode(policy(L"DefaultNetworkingMode").value_or(1))};
}

} // namespace mirrorwatch::cli
