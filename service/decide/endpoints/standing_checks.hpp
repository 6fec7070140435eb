// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/settings.hpp"
#include "service/decide/network/known_vpns.hpp"

#include <vector>

namespace mirrorwatch::decide {

/// What WSL should reach, known without any setting from what Windows has: WSL's own network, the Internet,
/// the router, names, and each VPN's own DNS servers. Their `source` is BuiltIn; names are unique and stay
/// the same from one table to the next, as journals and questions refer to them.
///
/// A standing check never says that something is down: it says that WSL does not reach what Windows reaches.
/// So a failure from Windows excuses the one from WSL (EndpointMonitor). It is asked at edges only: WSL
/// starts, the network changes, a VPN comes or goes, the machine wakes up, you look at the status; and while
/// it fails, until it is well again.
///
/// `before`: those of the table before. A VPN that is up keeps its check while its DNS servers are gone from
/// the table for a moment.
[[nodiscard]] std::vector<EndpointSpec> standing_checks(const Settings::Watch& watch,
                                                        const AdapterTable& table, const KnownVpns& vpns,
                                                        const std::vector<EndpointSpec>& before);

[[nodiscard]] constexpr bool is_standing(const EndpointSpec& spec) {
    return spec.source == EndpointSource::BuiltIn;
}

} // namespace mirrorwatch::decide
