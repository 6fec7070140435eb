// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/ports.hpp"

namespace mirrorwatch::agent {

/// Of the user who runs this process. Where the network is to say it, the network is asked (DHCP and DNS),
/// which takes up to some seconds.
[[nodiscard]] ProxySettings own_proxy_settings();

} // namespace mirrorwatch::agent
