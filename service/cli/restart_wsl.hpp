// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/ports.hpp"

#include <functional>
#include <string>
#include <vector>

/// A restart that a person asks for: WSL is shut down, and starts with what .wslconfig says when it is next
/// used. We never start it.
namespace mirrorwatch::cli {

/// Whether Docker Desktop's own distro is among them: its engine is in the same virtual machine.
[[nodiscard]] bool runs_docker(const std::vector<std::string>& distros);

/// Restarts Docker Desktop by its own command. Error: why it could not be done that way.
using RestartDocker = std::function<Result<void>()>;

/// `running`: what was told that it ends. A sentence or two on what was done. Error: WSL was not shut down.
[[nodiscard]] Result<std::string> restart_wsl(const std::vector<std::string>& running, agent::Ports& ports,
                                              const RestartDocker& restart_docker);

} // namespace mirrorwatch::cli
