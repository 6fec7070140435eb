// SPDX-License-Identifier: MIT
#pragma once

#include "common/evidence.hpp"
#include "common/snapshot.hpp"
#include "service/decide/network/network.hpp"

#include <vector>

namespace mirrorwatch::decide {

/// Windows' adapters that are up, but its loopback, and beside each what WSL has of it; then the devices that
/// WSL has by itself. `devices`: WSL's; none, when it was not asked in this state of the network.
[[nodiscard]] std::vector<NetworkView> networks_in(const Network& network,
                                                   const std::vector<GuestDevice>& devices);

} // namespace mirrorwatch::decide
