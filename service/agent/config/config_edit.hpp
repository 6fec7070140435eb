// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

/// The three requests that touch .wslconfig, each with a backup. What a remedy goes back to is found by its
/// id.
namespace mirrorwatch::agent {

[[nodiscard]] Reply set_networking_mode(const SetNetworkingMode& request, Ports& ports);
[[nodiscard]] Reply change_setting(const SetConfigSetting& request, Ports& ports);
[[nodiscard]] Reply put_back_config(const PutBackConfig& request, Ports& ports);

} // namespace mirrorwatch::agent
