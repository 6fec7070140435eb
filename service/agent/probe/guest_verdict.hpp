// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/probe/failure.hpp"
#include "common/wsl/probe_script.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// Where a probe from within the guest was made.
struct GuestPlace {
    std::string distro;
    std::vector<AddressPrefix> host_subnets; // of Windows' adapters
    bool host_has_default_ipv4 = true;       // a route to anywhere
    bool host_has_default_ipv6 = true;
};

/// What a sighting means: whether the endpoint is fine, or which step failed, in words.
[[nodiscard]] ProbeResult verdict(const EndpointSpec& endpoint, const wsl::GuestSighting& seen,
                                  std::chrono::milliseconds allowed, const GuestPlace& place);

/// WSL's own guide's check: an interface of the guest lies in a subnet of Windows', and there is a default
/// route. Of IPv4, of IPv6, or of either of them.
[[nodiscard]] probe::Failure network_failure(IpFamily family, const wsl::GuestSighting& seen,
                                             const GuestPlace& place);

} // namespace mirrorwatch::agent
