// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/sense/host/host_facts.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// HostCalls::events, by Windows' event log. Any thread; waits for an entry until the deadline at most.
[[nodiscard]] Result<std::vector<std::string>> read_events(const EventQuery& query, Deadline deadline);

} // namespace mirrorwatch::sense
