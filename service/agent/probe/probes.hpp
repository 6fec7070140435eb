// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

/// The requests that look and change nothing: probes with the user's eyes, from Windows and from the guest,
/// and what belongs to them. None of them starts WSL.
namespace mirrorwatch::agent {

[[nodiscard]] Reply probe_from_guest(const ProbeFromGuest& request, Ports& ports);
[[nodiscard]] Reply probe_as_user(const ProbeAsUser& request, Ports& ports);
[[nodiscard]] Reply propose_endpoints(Ports& ports);
[[nodiscard]] Reply read_user_settings(Ports& ports);

} // namespace mirrorwatch::agent
