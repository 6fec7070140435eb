// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "service/act/agent_queue.hpp"
#include "service/act/start_win.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::act {

/// Starts agents as processes of the user and talks to them through pipes, on the io_context's thread.
/// An agent ends at the latest with the service: by its job where Windows allows one over sessions, and
/// always because it watches the handle of this process that it is given (`--parent`).
class ProcessLauncher final : public AgentLauncher {
public:
    /// `arguments` start the agent; the handle to watch is added as " --parent <n>".
    ProcessLauncher(boost::asio::io_context& io, TokenSource& tokens, const Log& log,
                    std::filesystem::path program, std::wstring arguments);

    End launch(const UserId& user, std::string request, std::chrono::milliseconds deadline,
               std::function<void(AgentOutput)> done) override;

private:
    boost::asio::io_context& io_;
    TokenSource& tokens_;
    const Log& log_;
    std::filesystem::path program_;
    std::wstring arguments_;
};

} // namespace mirrorwatch::act
