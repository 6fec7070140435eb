// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::probe {

/// Where a Location header leads.
struct Location {
    EndpointKind kind = EndpointKind::Http; // or Https
    std::string host;                       // an IPv6 literal without brackets
    std::uint16_t port = 0;
    std::string target; // path and query, without the fragment

    friend bool operator==(const Location&, const Location&) = default;
};

/// Resolves a Location, absolute or not, against where it came from. Nothing for what leads to no HTTP
/// server, or could not be sent on as it is. A user name or password in it is dropped.
[[nodiscard]] std::optional<Location> resolve(const Location& from, std::string_view location);

} // namespace mirrorwatch::probe
