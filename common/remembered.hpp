#pragma once

#include "common/remedy.hpp"
#include "common/user.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch {

/// What a user has decided about one VPN once and for all.
enum class Wish {
    Ask,           // as the settings say
    AlwaysExclude, // without asking
    NeverAsk,      // leave it alone
};

struct VpnWish {
    std::string sid; // of the account: a wish holds in each of its sessions
    std::string vpn; // its client, or its adapter's name where no client is known
    Wish wish = Wish::Ask;

    friend bool operator==(const VpnWish&, const VpnWish&) = default;
};

/// What must survive a restart of the service.
struct Remembered {
    std::vector<std::pair<UserId, Remedy>> remedies; // those that are not over
    std::vector<VpnWish> wishes;                     // none with Wish::Ask

    friend bool operator==(const Remembered&, const Remembered&) = default;
};

} // namespace mirrorwatch
