// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/wsl/listeners.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// Which of the guest's ports are likely to be worth watching, and by what address: not what belongs to WSL
/// or the system, and nothing ephemeral.
[[nodiscard]] std::vector<Proposal> proposals_of(const std::vector<wsl::Listener>& listeners,
                                                 const std::string& distro);

} // namespace mirrorwatch::agent
