// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch {

/// An address as it may be shown and logged: without user and password, without the values of the query
/// and without a fragment, each of which may be a secret. "***" stands in their place. What is no address
/// comes back as it is, unless a part of it looks like one of these.
[[nodiscard]] std::string masked(std::string_view url);

/// What an endpoint asks, masked: "https://host:8443/health?key=***", "tcp://db:5432", "dns://name",
/// "wsl-network". The scheme's usual port is left out.
[[nodiscard]] std::string shown_address(const EndpointSpec& spec);

} // namespace mirrorwatch
