// SPDX-License-Identifier: MIT
#include "service/act/agent_queue.hpp"

#include <type_traits>
#include <utility>

namespace mirrorwatch::act {
namespace {

using std::chrono::seconds;

struct Deadline {
    seconds operator()(const agent::ObserveWsl&) const { return seconds{20}; }

    seconds operator()(const agent::AskGuest&) const { return seconds{20}; }

    seconds operator()(const agent::ApplyExclusion&) const { return seconds{30}; }

    seconds operator()(const agent::UndoExclusion&) const { return seconds{30}; }

    seconds operator()(const agent::SetNetworkingMode&) const { return seconds{20}; }

    seconds operator()(const agent::SetConfigSetting&) const { return seconds{20}; }

    seconds operator()(const agent::ApplyMtu&) const { return seconds{30}; }

    seconds operator()(const agent::UndoMtu&) const { return seconds{30}; }

    seconds operator()(const agent::PutBackConfig&) const { return seconds{20}; }

    // WSL waits without limit for a virtual machine that hangs while it starts.
    seconds operator()(const agent::ShutDownWsl&) const { return seconds{120}; }

    seconds operator()(const agent::ProbeFromGuest&) const { return seconds{65}; }

    seconds operator()(const agent::ProposeEndpoints&) const { return seconds{30}; }

    seconds operator()(const agent::ReadUserSettings&) const { return seconds{20}; }
};

agent::Reply failed(std::string detail) {
    return agent::Refusal{Message{MessageId::AgentFailed, {std::move(detail)}}};
}

agent::Reply reply_of(const AgentOutput& output) {
    if (!output) {
        return failed(output.error().message);
    }
    Result<agent::Reply> reply = agent::reply_from_json(*output);
    return reply ? std::move(*reply) : failed("the agent's answer cannot be read: " + reply.error().message);
}

} // namespace

std::chrono::milliseconds deadline_of(const agent::Request& request) {
    return std::visit(Deadline{}, request);
}

struct AgentQueue::Lane {
    std::deque<decide::AskAgent> waiting; // the front one is with an agent while `end` is set
    AgentLauncher::End end;

    [[nodiscard]] bool is_busy() const { return static_cast<bool>(end); }

    [[nodiscard]] bool is_idle() const { return waiting.empty(); }

    [[nodiscard]] bool shuts_down() const {
        return !is_idle() && std::holds_alternative<agent::ShutDownWsl>(waiting.front().request);
    }
};

/// One user's.
struct AgentQueue::Lanes {
    Lane looks;
    Lane acts;

    [[nodiscard]] Lane& of(const agent::Request& request) { return is_looking(request) ? looks : acts; }
};

struct AgentQueue::Shared {
    AgentLauncher& launcher;
    decide::EventSink sink;
    std::map<UserId, Lanes> users;
};

AgentQueue::AgentQueue(AgentLauncher& launcher, decide::EventSink sink)
    : shared_(std::make_shared<Shared>(Shared{launcher, std::move(sink), {}})) {}

AgentQueue::~AgentQueue() = default;

void AgentQueue::ask(decide::AskAgent ask) {
    const UserId user = ask.user;
    shared_->users[user].of(ask.request).waiting.push_back(std::move(ask));
    launch_next(shared_, user);
}

void AgentQueue::launch_next(const std::shared_ptr<Shared>& shared, const UserId& user) {
    auto& [looks, acts] = shared->users[user];
    if (acts.shuts_down() && looks.is_busy()) {
        looks.end(); // the shutdown follows its answer
    } else {
        launch_front(shared, user, acts);
    }
    if (!acts.shuts_down()) {
        launch_front(shared, user, looks);
    }
    if (looks.is_idle() && acts.is_idle()) {
        shared->users.erase(user);
    }
}

void AgentQueue::launch_front(const std::shared_ptr<Shared>& shared, const UserId& user, Lane& lane) {
    if (lane.is_idle() || lane.is_busy()) {
        return;
    }
    const decide::AskAgent& ask = lane.waiting.front();
    auto done = [weak = std::weak_ptr{shared}, user, id = ask.id,
                 looks = is_looking(ask.request)](const AgentOutput& output) {
        const std::shared_ptr<Shared> alive = weak.lock();
        if (!alive) {
            return;
        }
        Lanes& lanes = alive->users[user];
        Lane& ended = looks ? lanes.looks : lanes.acts;
        ended.waiting.pop_front();
        ended.end = nullptr;
        launch_next(alive, user);
        alive->sink(decide::AgentAnswered{id, reply_of(output)});
    };
    lane.end =
        shared->launcher.launch(user, agent::to_json(ask.request), deadline_of(ask.request), std::move(done));
}

} // namespace mirrorwatch::act
