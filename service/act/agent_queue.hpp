// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mirrorwatch::act {

/// What one agent process wrote on standard output before it ended with 0, or why there is no such text.
using AgentOutput = Result<std::string>;

/// Starts one agent process for one request. The seam between the queue and Windows.
class AgentLauncher {
public:
    virtual ~AgentLauncher() = default;
    /// Ends a launched agent early: `done` then gets an error. Nothing happens when it has ended already.
    using End = std::function<void()>;
    /// Starts the agent as `user`, gives it `request` on standard input and calls `done` exactly once, on the
    /// loop's thread, neither from within this call nor from within End. The process is ended when `deadline`
    /// has passed.
    [[nodiscard]] virtual End launch(const UserId& user, std::string request,
                                     std::chrono::milliseconds deadline,
                                     std::function<void(AgentOutput)> done) = 0;
};

/// How long an agent may take for a request: longer than the deadlines inside the agent together.
[[nodiscard]] std::chrono::milliseconds deadline_of(const agent::Request& request);

/// Carries out AskAgent, in order and one agent at a time for each user and lane; different users side by
/// side. The looking requests have a lane of their own, as a slow guest must not delay a remedy. But no look
/// runs beside a shutdown of WSL, which ends the one under way: its wsl.exe, if it came late, would start WSL
/// again. Each request leads to exactly one AgentAnswered in the sink. On the loop's thread only.
class AgentQueue {
public:
    AgentQueue(AgentLauncher& launcher, decide::EventSink sink);
    ~AgentQueue();
    AgentQueue(const AgentQueue&) = delete;
    AgentQueue& operator=(const AgentQueue&) = delete;

    void ask(decide::AskAgent ask);

private:
    struct Shared;
    struct Lane;
    struct Lanes;
    static void launch_next(const std::shared_ptr<Shared>& shared, const UserId& user);
    static void launch_front(const std::shared_ptr<Shared>& shared, const UserId& user, Lane& lane);

    std::shared_ptr<Shared> shared_; // an answer that comes after the queue's end finds it gone
};

} // namespace mirrorwatch::act
