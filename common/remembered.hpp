// SPDX-License-Identifier: MIT
#pragma once

#include "common/remedy.hpp"
#include "common/user.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch {

/// What a user has decided about one VPN once and for all.
enum class Preference {
    Ask,           // as the settings say
    AlwaysExclude, // without asking
    NeverAsk,      // leave it alone
};

struct VpnPreference {
    std::string sid; // of the account: a preference holds in each of its sessions
    std::string vpn; // its client, or its adapter's name where no client is known
    Preference preference = Preference::Ask;

    friend bool operator==(const VpnPreference&, const VpnPreference&) = default;
};

/// What must survive a restart of the service.
struct Remembered {
    std::vector<std::pair<UserId, Remedy>> remedies; // those that are not over
    std::vector<VpnPreference> preferences;          // none with Preference::Ask

    friend bool operator==(const Remembered&, const Remembered&) = default;
};

} // namespace mirrorwatch
