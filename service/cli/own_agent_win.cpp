// SPDX-License-Identifier: MIT
#include "service/cli/own_agent_win.hpp"

#include "common/text.hpp"
#include "service/agent/agent.hpp"

namespace mirrorwatch::cli {

Result<agent::Reply> ask_as_user(const agent::Request& request) {
    OwnPorts own;
    agent::Reply reply = agent::handle(request, own.ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        return Error{text::to_text(refusal->why)};
    }
    return reply;
}

} // namespace mirrorwatch::cli
