// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

namespace mirrorwatch::agent {

/// Does what is asked, as the user who runs this process. Blocks; at most about two minutes. Every request
/// may be repeated after a kill at any moment. Expected failures are a Refusal.
[[nodiscard]] Reply handle(const Request& request, Ports& ports);

/// `mirrorwatch.exe agent`: one JSON request from standard input to its end, one JSON reply to standard
/// output. Windows only. Exit code 0: a reply was written, be it a refusal; 1: not even that.
[[nodiscard]] int run_agent();

} // namespace mirrorwatch::agent
