// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include <algorithm>
#include <utility>

/// What the users' agents are asked, and when they answer.
namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr Time c_agent_deadline{30'000};

bool needs_wsl_exe(const agent::Request& request) {
    return !std::holds_alternative<agent::SetNetworkingMode>(request) &&
           !std::holds_alternative<agent::SetConfigSetting>(request) &&
           !std::holds_alternative<agent::PutBackConfig>(request) &&
           !std::holds_alternative<agent::ReadUserSettings>(request);
}

bool tells_of_config(const agent::Request& request) {
    return std::holds_alternative<agent::ObserveWsl>(request) ||
           std::holds_alternative<agent::SetNetworkingMode>(request) ||
           std::holds_alternative<agent::SetConfigSetting>(request) ||
           std::holds_alternative<agent::PutBackConfig>(request);
}

/// What the core is seen to do on its own.
std::optional<RemedySpec> deed_of(const agent::Request& request) {
    if (std::holds_alternative<agent::ApplyExclusion>(request)) {
        return Exclude{};
    }
    if (std::holds_alternative<agent::ApplyMtu>(request)) {
        return LowerMtu{};
    }
    if (const auto* set = std::get_if<agent::SetNetworkingMode>(&request)) {
        return SwitchMode{set->mode};
    }
    if (const auto* change = std::get_if<agent::SetConfigSetting>(&request)) {
        return ChangeSetting{change->setting};
    }
    return {};
}

} // namespace

Time Play::time_of(const agent::Request& request) {
    if (std::holds_alternative<agent::ShutDownWsl>(request)) {
        return random_.between(1s, 5s);
    }
    const bool is_in_guest = std::holds_alternative<agent::ProbeFromGuest>(request) ||
                             std::holds_alternative<agent::AskGuest>(request);
    const auto* probes = std::get_if<agent::ProbeFromGuest>(&request);
    const Time attempts = probes != nullptr ? (probes->attempts - 1) * 1s : 0s;
    return is_in_guest ? random_.between(300ms, 1500ms + attempts) : random_.between(100ms, 500ms);
}

void Play::ask_agent(const decide::AskAgent& question) {
    const std::size_t user = number_of(question.user);
    const bool is_starting = world_.wsl(user).power == world::Wsl::Power::Starting;
    invariants_.on_asked(user, question.request, is_starting && told_of_start_[user]);
    if (const auto deed = deed_of(question.request); deed && is_judging()) {
        case_.proposed(*deed, now_);
    }
    AgentCall call{question.id, user, question.request,
                   agent_dead_ ? Fate::Missing : noise_.fate(Source::Guest, now_)};
    if (call.fate != Fate::Good) {
        invariants_.excuse();
    }
    Time takes = time_of(question.request) + (agent_hangs_ ? 20s : 0ms);
    takes += call.fate == Fate::Late ? random_.between(500ms, 8s) : 0ms;
    later(turn_of(call, std::min(takes, c_agent_deadline)) - now_, std::move(call));
}

/// When it is answered: one after the other in each lane, and no look beside a shutdown (AgentQueue).
Time Play::turn_of(const AgentCall& call, Time takes) {
    Lanes& lanes = lanes_[call.user];
    Time& free_at = agent::is_looking(call.request) ? lanes.looks_free_at : lanes.acts_free_at;
    constexpr Time c_long = 3s;
    if (std::holds_alternative<agent::ApplyExclusion>(call.request) && free_at > now_ + c_long) {
        invariants_.excuse(); // an agent that hangs lets nothing else be done
    }
    free_at = std::max(free_at, now_) + takes;
    if (std::holds_alternative<agent::ShutDownWsl>(call.request)) {
        end_calls(Ending::Missing, [&](const AgentCall& other) {
            return other.user == call.user && agent::is_looking(other.request);
        });
        lanes.looks_free_at = free_at;
    }
    return free_at;
}

/// Soon, in their order.
void Play::end_calls(Ending ending, const std::function<bool(const AgentCall&)>& which) {
    for (Item& item : coming_) {
        if (auto* call = std::get_if<AgentCall>(&item.what); call != nullptr && which(*call)) {
            call->fate = ending == Ending::Missing ? Fate::Missing : call->fate;
            item.when = std::min(item.when, now_ + 100ms);
        }
    }
    std::make_heap(coming_.begin(), coming_.end());
}

void Play::end_all_calls(Ending ending) {
    end_calls(ending, [](const AgentCall&) { return true; });
    lanes_.clear();
}

/// wsl.exe waits while the machine is being started.
void Play::answer(AgentCall call) {
    const world::Wsl& wsl = world_.wsl(call.user);
    Time& held_until = agent::is_looking(call.request) ? lanes_[call.user].looks_held_until
                                                       : lanes_[call.user].acts_held_until;
    if (wsl.power == world::Wsl::Power::Starting && needs_wsl_exe(call.request)) {
        held_until = wsl.ready + 1ms;
    }
    if (now_ < held_until) { // so are those behind it
        later(held_until - now_, std::move(call));
        return;
    }
    const bool shuts_down = std::holds_alternative<agent::ShutDownWsl>(call.request);
    const bool was_running = wsl.is_running();
    // An agent that dies did what it was told, or did not.
    const bool is_done = call.fate != Fate::Missing || random_.chance(50);
    agent::Reply reply = is_done ? world_.act(call.user, call.request) : agent::Reply{agent::Done{}};
    invariants_.on_answered(call.user, call.request);
    if (is_done && shuts_down && was_running && !wsl.is_running()) {
        const bool had_consent = invariants_.on_shut_down(call.user);
        if (is_judging()) {
            ++tally_.killed;
            tally_.killed_without_consent += had_consent ? 0 : 1;
        }
        tell_of_wsl(call.user, false);
        later(random_.between(5s, 60s), Happening{What::StartWsl, call.user});
    }
    if (std::holds_alternative<ExclusionReceipt>(reply)) {
        disturb_exclusion();
    }
    invariants_.on_config(call.user, world_.wsl(call.user).config);
    if (std::holds_alternative<agent::ReadUserSettings>(call.request)) {
        feed(decide::UserEndpointsRead{users_[call.user], plan_->own, {}, false});
        return;
    }
    decide::Event event = decide::AgentAnswered{call.id, std::move(reply)};
    if (call.fate == Fate::Missing) {
        lose(event);
    } else if (tells_of_config(call.request)) {
        world_.wsl(call.user).config.note_seen();
    }
    if (call.fate == Fate::Contradicting) {
        contradict(event, random_);
    } else if (call.fate == Fate::Stuck) {
        memory_.repeat(event, {});
    }
    memory_.note(event, {});
    feed(event);
}

} // namespace mirrorwatch::simulate
