#pragma once

#include "common/snapshot.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "service/decide/network/network.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// What can be offered against this break, the gentlest first. An exclusion takes the VPN away from WSL: it
/// is no cure for an endpoint that lies behind the VPN, and it is not offered again where it was tried in
/// vain, nor where no device belongs to the VPN.
[[nodiscard]] std::vector<Choice> choices(const Vpn& vpn, const AdapterTable& table,
                                          const std::vector<const EndpointMonitor*>& broken,
                                          bool may_not_exclude);

} // namespace mirrorwatch::decide
