// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/runner_win.hpp"

#include <utility>

/// What the service's agent does for a user, in this process and as its user.
namespace mirrorwatch::cli {

struct OwnPorts {
    explicit OwnPorts(agent::UserConfig file = agent::UserConfig{})
        : config(std::move(file)) {}

    OwnPorts(const OwnPorts&) = delete;
    OwnPorts& operator=(const OwnPorts&) = delete;

    agent::WslExe wsl;
    agent::UserConfig config;
    agent::UserBackups history;
    agent::Ports ports{wsl, config, history};
};

/// What the service's agent would answer. Error: its refusal, in words.
[[nodiscard]] Result<agent::Reply> ask_as_user(const agent::Request& request);

} // namespace mirrorwatch::cli
