// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "common/snapshot.hpp"
#include "service/decide/network/known_vpns.hpp"

#include <vector>

namespace mirrorwatch::decide {

/// What decides which rungs can be stepped on.
struct Situation {
    const Vpn* vpn = nullptr;                       // that came up last and is up; null: none
    NetworkingMode mode = NetworkingMode::Mirrored; // of the WSL that runs
    std::vector<NetworkingMode> modes = {};         // those that may be fallen back to, the first one first
    bool mode_is_locked = false;                    // by a policy
    bool may_change_mode = true;                    // nor another setting, nor restart WSL: the organisation
    bool may_exclude = true;                        // the organisation; and no other VPN is excluded
    bool needs_vpn = false;                         // an endpoint that is concerned lies behind the VPN
    bool leaves_by_vpn = false; // WSL sends to one that is concerned by the VPN's device: the guest said so
    std::uint32_t vpn_mtu = 0;  // of the VPN's device in the guest; 0: not known
    bool wsl_stays = false;     // a setting that was changed has helped: it is not put at stake
    bool nat_cannot_start = false;        // Windows lacks what it needs for it
    std::vector<RemedySpec> in_vain = {}; // did not help against this break
};

/// What can be done about the fault, the gentlest first. Empty: there are only words for it. An exclusion
/// takes the VPN away from WSL: it is no cure for what lies behind the VPN, nor where no device belongs to
/// the VPN, nor for what leaves WSL by another way, as all of 127.0.0.1 does.
[[nodiscard]] std::vector<RemedySpec> ladder(Fault fault, const Situation& situation);

} // namespace mirrorwatch::decide
