// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"

namespace mirrorwatch::support {

/// The VPN table as it is shipped.
[[nodiscard]] inline VpnRules shipped_rules() {
    return config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value;
}

} // namespace mirrorwatch::support
