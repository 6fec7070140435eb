// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/probe/failure.hpp"
#include "common/wsl/probe_script.hpp"

#include <vector>

namespace mirrorwatch::agent {

/// WSL's own guide's check: an interface of the guest lies in a subnet of Windows', and there is a default
/// route. Of IPv4, of IPv6, or of either of them.
[[nodiscard]] probe::Failure network_failure(IpFamily family, const wsl::GuestSighting& seen,
                                             const std::vector<AddressPrefix>& host_subnets);

} // namespace mirrorwatch::agent
