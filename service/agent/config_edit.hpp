#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

/// The two requests that touch .wslconfig. The order of their writes makes every kill harmless: first the
/// backup's bytes, then its note, which names the bytes before and after, and only then the file.
namespace mirrorwatch::agent {

[[nodiscard]] Reply set_networking_mode(const SetNetworkingMode& request, Ports& ports);
[[nodiscard]] Reply put_back_config(const PutBackConfig& request, Ports& ports);

} // namespace mirrorwatch::agent
