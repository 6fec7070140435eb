// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/state.hpp"
#include "common/wslconfig/settings.hpp"

namespace mirrorwatch::wslconfig {

/// HKLM\Software\Policies\WSL (WSL's wslpolicies.h).
struct Policies {
    bool may_choose_mode = true;                       // AllowNetworkingModeUserSetting
    bool may_choose_firewall = true;                   // AllowFirewallUserSetting
    NetworkingMode default_mode = NetworkingMode::Nat; // DefaultNetworkingMode

    friend bool operator==(const Policies&, const Policies&) = default;
};

/// The mode that this file leads to, after policies and safe mode. A machine that cannot do it falls back
/// further.
[[nodiscard]] NetworkingMode mode_of(const FileSettings& settings, const Policies& policies);

/// What WSL says nothing about, or not in words that help: likely typos, keys in a wrong section, settings
/// without effect in the present mode or against a policy, exclusions that WSL ignores. By line.
[[nodiscard]] std::vector<Diagnostic> findings(const FileSettings& settings, const Policies& policies,
                                               std::string_view bytes);

} // namespace mirrorwatch::wslconfig
