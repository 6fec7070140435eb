// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "service/ipc/clients.hpp"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::ipc {

/// How it goes behind the clients. On the loop's thread.
struct Reporter {
    std::function<void(const std::string& what)> failed; // an exception ended a client
    std::function<void()> worked;                        // a client was served
};

/// Lets programs in through a named pipe, asks Windows who they are and hands them to Clients. Some instances
/// always wait, so that a client never finds none. Of programs that connect and say nothing the oldest is
/// dropped, so that they keep nobody out who greets at once. On the io_context's thread.
class PipeServer {
public:
    /// Throws std::system_error when the pipe cannot be made: ERROR_ACCESS_DENIED when another program has
    /// it. `clients` and `log` outlive the io_context's last run.
    PipeServer(boost::asio::io_context& io, std::wstring name, std::wstring sddl, Clients& clients,
               const Log& log, Reporter reporter);
    ~PipeServer();
    PipeServer(const PipeServer&) = delete;
    PipeServer& operator=(const PipeServer&) = delete;

private:
    class Acceptor;
    std::shared_ptr<Acceptor> acceptor_;
};

} // namespace mirrorwatch::ipc
