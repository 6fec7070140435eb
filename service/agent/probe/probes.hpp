// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/wsl/listeners.hpp"
#include "service/agent/ports.hpp"

#include <string>
#include <vector>

/// The requests that look and change nothing: probes with the user's eyes, from Windows and from the guest,
/// and what belongs to them. None of them starts WSL.
namespace mirrorwatch::agent {

[[nodiscard]] Reply probe_from_guest(const ProbeFromGuest& request, Ports& ports);
[[nodiscard]] Reply propose_endpoints(Ports& ports);
[[nodiscard]] Reply read_user_settings(Ports& ports);

/// Which of the guest's ports are likely to be worth watching, and by what address: not what belongs to WSL
/// or the system, and nothing ephemeral.
[[nodiscard]] std::vector<Proposal> proposals_of(const std::vector<wsl::Listener>& listeners,
                                                 const std::string& distro);

} // namespace mirrorwatch::agent
