// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/wsl/probe_script.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// Where a probe from within the guest was made.
struct GuestPlace {
    std::string distro;
    std::vector<AddressPrefix> host_subnets; // of Windows' adapters
};

/// What a sighting means: whether the endpoint is fine, or which step failed, in words.
[[nodiscard]] ProbeResult verdict(const EndpointSpec& endpoint, const wsl::GuestSighting& seen,
                                  std::chrono::milliseconds allowed, const GuestPlace& place);

} // namespace mirrorwatch::agent
