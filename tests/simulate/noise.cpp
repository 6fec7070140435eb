// SPDX-License-Identifier: MIT
#include "tests/simulate/noise.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

void turn(ProbeResult& result) {
    result = result.ok ? ProbeResult{false, "connect timeout", {}, ProbeStep::Connect}
                       : ProbeResult{true, {}, std::chrono::milliseconds{40}};
}

void turn(std::optional<bool>& flag) {
    if (flag) {
        flag = !*flag;
    }
}

void turn(GuestFacts& facts, Random& random) {
    if (facts.trials.empty() || random.chance(30)) {
        facts.gateway =
            facts.gateway == NeighbourState::Failed ? NeighbourState::Reachable : NeighbourState::Failed;
        return;
    }
    GuestTrial& trial = facts.trials[random.below(facts.trials.size())];
    turn(trial.name_resolves);
    turn(trial.connects);
    turn(trial.large_answer);
    turn(trial.answers_here);
}

void turn(agent::Reply& reply, Random& random) {
    if (auto* results = std::get_if<agent::ProbeResults>(&reply); results != nullptr) {
        if (!results->results.empty()) {
            turn(results->results[random.below(results->results.size())]);
        }
    } else if (auto* facts = std::get_if<GuestFacts>(&reply); facts != nullptr) {
        turn(*facts, random);
    }
}

} // namespace

Fate fate(Random& random, unsigned percent) {
    return percent == 0 || !random.chance(percent) ? Fate::Good : static_cast<Fate>(1 + random.below(3));
}

void contradict(decide::Event& event, Random& random) {
    if (auto* done = std::get_if<decide::ProbeDone>(&event); done != nullptr) {
        turn(done->result);
    } else if (auto* answered = std::get_if<decide::AgentAnswered>(&event); answered != nullptr) {
        turn(answered->reply, random);
    } else if (auto* seen = std::get_if<decide::ConnectivitySeen>(&event); seen != nullptr) {
        seen->online = !seen->online;
    }
}

void lose(decide::Event& event) {
    if (auto* done = std::get_if<decide::ProbeDone>(&event); done != nullptr) {
        done->result = {false, "connect timeout", {}, ProbeStep::Connect};
    } else if (auto* answered = std::get_if<decide::AgentAnswered>(&event); answered != nullptr) {
        answered->reply = agent::Refusal{{MessageId::AgentFailed, {"it ran out of time"}}};
    } else if (auto* facts = std::get_if<decide::HostFactsRead>(&event); facts != nullptr) {
        facts->facts = {};
    } else if (auto* read = std::get_if<decide::AdaptersRead>(&event); read != nullptr) {
        read->table.services.reset();
        read->table.proxy.reset();
    }
}

} // namespace mirrorwatch::simulate
