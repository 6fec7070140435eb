// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence_collector.hpp"

#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/network/mirror.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// What is lacking may have been looked for in the wrong moment; most machines lack the same every time.
constexpr Duration c_ask_to_be_sure{1'000};
constexpr Duration c_ask_again{60'000};
constexpr std::size_t c_most_targets = GuestInquiry::c_most_targets;
constexpr std::size_t c_most_witnesses = 4;

bool is_down(const std::optional<Side>& side) {
    return side && side->state == EndpointState::Down;
}

bool fails(const std::optional<Side>& side) {
    return side && (side->state == EndpointState::Down || side->state == EndpointState::Pending);
}

std::optional<Duration> since(std::optional<TimePoint> when, TimePoint now) {
    return when ? std::optional{std::chrono::duration_cast<Duration>(now - *when)} : std::nullopt;
}

TimePoint has_settled_at(const EvidenceContext& context) {
    return context.network.last_change() + context.settings.policy.settle;
}

TimePoint may_have_settled_at(const EvidenceContext& context) {
    return context.network.last_change() +
           std::min<Duration>(c_mirrored_after, context.settings.policy.settle);
}

/// The VPN may have taken its way: then WSL may have all to tell before the time is over.
bool may_be_taken(const Evidence& evidence) {
    return evidence.vpn != nullptr && evidence.vpn->kind == VpnKind::Adapter &&
           std::ranges::any_of(evidence.endpoints, [](const Comparison& endpoint) {
               return fails(endpoint.wsl) && shows_a_way(endpoint.spec) &&
                      !is_loopback_host(endpoint.spec.host);
           });
}

/// WSL reached it a moment ago, elsewhere.
bool is_witness(const Comparison& endpoint, const Evidence& evidence) {
    return is_in(endpoint.wsl, EndpointState::Up) && shows_a_way(endpoint.spec) &&
           !is_of_this_machine(endpoint, evidence);
}

} // namespace

Validity EvidenceCollector::validity(const EvidenceContext& context) {
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
    guest_.drop_unless(validity(context));
    Evidence evidence;
    evidence.adapters = network.is_known() ? &network.table() : nullptr;
    evidence.vpns = &network.vpns().all();
    evidence.synthetic = network.synthetic_ranges();
    evidence.vpn = suspect(context);
    evidence.host_offline = context.is_offline;
    evidence.settled = is_settled(context);
    evidence.since_resume = since(network.resumed_at(), context.now);
    evidence.since_wsl_start = since(context.wsl.started_at(), context.now);
    evidence.dial_failed = context.now < network.dial_matters_until();
    if (evidence.vpn != nullptr) {
        evidence.vpn_up_for = since(evidence.vpn->up_since, context.now);
    }
    if (std::exchange(reached_in_change_, network.change_count()) != network.change_count()) {
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
    evidence.guest = guest_.answer();
    evidence.guest_lacks_trials = guest_.answer().facts && lacks_trials(evidence.endpoints);
    evidence.host = host_.answer;
    return evidence;
}

/// The guest can be asked for a trial of it, and it fails.
bool EvidenceCollector::is_target(const Comparison& endpoint) {
    return endpoint.spec.kind != EndpointKind::WslNetwork && (fails(endpoint.windows) || fails(endpoint.wsl));
}

bool EvidenceCollector::lacks_trials(const std::vector<Comparison>& endpoints) const {
    return guest_.may_have_more_targets() && std::ranges::any_of(endpoints, [&](const Comparison& endpoint) {
               return is_target(endpoint) && (is_down(endpoint.windows) || is_down(endpoint.wsl)) &&
                      !guest_.has_target(endpoint.spec.name);
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
            if (context.now >= may_have_settled_at(context) && may_be_taken(evidence)) {
                ask_guest(evidence, context);
            }
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
    if (!probing_.empty() || context.now < next_probing_) {
        return;
    }
    for (const Comparison& endpoint : evidence.endpoints) {
        const bool is_compared =
            endpoint.windows || endpoint.windows_reaches || endpoint.spec.kind == EndpointKind::WslNetwork;
        if (fails(endpoint.wsl) && !is_compared) {
            const ActionId id = context.out.next_id();
            probing_.emplace(id, endpoint.spec.name);
            const bool is_own = endpoint.spec.source == EndpointSource::User;
            context.out.put(StartProbe{id, endpoint.spec, endpoint.spec.timeout,
                                       is_own ? std::optional{context.user} : std::nullopt});
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
    const Validity now = validity(context);
    if (!context.wsl.is_running() || !guest_.is_due(now, evidence.guest_lacks_trials, context.now)) {
        return;
    }
    agent::AskGuest question{targets_of(evidence)};
    question.patience_s = guest_.patience_s();
    const std::vector<agent::GuestTarget> targets = question.targets;
    guest_.begin(context.out.ask(context.user, std::move(question)), now, evidence.guest_lacks_trials,
                 targets);
    for (const Watched& endpoint : context.endpoints) {
        if (endpoint.windows != nullptr && endpoint.windows->is_down()) {
            endpoint.windows->times().refresh(context.settings.burst.timeout,
                                              context.now); // both sides of one moment
        }
    }
}

void EvidenceCollector::confirm(const EvidenceContext& context) {
    if (!guest_.is_confirmed() && guest_.is_of(validity(context))) {
        ask_guest(evidence(context), context);
    }
}

void EvidenceCollector::ask_host(const EvidenceContext& context) {
    if (!host_.waiting && context.now >= host_.next_try) {
        host_.waiting = context.out.next_id();
        context.out.put(ReadHostFacts{*host_.waiting});
    }
}

/// Nothing that is yet to come could change what this tells.
bool EvidenceCollector::is_plain(const GuestFacts& facts, const EvidenceContext& context) const {
    const Vpn* vpn = suspect(context);
    const AdapterTable& table = context.network.table();
    const Adapter* adapter = vpn == nullptr ? nullptr : find_up(table, vpn->identity.guid);
    return adapter != nullptr && has_caught_up(table, facts) && loses_what_leaves_by(*adapter, facts);
}

bool EvidenceCollector::is_settled(const EvidenceContext& context) const {
    return context.now >= has_settled_at(context) ||
           (guest_.is_of(validity(context)) && guest_.answer().facts && !context.network.is_out_of_date() &&
            is_plain(*guest_.answer().facts, context));
}

void EvidenceCollector::add_settling_to(Agenda& agenda, const EvidenceContext& context) const {
    agenda.add_if_ahead(may_have_settled_at(context));
    agenda.add_if_ahead(has_settled_at(context));
}

bool EvidenceCollector::is_use_known(const EvidenceContext& context) const {
    const Gathered<GuestFacts>& answer = guest_.answer();
    return guest_.is_of(validity(context)) && answer.is_settled() &&
           (context.now < guest_.due(context.now) || answer.failed);
}

void EvidenceCollector::ask_for_use(const EvidenceContext& context) {
    ask_guest(evidence(context), context);
}

/// It was asked before the network had to be settled, and does not show that it is.
bool EvidenceCollector::is_too_early(const GuestFacts* facts, const EvidenceContext& context) const {
    return context.now < has_settled_at(context) && (facts == nullptr || !is_plain(*facts, context));
}

bool EvidenceCollector::on_reply(ActionId id, const agent::Reply& reply, const EvidenceContext& context) {
    if (!guest_.take(id)) {
        return false;
    }
    const auto* facts = std::get_if<GuestFacts>(&reply);
    if (is_too_early(facts, context)) {
        guest_.put_off(has_settled_at(context));
        return true;
    }
    const bool is_odd = facts != nullptr && is_contradicted(*facts, compare(context, suspect(context)));
    if (!guest_.doubt(facts, is_odd, context.now)) {
        guest_.note(facts, context.now);
    }
    return true;
}

bool EvidenceCollector::on_probed(const ProbeDone& done, TimePoint now) {
    const auto probe = probing_.extract(done.id);
    if (probe.empty()) {
        return false;
    }
    if (done.not_asked.empty()) {
        reached_[probe.mapped()] = done.result.ok;
    } else {
        next_probing_ = now + c_ask_again;
    }
    return true;
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
    host_.next_try = now + c_ask_again;
    return true;
}

void EvidenceCollector::forget_host() {
    host_ = {};
    part_of_host_.reset();
}

void EvidenceCollector::forget_answers() {
    guest_.forget();
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
    return guest_.answer().facts ? guest_.answer().facts->terminal_in_use : std::nullopt;
}

std::vector<GuestDevice> EvidenceCollector::guest_devices() const {
    return guest_.answer().facts && guest_.answer().facts->devices ? *guest_.answer().facts->devices
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
    for (const TimePoint when : {guest_.due(now), host_.waiting ? now : host_.next_try, next_probing_}) {
        due = when > now ? std::min(due, when) : due;
    }
    return due;
}

} // namespace mirrorwatch::decide
