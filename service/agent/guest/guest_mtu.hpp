// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

/// The size of the largest packet of a VPN's device in the guest. Neither starts WSL.
namespace mirrorwatch::agent {

[[nodiscard]] Reply lower_mtu(const ApplyMtu& request, Ports& ports);
[[nodiscard]] Reply undo_mtu(const UndoMtu& request, Ports& ports);

} // namespace mirrorwatch::agent
