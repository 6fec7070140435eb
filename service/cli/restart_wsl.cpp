// SPDX-License-Identifier: MIT
#include "service/cli/restart_wsl.hpp"

#include "common/text.hpp"
#include "service/agent/agent.hpp"

#include <algorithm>

namespace mirrorwatch::cli {

bool runs_docker(const std::vector<std::string>& distros) {
    return std::ranges::any_of(distros,
                               [](const std::string& name) { return name.starts_with("docker-desktop"); });
}

Result<std::string> restart_wsl(const std::vector<std::string>& running, agent::Ports& ports,
                                const RestartDocker& restart_docker) {
    const agent::Reply reply = agent::handle(agent::ShutDownWsl{}, ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        return Error{text::to_text(refusal->why)};
    }
    const std::string done = "WSL was shut down. It starts with what .wslconfig says when you next use it.\n";
    if (!runs_docker(running)) {
        return text_result(done);
    }
    const Result<void> restarted = restart_docker();
    return text_result(
        done + (restarted ? "Docker Desktop is restarted.\n"
                          : "Restart Docker Desktop by its menu: " + restarted.error().message + "\n"));
}

} // namespace mirrorwatch::cli
