// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/child_win.hpp"
#include "service/act/user_probers.hpp"

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::act {

/// Starts probers as processes of the user and talks to them through pipes, on the io_context's thread.
class ProberProcesses final : public ProberLauncher {
public:
    ProberProcesses(boost::asio::io_context& io, const ChildStarter& starter)
        : io_(io)
        , starter_(starter) {}

    [[nodiscard]] Result<std::unique_ptr<Process>> start(const UserId& user, Hearing hearing) override;

private:
    boost::asio::io_context& io_;
    const ChildStarter& starter_;
};

} // namespace mirrorwatch::act
