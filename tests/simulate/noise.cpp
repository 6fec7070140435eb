// SPDX-License-Identifier: MIT
#include "tests/simulate/noise.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds c_longest_spell{15'000};
constexpr std::chrono::milliseconds c_longest_lie{4'000};

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

/// What is there is not seen: the registry invents nothing.
void turn(HostFacts& facts, Random& random) {
    switch (random.below(4)) {
    case 0:
        facts.hyperv_block_rules = std::vector<std::string>{};
        facts.hyperv_outbound_blocked = facts.hyperv_loopback_blocked = false;
        facts.hyperv_inbound_blocked = false;
        break;
    case 1:
        facts.hns_errors = std::vector<std::string>{};
        break;
    case 2:
        facts.wsl_warnings = std::vector<WslWarning>{};
        break;
    default:
        facts.ras_error_651 = RasFailure{};
        break;
    }
}

/// Read in the middle of a change: an adapter is not up yet, or its routes are missing.
void turn(AdapterTable& table, Random& random) {
    if (table.adapters.empty()) {
        return;
    }
    Adapter& adapter = table.adapters[random.below(table.adapters.size())];
    if (random.chance(50)) {
        adapter.up = false;
    }
    std::erase_if(table.routes, [&](const Route& route) { return route.interface_index == adapter.index; });
}

void turn(agent::Reply& reply, Random& random) {
    if (auto* results = std::get_if<agent::ProbeResults>(&reply); results != nullptr) {
        if (!results->results.empty()) {
            turn(results->results[random.below(results->results.size())]);
        }
    } else if (auto* seen = std::get_if<WslObservation>(&reply); seen != nullptr) {
        seen->effective = NetworkingMode::Unknown;
        seen->vm_id.clear();
    } else if (auto* facts = std::get_if<GuestFacts>(&reply); facts != nullptr) {
        turn(*facts, random);
    }
}

} // namespace

Noise::Noise(std::uint64_t seed, unsigned percent)
    : percent_(percent)
    , single_(seed)
    , spells_(seed ^ 0x5BE1'1ED0) {
    if (percent_ > 0) {
        begin_spell();
    }
}

/// A third of the noise comes in spells; those that say what is wrong are no longer than what WSL really
/// does.
void Noise::begin_spell() {
    constexpr std::array c_kinds{Fate::Late, Fate::Missing, Fate::Stuck, Fate::Contradicting};
    kind_ = c_kinds[spells_.below(c_kinds.size())];
    const auto longest = kind_ == Fate::Contradicting ? c_longest_lie : c_longest_spell;
    const auto lasts = spells_.between(1s, longest);
    const auto pause = lasts * (3 * 100 / percent_ - 1);
    from_ = until_ + spells_.between(pause / 2, pause * 3 / 2);
    until_ = from_ + lasts;
    source_ = std::nullopt;
    if (kind_ != Fate::Missing || spells_.chance(50)) {
        source_ = static_cast<Source>(spells_.below(3));
    }
}

void Noise::pass_to(std::chrono::milliseconds now) {
    while (until_ <= now) {
        begin_spell();
    }
}

Fate Noise::fate(Source source, std::chrono::milliseconds now) {
    if (percent_ == 0) {
        return Fate::Good;
    }
    pass_to(now);
    const bool is_alone = single_.chance(percent_);
    const Fate alone = static_cast<Fate>(1 + single_.below(3));
    if (now >= from_ && (!source_ || *source_ == source)) {
        return kind_;
    }
    return is_alone && single_.chance(67) ? alone : Fate::Good;
}

void Memory::repeat(decide::Event& event, const std::string& endpoint) const {
    if (auto* done = std::get_if<decide::ProbeDone>(&event)) {
        const auto found = probes_.find(endpoint);
        done->result = found == probes_.end() ? done->result : found->second;
    } else if (auto* answered = std::get_if<decide::AgentAnswered>(&event)) {
        const auto found = replies_.find(answered->reply.index());
        const bool is_seen = std::holds_alternative<GuestFacts>(answered->reply);
        answered->reply = found == replies_.end() || !is_seen ? answered->reply : found->second;
    } else if (auto* read = std::get_if<decide::AdaptersRead>(&event)) {
        read->table = table_.value_or(read->table);
    } else if (auto* facts = std::get_if<decide::HostFactsRead>(&event)) {
        facts->facts = facts_.value_or(facts->facts);
    }
}

void Memory::note(const decide::Event& event, const std::string& endpoint) {
    if (const auto* done = std::get_if<decide::ProbeDone>(&event)) {
        probes_[endpoint] = done->result;
    } else if (const auto* answered = std::get_if<decide::AgentAnswered>(&event)) {
        replies_[answered->reply.index()] = answered->reply;
    } else if (const auto* read = std::get_if<decide::AdaptersRead>(&event)) {
        table_ = read->table;
    } else if (const auto* facts = std::get_if<decide::HostFactsRead>(&event)) {
        facts_ = facts->facts;
    }
}

void contradict(decide::Event& event, Random& random) {
    if (auto* done = std::get_if<decide::ProbeDone>(&event); done != nullptr) {
        turn(done->result);
    } else if (auto* answered = std::get_if<decide::AgentAnswered>(&event); answered != nullptr) {
        turn(answered->reply, random);
    } else if (auto* seen = std::get_if<decide::ConnectivitySeen>(&event); seen != nullptr) {
        seen->online = !seen->online;
    } else if (auto* facts = std::get_if<decide::HostFactsRead>(&event); facts != nullptr) {
        turn(facts->facts, random);
    } else if (auto* read = std::get_if<decide::AdaptersRead>(&event); read != nullptr) {
        turn(read->table, random);
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
