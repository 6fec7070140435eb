// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/pipe_client_win.hpp"
#include "common/protocol.hpp"

#include <functional>
#include <variant>
#include <vector>

namespace mirrorwatch::cli {

/// From now on the service is what `mirrorwatch run` is in a console of this user.
void talk_to_the_console();

/// What was noted, or the answer where the caller may not see it.
using HistoryReply = std::variant<std::vector<PastEvent>, protocol::Answer>;

/// One talk with the service over its pipe. Blocks, for some seconds at most.
class ServiceClient {
public:
    [[nodiscard]] Result<void> begin();
    /// The first snapshot, which the service sends without being asked.
    [[nodiscard]] Result<Snapshot> snapshot();
    /// Has the service look, and gives the snapshot in which the findings have come to rest.
    [[nodiscard]] Result<Snapshot> looked();
    [[nodiscard]] Result<protocol::Answer> ask(const protocol::Verb& verb);
    [[nodiscard]] Result<HistoryReply> history(const protocol::ReadHistory& wanted);

    /// Shows every snapshot from now on, and keeps saying that somebody looks. Returns when the service has
    /// gone, and says how.
    [[nodiscard]] Error watch(const std::function<void(const Snapshot&)>& show);

private:
    [[nodiscard]] Result<void> send(const protocol::Verb& verb);
    /// The next message; nothing when none came in that time.
    [[nodiscard]] Result<std::optional<protocol::ServerMessage>>
    receive_message(std::chrono::milliseconds patience);
    /// Takes the next message; nothing when it is another one, or none came in that time.
    template <class T>
    [[nodiscard]] Result<std::optional<T>> receive(std::chrono::milliseconds patience);
    template <class T>
    [[nodiscard]] Result<T> next();

    PipeClient pipe_;
};

/// An answer is an error here.
[[nodiscard]] Result<std::vector<PastEvent>> events_of(Result<HistoryReply> reply);

/// Nobody has made the service's pipe. False as well when it only cannot be used.
[[nodiscard]] bool is_service_absent();

/// Says what to do when there is no service; c_no_service.
[[nodiscard]] int report_no_service(const Error& why);

/// What the talk makes of it, or of there being no service.
[[nodiscard]] int with_service(const std::function<int(ServiceClient& client)>& talk);

/// Prints the answer's sentence; c_ok when it was accepted, c_no_service when there is none.
[[nodiscard]] int report(const Result<protocol::Answer>& answer);

} // namespace mirrorwatch::cli
