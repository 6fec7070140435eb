// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence_collector.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/network/routes.hpp"

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
// What a resume breaks fails at once, and is noticed at the end of the grace at the latest.
constexpr Duration c_soon_after_resume{120'000};

/// It began to fail soon after the VPN came up, or has not answered since: nobody may have asked for long, as
/// while Windows was offline.
bool fails_since(const EndpointVerdict& verdict, const Vpn& vpn, Duration blame_window) {
    return verdict.failing_since() <= vpn.up_since + blame_window || verdict.succeeded_at() < vpn.up_since;
}

Side side_of(const EndpointMonitor& monitor, const Network& network, const Vpn* vpn, bool was_fine_before,
             Duration blame_window) {
    Side side{monitor.state(), monitor.verdict().last_failed(), monitor.verdict().last_error()};
    side.is_current = monitor.verdict().answered_at() >= network.last_change() + c_mirrored_after;
    const auto woke_up = network.resumed_at();
    side.broke_with_resume = woke_up && monitor.is_down() && monitor.verdict().failing_since() >= *woke_up &&
                             monitor.verdict().failing_since() <= *woke_up + c_soon_after_resume;
    side.broke_with_vpn = vpn != nullptr && monitor.is_down() &&
                          (was_fine_before || monitor.verdict().was_up_before_vpn()) &&
                          fails_since(monitor.verdict(), *vpn, blame_window);
    return side;
}

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
    return is_in(endpoint.wsl, EndpointState::Up) && endpoint.spec.kind != EndpointKind::WslNetwork &&
           !is_of_this_machine(endpoint, evidence);
}

/// It was fine when the last VPN came up, and began to fail soon after.
bool is_fresh_break(const EndpointMonitor* monitor, const Vpn* latest, Duration blame_window) {
    return monitor != nullptr && latest != nullptr && monitor->is_down() &&
           monitor->verdict().was_up_before_vpn() && fails_since(monitor->verdict(), *latest, blame_window);
}

bool broke_with_vpn(const std::optional<Side>& side) {
    return side && side->broke_with_vpn;
}

