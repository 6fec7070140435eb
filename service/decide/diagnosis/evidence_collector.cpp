// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence_collector.hpp"

#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// What could not be had is asked for again while something is wrong, after a pause that doubles.
constexpr Duration c_ask_again{10'000};
// Others that fail later are no reason to ask the guest every few seconds: each question keeps WSL from going
// idle.
constexpr Duration c_ask_for_others{60'000};
// What contradicts what is known, or lacks something, may have been caught in the wrong moment.
constexpr Duration c_ask_to_be_sure{1'000};
constexpr int c_most_doubts = 2;
constexpr std::size_t c_most_targets = 16;
constexpr std::size_t c_most_witnesses = 4;
constexpr int c_most_doublings = 5;

bool is_down(const std::optional<Side>& side) {
    return side && side->state == EndpointState::Down;
}

bool fails(const std::optional<Side>& side) {
    return side && (side->state == EndpointState::Down || side->state == EndpointState::Pending);
}

std::optional<Duration> since(std::optional<TimePoint> when, TimePoint now) {
    return when ? std::optional{std::chrono::duration_cast<Duration>(now - *when)} : std::nullopt;
}

/// WSL reached it a moment ago, elsewhere.
bool is_witness(const Comparison& endpoint, const Evidence& evidence) {
    return is_in(endpoint.wsl, EndpointState::Up) && shows_a_way(endpoint.spec) &&
           !is_of_this_machine(endpoint, evidence);
}

} // namespace

EvidenceCollector::Validity EvidenceCollector::validity(const EvidenceContext& context) {
    return {context.network.change_count(), context.wsl.start_count(),
            epoch_of(context.network.vpns().latest())};
}

void EvidenceCollector::remember_break(const AdapterIdentity& vpn,
                                       const std::vector<std::string>& endpoints) {
    breaks_.push_back({vpn.guid, endpoints});
}

/// Once the VPN has gone, the endpoints themselves know what was fine before it came again.
void EvidenceCollector::date_breaks(const Network& network) {
    if (!network.is_known()) {
        return;
    }
    std::erase_if(breaks_, [&](Break& one) {
        const Vpn* vpn = find_where(network.vpns().all(), [&](const Vpn& other) {
            return other.identity.guid == one.vpn_guid && other.is_up();
        });
        if (vpn == nullptr) {
            return true;
        }
        one.vpn_epoch = one.vpn_epoch == 0 ? vpn->epoch : one.vpn_epoch;
        return one.vpn_epoch != vpn->epoch;
    });
}

bool EvidenceCollector::is_known_to_break(const std::string& endpoint, const Vpn* vpn) const {
    return std::ranges::any_of(breaks_, [&](const Break& one) {
        return vpn != nullptr && one.vpn_epoch == vpn->epoch && contains(one.endpoints, endpoint);
    });
}

Evidence EvidenceCollector::evidence(const EvidenceContext& context) {
    const Network& network = context.network;
    date_breaks(network);
    if (guest_.asked_in != validity(context)) {
        guest_.answer = {}; // it told of another state of the network, or of another WSL
    }
    Evidence evidence;
    evidence.adapters = network.is_known() ? &network.table() : nullptr;
    evidence.vpns = &network.vpns().all();
    evidence.synthetic = network.synthetic_ranges();
    evidence.vpn = suspect(context);
    evidence.host_offline = context.is_offline;
    evidence.settled = context.now >= network.last_change() + context.settings.policy.settle;
    evidence.since_resume = since(network.resumed_at(), context.now);
    evidence.since_wsl_start = since(context.wsl.started_at(), context.now);
    evidence.dial_failed = context.now < network.dial_matters_until();
    if (evidence.vpn != nullptr) {
        evidence.vpn_up_for = since(evidence.vpn->up_since, context.now);
    }
    if (const std::uint64_t epoch = epoch_of(network.vpns().latest()); reached_in_epoch_ != epoch) {
        reached_in_epoch_ = epoch;
        reached_.clear();
    }
    evidence.endpoints = compare(context, evidence.vpn);
    behind_vpn_.clear();
    for (const Comparison& endpoint : evidence.endpoints) {
        if (endpoint.behind_vpn) {
            behind_vpn_.push_back(endpoint.spec.name);
        }
    }
    const WslWatch& wsl = context.wsl;
    evidence.mode_known =
        wsl.is_mode_known_since(evidence.vpn == nullptr ? TimePoint::min() : evidence.vpn->up_since);
    evidence.wsl_running = wsl.is_running();
    evidence.effective = wsl.seen().effective;
    evidence.configured = wsl.seen().configured;
    evidence.config_mistakes = wsl.seen().config_mistakes;
    evidence.guest = guest_.answer;
    evidence.guest_lacks_trials = guest_.answer.facts && lacks_trials(evidence.endpoints);
    evidence.host = host_.answer;
    return evidence;
}

/// The guest can be asked for a trial of it, and it fails.
bool EvidenceCollector::is_target(const Comparison& endpoint) {
    return endpoint.spec.kind != EndpointKind::WslNetwork && (fails(endpoint.windows) || fails(endpoint.wsl));
}

bool EvidenceCollector::lacks_trials(const std::vector<Comparison>& endpoints) const {
    return guest_.targets.size() < c_most_targets &&
           std::ranges::any_of(endpoints, [&](const Comparison& endpoint) {
               return is_target(endpoint) && (is_down(endpoint.windows) || is_down(endpoint.wsl)) &&
                      !contains(guest_.targets, endpoint.spec.name);
           });
}

void EvidenceCollector::gather(const std::vector<Want>& wants, const Evidence& evidence,
                               const EvidenceContext& context) {
    for (const Want want : wants) {
        switch (want) {
        case Want::WslMode:
            context.wsl.need_mode_since(evidence.vpn == nullptr ? TimePoint::min() : evidence.vpn->up_since,
                                        context.now);
            break;
        case Want::WindowsProbe:
            ask_windows(evidence, context);
            break;
        case Want::HostFacts:
            ask_host(context);
            break;
        case Want::GuestFacts:
            if (evidence.settled) {
                ask_guest(evidence, context);
            }
            break;
        case Want::Settling:
            break;
        }
    }
}

/// What is asked from WSL only has no other side yet.
void EvidenceCollector::ask_windows(const Evidence& evidence, const EvidenceContext& context) {
    for (const Watched& endpoint : context.endpoints) {
        if (is_outdated(endpoint) && !endpoint.windows->times().is_in_flight()) {
            endpoint.windows->times().burst({{Duration{0}}, context.settings.burst.timeout}, context.now);
        }
    }
    if (!probing_.empty()) {
        return;
    }
    for (const Comparison& endpoint : evidence.endpoints) {
        const bool is_compared =
            endpoint.windows || endpoint.windows_reaches || endpoint.spec.kind == EndpointKind::WslNetwork;
        if (fails(endpoint.wsl) && !is_compared) {
            const ActionId id = context.out.next_id();
            probing_.emplace(id, endpoint.spec.name);
            context.out.put(StartProbe{id, endpoint.spec, endpoint.spec.timeout});
        }
    }
}

/// What fails, and some of what is said to be reached: a success that contradicts the failures is tried too.
std::vector<agent::GuestTarget> EvidenceCollector::targets_of(const Evidence& evidence) {
    std::vector<agent::GuestTarget> targets;
    std::vector<agent::GuestTarget> witnesses;
    for (const Comparison& endpoint : evidence.endpoints) {
        const agent::GuestTarget target{endpoint.spec.name, endpoint.spec.host, endpoint.spec.port};
        if (is_target(endpoint) && targets.size() < c_most_targets) {
            targets.push_back(target);
        } else if (is_witness(endpoint, evidence) && witnesses.size() < c_most_witnesses) {
            witnesses.push_back(target);
        }
    }
    witnesses.resize(std::min(witnesses.size(), c_most_targets - targets.size()));
    targets.insert(targets.end(), witnesses.begin(), witnesses.end());
    return targets;
}

void EvidenceCollector::ask_guest(const Evidence& evidence, const EvidenceContext& context) {
    agent::AskGuest question{targets_of(evidence)};
    const Validity now = validity(context);
    const bool is_another = guest_.asked_in != now;
    const bool is_due = is_another || evidence.guest_lacks_trials || context.now >= guest_.next_try;
    if (guest_.waiting || !context.wsl.is_running() || !is_due) {
        return;
    }
    guest_.doubts = is_another ? 0 : guest_.doubts;
    guest_.answer = {};
    guest_.asked_in = now;
    guest_.targets.clear();
    for (const agent::GuestTarget& target : question.targets) {
        guest_.targets.push_back(target.name);
    }
    guest_.waiting = context.out.ask(context.user, std::move(question));
    for (const Watched& endpoint : context.endpoints) {
        if (endpoint.windows != nullptr && endpoint.windows->is_down()) {
            endpoint.windows->times().refresh(context.settings.burst.timeout,
                                              context.now); // both sides of one moment
        }
    }
}

void EvidenceCollector::ask_host(const EvidenceContext& context) {
    if (!host_.waiting && context.now >= host_.next_try) {
        host_.waiting = context.out.next_id();
        context.out.put(ReadHostFacts{*host_.waiting});
    }
}

bool EvidenceCollector::is_use_known(const EvidenceContext& context) const {
    return guest_.asked_in == validity(context) && guest_.answer.is_settled() &&
           (context.now < guest_.next_try || guest_.answer.failed);
}

void EvidenceCollector::ask_for_use(const EvidenceContext& context) {
    ask_guest(evidence(context), context);
}

bool EvidenceCollector::on_reply(ActionId id, const agent::Reply& reply, const EvidenceContext& context) {
    if (guest_.waiting != id) {
        return false;
    }
    guest_.waiting.reset();
    const TimePoint now = context.now;
    const auto* facts = std::get_if<GuestFacts>(&reply);
    const bool is_doubtful = facts == nullptr ? guest_.failures == 0 && guest_.doubts == 0
                                              : is_contradicted(*facts, compare(context, suspect(context)));
    if (is_doubtful && guest_.doubts < c_most_doubts) {
        ++guest_.doubts;
        guest_.next_try = now + c_ask_to_be_sure;
        return true;
    }
    guest_.answered_at = now;
    guest_.answer.facts = facts == nullptr ? std::nullopt : std::optional{*facts};
    guest_.answer.failed = facts == nullptr;
    guest_.failures = facts == nullptr ? guest_.failures + 1 : 0;
    guest_.next_try =
        now + (facts == nullptr ? c_ask_again * (1 << std::min(guest_.failures - 1, c_most_doublings))
                                : c_ask_for_others);
    return true;
}

bool EvidenceCollector::on_probed(ActionId id, const ProbeResult& result) {
    const auto probe = probing_.extract(id);
    if (!probe.empty()) {
        reached_[probe.mapped()] = result.ok;
    }
    return !probe.empty();
}

bool EvidenceCollector::on_host_facts(ActionId id, const HostFacts& facts, TimePoint now) {
    if (host_.waiting != id) {
        return false;
    }
    host_.waiting.reset();
    HostFacts all = facts;
    fill_from(all, part_of_host_.value_or(HostFacts{}));
    const std::uint32_t lacking = lacking_in(all);
    const bool is_new = lacking != lacking_in_host_;
    lacking_in_host_ = lacking;
    if (lacking != 0 && is_new) { // most machines lack the same every time
        part_of_host_ = std::move(all);
        host_.next_try = now + c_ask_to_be_sure;
        return true;
    }
    part_of_host_.reset();
    host_.answer.facts = std::move(all);
    host_.next_try = now + c_ask_for_others;
    return true;
}

void EvidenceCollector::forget_host() {
    host_ = {};
    part_of_host_.reset();
}

void EvidenceCollector::forget_answers() {
    guest_.answer = {};
    guest_.asked_in.reset();
    forget_host();
    reached_.clear();
}

void EvidenceCollector::reset() {
    guest_ = {};
    forget_host();
    probing_.clear();
    reached_.clear();
}

std::optional<bool> EvidenceCollector::distros_in_use() const {
    return guest_.answer.facts ? guest_.answer.facts->terminal_in_use : std::nullopt;
}

std::vector<GuestDevice> EvidenceCollector::guest_devices() const {
    return guest_.answer.facts && guest_.answer.facts->devices ? *guest_.answer.facts->devices
                                                               : std::vector<GuestDevice>{};
}

std::optional<bool> EvidenceCollector::mode_is_locked() const {
    return host_.answer.facts ? host_.answer.facts->mode_is_locked : std::nullopt;
}

bool EvidenceCollector::nat_cannot_start() const {
    return host_.answer.facts && host_.answer.facts->sharing_is_disabled.value_or(false);
}

TimePoint EvidenceCollector::due(TimePoint now) const {
    TimePoint due = TimePoint::max();
    for (const TimePoint when :
         {guest_.waiting ? now : guest_.next_try, host_.waiting ? now : host_.next_try}) {
        due = when > now ? std::min(due, when) : due;
    }
    return due;
}

} // namespace mirrorwatch::decide
