// SPDX-License-Identifier: MIT
#pragma once

#include "common/probe/system_probe.hpp"
#include "service/sense/probes/attempt.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace mirrorwatch::sense {

/// Whether an HTTP endpoint needs the system's client: TLS, or a proxy that is named. Whether the
/// system's own proxy is asked for, StartProbe says.
[[nodiscard]] bool needs_system(const EndpointSpec& endpoint);

/// Has the system's client ask. Looks the host up first where the family matters, or "localhost". Returns
/// what failed; without a client every probe does.
[[nodiscard]] boost::asio::awaitable<probe::Failure>
probe_by_system(std::shared_ptr<Attempt> attempt, const LookUp& look_up, const probe::SystemProbe& system);

} // namespace mirrorwatch::sense
