#pragma once

#include "common/agent_protocol.hpp"
#include "common/error.hpp"

namespace mirrorwatch::cli {

/// Does what the agent would, in this process and as its user. Error: its refusal, in words.
[[nodiscard]] Result<agent::Reply> ask_as_user(const agent::Request& request);

} // namespace mirrorwatch::cli
