// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/agent_queue.hpp"
#include "service/act/child_win.hpp"

#include <string>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::act {

/// Starts agents as processes of the user and talks to them through pipes, on the io_context's thread.
class ProcessLauncher final : public AgentLauncher {
public:
    ProcessLauncher(boost::asio::io_context& io, const ChildStarter& starter);

    End launch(const UserId& user, std::string request, std::chrono::milliseconds deadline,
               std::function<void(AgentOutput)> done) override;

private:
    boost::asio::io_context& io_;
    const ChildStarter& starter_;
};

} // namespace mirrorwatch::act