/// It was not down already when the VPN came up, nor well long after.
bool may_be_taken(const EndpointMonitor* monitor, const Vpn& vpn, Duration blame_window) {
    if (monitor == nullptr) {
        return true;
    }
    const EndpointVerdict& verdict = monitor->verdict();
    const bool failed_before = monitor->is_down() && verdict.failing_since() < vpn.up_since;
    return !failed_before && verdict.succeeded_at() <= vpn.up_since + blame_window;
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

/// The last that came up, unless what fails was down before it came, and goes by another one.
const Vpn* EvidenceCollector::suspect(const EvidenceContext& context) const {
    const Vpn* latest = context.network.vpns().latest();
    const Duration window = context.settings.policy.blame_window;
    const Vpn* other = nullptr;
    for (const Watched& endpoint : context.endpoints) {
        if (!endpoint.spec().required || !endpoint.is_down()) {
            continue;
        }
        const Vpn* carrier = carrier_of(endpoint.spec(), context.network);
        const bool is_fresh = is_fresh_break(endpoint.windows, latest, window) ||
                              is_fresh_break(endpoint.guest, latest, window);
        if (carrier == latest || (is_fresh && !is_told_by_guest(endpoint.spec()))) {
            return latest;
        }
        other = carrier != nullptr && (other == nullptr || carrier->epoch > other->epoch) ? carrier : other;
    }
    return other == nullptr ? latest : other;
}

const GuestTrial* EvidenceCollector::trial_of(const EndpointSpec& spec) const {
    return guest_.answer.facts
               ? find_where(guest_.answer.facts->trials,
                            [&](const GuestTrial& trial) { return trial.endpoint == spec.name; })
               : nullptr;
}

/// The literal, or what the guest has found for its name.
std::string EvidenceCollector::address_of(const EndpointSpec& spec) const {
    const GuestTrial* trial = trial_of(spec);
    return trial == nullptr || trial->resolved.empty() ? spec.host : trial->resolved.front();
}

bool EvidenceCollector::is_told_by_guest(const EndpointSpec& spec) const {
    const GuestTrial* trial = trial_of(spec);
    return trial != nullptr && trial->leaves_by;
}

/// The guest has said that it sends to there by this VPN's device.
bool EvidenceCollector::leaves_by(const EndpointSpec& spec, const Vpn& vpn) const {
    const GuestTrial* trial = trial_of(spec);
    if (trial == nullptr || !trial->leaves_by || vpn.kind != VpnKind::Adapter) {
        return false;
    }
    const auto* device = find_where(or_empty(guest_.answer.facts->devices),
                                    [&](const GuestDevice& one) { return one.name == *trial->leaves_by; });
    return device != nullptr && (device->guid.empty() ? equal_ignoring_case(device->mac, vpn.identity.mac)
                                                      : equal_ignoring_case(device->guid, vpn.identity.guid));
}

/// The VPN that takes what is for there, by the guest's word, else by Windows' routes; null: none.
const Vpn* EvidenceCollector::carrier_of(const EndpointSpec& spec, const Network& network) const {
    const auto& vpns = network.vpns().all();
    if (is_told_by_guest(spec)) {
        return find_where(vpns, [&](const Vpn& vpn) { return vpn.is_up() && leaves_by(spec, vpn); });
    }
    const Route* route =
        is_loopback_host(spec.host) ? nullptr : best_route(network.table(), address_of(spec));
    const Adapter* adapter = route == nullptr ? nullptr : adapter_of(network.table(), *route);
    return adapter == nullptr ? nullptr : network.vpns().find_up(adapter->guid);
}

Evidence EvidenceCollector::evidence(const EvidenceContext& context) {
    const Network& network = context.network;
    date_breaks(network);
    Evidence evidence;
    evidence.adapters = network.is_known() ? &network.table() : nullptr;
    evidence.vpns = &network.vpns().all();
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
    const Validity now = validity(context);
    if (guest_.asked_in == now) { // after another change of the network the guest is another one
        evidence.guest = guest_.answer;
        evidence.guest_lacks_trials = guest_.answer.facts && lacks_trials(evidence.endpoints);
    }
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

/// Windows reached it before WSL began to fail; or failed before the guest said that it is alive. Either may
/// have changed in between.
bool EvidenceCollector::is_outdated(const Watched& endpoint) const {
    if (endpoint.windows == nullptr) {
        return false;
    }
    const TimePoint seen = endpoint.windows->verdict().answered_at();
    const bool guest_fails = endpoint.guest != nullptr && endpoint.guest->is_down();
    const GuestTrial* trial = trial_of(endpoint.spec());
    const bool is_alive =
        trial != nullptr && trial->listens_here.value_or(false) && trial->answers_here.value_or(false);
    return (endpoint.windows->is_up() && guest_fails && seen < endpoint.guest->verdict().failing_since()) ||
           (endpoint.windows->is_down() && is_alive && seen < guest_.answered_at);
}

std::vector<Comparison> EvidenceCollector::compare(const EvidenceContext& context, const Vpn* vpn) const {
    const Duration window = context.settings.policy.blame_window;
    std::vector<Comparison> comparisons;
    for (const Watched& endpoint : context.endpoints) {
        Comparison comparison;
        comparison.spec = endpoint.spec();
        const bool was_fine_before = is_known_to_break(comparison.spec.name, vpn);
        if (endpoint.windows != nullptr) {
            comparison.windows = side_of(*endpoint.windows, context.network, vpn, was_fine_before, window);
        }
        if (endpoint.guest != nullptr) {
            comparison.wsl = side_of(*endpoint.guest, context.network, vpn, was_fine_before, window);
        }
        comparison.windows_is_stale = is_outdated(endpoint);
        if (const auto reached = reached_.find(comparison.spec.name); reached != reached_.end()) {
            comparison.windows_reaches = reached->second;
        }
        // What was fine without the VPN is not behind it, whatever its routes say now.
        const bool needs_no_vpn = broke_with_vpn(comparison.windows) || broke_with_vpn(comparison.wsl);
        const AdapterTable& table = context.network.table();
        const std::string& host = comparison.spec.host;
        const bool by_vpn = vpn != nullptr && !is_loopback_host(host) &&
                            (is_routed_through(table, vpn->adapter, address_of(comparison.spec)) ||
                             leaves_by(comparison.spec, *vpn));
        comparison.behind_vpn = comparison.spec.when == EndpointWhen::Vpn ||
                                (by_vpn && !needs_no_vpn && is_behind(table, vpn->adapter, host));
        comparison.taken_by_vpn =
            by_vpn && !comparison.behind_vpn && may_be_taken(endpoint.guest, *vpn, window);
        comparisons.push_back(std::move(comparison));
    }
    return comparisons;
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
