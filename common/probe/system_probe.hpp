// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"

#include <functional>
#include <string>

namespace mirrorwatch::probe {

/// Called once, on any thread, also from within the call that begins or ends the probe; not kept after. It
/// must not wait. The result's latency is not set. A probe that was ended has no error text: its step is the
/// one it was at.
using ProbeEnded = std::function<void(ProbeResult)>;

/// Ends the probe. When this returns, ProbeEnded has been called and is gone. From any thread, any number of
/// times.
using EndProbe = std::function<void()>;

/// A probe by the system's own HTTP client, with its TLS, trust and proxy; it has no deadline of its own.
/// `address`: a literal to connect to instead of looking the endpoint's host up; may be empty.
using SystemProbe =
    std::function<EndProbe(const EndpointSpec& endpoint, const std::string& address, ProbeEnded ended)>;

} // namespace mirrorwatch::probe
