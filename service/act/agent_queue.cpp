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

    seconds operator()(const agent::ChangeSetting&) const { return seconds{20}; }

    seconds operator()(const agent::LowerMtu&) const { return seconds{30}; }

    seconds operator()(const agent::UndoMtu&) const { return seconds{30}; }

    seconds operator()(const agent::PutBackConfig&) const { return seconds{20}; }

    // WSL waits without limit for a virtual machine that hangs while it starts.
    seconds operator()(const agent::ShutDownWsl&) const { return seconds{120}; }

    seconds operator()(const agent::ProbeFromGuest&) const { return seconds{65}; }

    seconds operator()(const agent::ProbeAsUser&) const { return seconds{45}; }

    seconds operator()(const agent::ProposeEndpoints&) const { return seconds{30}; }

    seconds operator()(const agent::ReadUserSettings&) const { return seconds{20}; }
};

agent::Reply failed(std::string detail) {
    return agent::Refusal{Sentence{Say::AgentFailed, {std::move(detail)}}};
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

bool is_looking(const agent::Request& request) {
    return std::holds_alternative<agent::ProbeFromGuest>(request) ||
           std::holds_alternative<agent::ProbeAsUser>(request) ||
           std::holds_alternative<agent::ProposeEndpoints>(request) ||
           std::holds_alternative<agent::ReadUserSettings>(request);
}

struct AgentQueue::Lane {
    UserId user;
    bool looks = false;

    friend auto operator<=>(const Lane&, const Lane&) = default;
};

struct AgentQueue::Shared {
    AgentLauncher& launcher;
    decide::EventSink sink;
    std::map<Lane, std::deque<decide::AskAgent>> waiting; // the front one is with an agent
};

AgentQueue::AgentQueue(AgentLauncher& launcher, decide::EventSink sink)
    : shared_(std::make_shared<Shared>(Shared{launcher, std::move(sink), {}})) {}

AgentQueue::~AgentQueue() = default;

void AgentQueue::ask(decide::AskAgent ask) {
    const Lane lane{ask.user, is_looking(ask.request)};
    auto& queue = shared_->waiting[lane];
    queue.push_back(std::move(ask));
    if (queue.size() == 1) {
        launch_next(shared_, lane);
    }
}

void AgentQueue::launch_next(const std::shared_ptr<Shared>& shared, const Lane& lane) {
    const decide::AskAgent& ask = shared->waiting[lane].front();
    auto done = [weak = std::weak_ptr{shared}, lane, id = ask.id](const AgentOutput& output) {
        const std::shared_ptr<Shared> alive = weak.lock();
        if (!alive) {
            return;
        }
        auto& queue = alive->waiting[lane];
        queue.pop_front();
        if (queue.empty()) {
            alive->waiting.erase(lane);
        } else {
            launch_next(alive, lane);
        }
        alive->sink(decide::AgentAnswered{id, reply_of(output)});
    };
    shared->launcher.launch(lane.user, agent::to_json(ask.request), deadline_of(ask.request),
                            std::move(done));
}

} // namespace mirrorwatch::act
