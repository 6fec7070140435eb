// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/settings.hpp"
#include "service/decide/network/known_vpns.hpp"

#include <cstdint>
#include <vector>

namespace mirrorwatch::decide {

/// What the checks are made from, besides the settings.
struct CheckSources {
    const AdapterTable& table;
    const KnownVpns& vpns;
    /// Those in use already: a VPN that is up keeps its check while its DNS servers are gone from the table
    /// for a moment.
    const std::vector<EndpointSpec>& before;
    std::vector<std::uint16_t> servers = {};   // ports of the guest that Windows' 127.0.0.1 leads to
    const AdapterIdentity* excluded = nullptr; // WSL is kept from this VPN on purpose
};

/// What should be reached, known without any setting: by WSL its own network, the Internet, the router,
/// names, and each VPN's own DNS servers (BuiltIn); by Windows the servers in WSL (Learned). Names are unique
/// and stay the same from one table to the next, as journals and questions refer to them.
///
/// A built-in check never says that something is down: it says that WSL does not reach what Windows reaches.
/// So a failure from Windows excuses the one from WSL. A server is not down before WSL was seen to listen
/// there all the same (EndpointVerdict::condemn). All are asked at edges only: WSL starts, the network
/// changes, a VPN comes or goes, the machine wakes up, you ask what is wrong; and while they fail, until
/// they are well again.
[[nodiscard]] std::vector<EndpointSpec> standing_checks(const Settings::Watch& watch,
                                                        const CheckSources& sources);

[[nodiscard]] constexpr bool is_standing(const EndpointSpec& spec) {
    return spec.source == EndpointSource::BuiltIn || spec.source == EndpointSource::Learned;
}

} // namespace mirrorwatch::decide
