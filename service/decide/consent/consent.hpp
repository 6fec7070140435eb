// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "common/finding.hpp"
#include "common/remembered.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Whether something may be done without asking. Pure rules, one after the other.
namespace mirrorwatch::decide {

/// What holds for one VPN of one user: that user's preference, else the first [[vpn]] that fits, else
/// [policy] action. `names`: of its client and of its adapter; none: no VPN is concerned. What the
/// organisation sets counts, and less than that is always possible: a [[vpn]] does not go beyond it. What a
/// user has once answered for good is that user's answer where the organisation wants users to be asked.
[[nodiscard]] VpnPolicy::Action action_for(const Settings::Policy& policy,
                                           const std::vector<VpnPreference>& preferences,
                                           std::string_view sid, const std::vector<std::string>& names);

/// True when there was another preference for this VPN.
bool set_preference(std::vector<VpnPreference>& preferences, VpnPreference preference);
[[nodiscard]] std::vector<VpnPreference> preferences_of(std::string_view sid,
                                                        const std::vector<VpnPreference>& preferences);

/// Letters in any case; '*' stands for any letters, or none.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view name);

/// What is to be consented to, and what speaks for and against doing it without asking.
struct ConsentRequest {
    Choice choice = Exclude{}; // the first rung
    VpnPolicy::Action action = VpnPolicy::Action::Ask;
    Confidence confidence = Confidence::Likely;
    bool bypasses_tunnel = false;    // an exclusion after which WSL's traffic leaves the tunnel
    bool distros_run = true;         // there is work to be lost
    std::optional<bool> in_use = {}; // somebody works in one of them; nothing: not known
    bool idle_only = true;
    bool may_switch = true; // neither too often in this network epoch, nor too soon after the last time
};

struct ConsentDecision {
    enum class Permission {
        Granted,   // do it now
        Countdown, // do it when the countdown is over
        Ask,
        Tell,   // neither do nor offer it
        Silent, // say nothing of it either
    };
    Permission permission = Permission::Ask;
    std::optional<Message> why = {}; // why it is not done, where somebody could expect it to be

    friend bool operator==(const ConsentDecision&, const ConsentDecision&) = default;
};

[[nodiscard]] ConsentDecision consent_for(const ConsentRequest& asked, const std::string& vpn);

/// The same for going back to the former mode, once the VPN is gone.
[[nodiscard]] ConsentDecision consent_for_restore(RestorePolicy policy, const ConsentRequest& asked);

} // namespace mirrorwatch::decide
