// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/probe/system_probe.hpp"

#include <vector>

namespace mirrorwatch::app {

/// Asks them all from here, as the service would, each once and within its own time. One result for each, in
/// order. Blocks.
[[nodiscard]] std::vector<ProbeResult> probe_all(const std::vector<EndpointSpec>& endpoints,
                                                 probe::SystemProbe system);

} // namespace mirrorwatch::app
