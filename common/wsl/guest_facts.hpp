// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/evidence.hpp"
#include "common/wsl/guest_script.hpp"

#include <vector>

namespace mirrorwatch::wsl {

/// What `ask` saw. The guest is not trusted: what is not exactly as it has to be is as if it had not been
/// said. Error: the report does not speak of each of the targets.
[[nodiscard]] Result<GuestFacts> read_evidence(const GuestReport& report,
                                               const std::vector<agent::GuestTarget>& targets);

} // namespace mirrorwatch::wsl
