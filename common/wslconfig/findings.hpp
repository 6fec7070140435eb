// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/state.hpp"
#include "common/wslconfig/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

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

/// What WSL says nothing about, or not in words that help: likely typos, keys in a wrong section or file,
/// settings that a comment has swallowed, values that nobody means, settings without effect in the present
/// mode or against a policy, exclusions that WSL ignores. By line.
[[nodiscard]] std::vector<Diagnostic> findings(const FileSettings& settings, const Policies& policies,
                                               std::string_view bytes);

/// The first five lines of the file that were meant for networking and have no effect, one sentence each:
/// "Line 3: wsl2.networkMode looks like a typing mistake: was wsl2.networkingMode meant?" What only has no
/// effect in the present mode is no mistake. A file that cannot be read has none.
[[nodiscard]] std::vector<std::string> network_mistakes(std::string_view bytes);

} // namespace mirrorwatch::wslconfig
