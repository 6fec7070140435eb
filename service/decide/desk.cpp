#include "service/decide/desk.hpp"

#include "common/text.hpp"
#include "service/decide/ladder.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// A guest that could not be asked is asked again, while the break lasts.
constexpr Duration c_ask_guest_again{10'000};

std::string label(const Vpn& vpn) {
    return vpn.client.empty() ? vpn.identity.name : vpn.client;
}

std::vector<std::string> names_of_down(const std::vector<EndpointMonitor>& endpoints) {
    std::vector<std::string> names;
    for (const EndpointMonitor& endpoint : endpoints) {
        if (endpoint.is_down()) {
            names.push_back(endpoint.spec().name);
        }
    }
    return names;
}

} // namespace

Desk::Desk(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now)
    : wsl_(times, now) {
    for (const Remedy& remedy : journal) {
        flows_.push_back(make_flow(remedy, now));
    }
}

void Desk::advance(World& world) {
    advance_remedies(world);
    withdraw_offer_if_over(world);
    consider_offer(world);
    const bool awaiting =
        std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->awaits_wsl(); });
    wsl_.set_awaiting(awaiting, world.now);
    wsl_.ask_if_due(world.user, world.now, world.out);
}

void Desk::advance_remedies(World& world) {
    for (const auto& flow : flows_) {
        flow->advance(world);
    }
    for (auto& flow : flows_) {
        if (flow->is_over()) {
            retire(std::move(flow), world);
        }
    }
    std::erase(flows_, nullptr);
}

void Desk::retire(std::unique_ptr<RemedyFlow> flow, const World& world) {
    last_ended_ = flow->remedy();
    const Vpn* vpn = world.network.latest_vpn();
    const bool exclusion_failed =
        last_ended_->kind == RemedyKind::Exclude && last_ended_->state == RemedyState::GivenUp;
    if (exclusion_failed && vpn != nullptr && last_ended_->vpn->guid == vpn->identity.guid) {
        exclusion_failed_epoch_ = vpn->epoch;
        answered_epoch_ = 0; // the next rung is a new question
    }
}

bool Desk::on_reply(ActionId id, const agent::Reply& reply, World& world) {
    if (const WslWatch::Change change = wsl_.on_reply(id, reply, world.now); change.answered) {
        if (change.started) {
            for (EndpointMonitor& endpoint : world.endpoints) {
                // What answers already does not start with a WSL that we only now see.
                if (!change.first || endpoint.state() == EndpointState::Unknown) {
                    endpoint.begin_grace(world.now + world.settings.start_period);
                }
                endpoint.burst(world.settings.burst, world.now);
            }
        }
        return true;
    }
    if (guest_.waiting == id) {
        guest_.waiting.reset();
        guest_.next_try = world.now + c_ask_guest_again;
        if (const auto* evidence = std::get_if<agent::GuestEvidence>(&reply)) {
            guest_.evidence = *evidence;
        }
        return true;
    }
    return std::any_of(flows_.begin(), flows_.end(),
                       [&](const auto& f) { return f->on_reply(id, reply, world); });
}

void Desk::on_return(TimePoint now) {
    wsl_.reset(now);
    guest_ = {};
    for (const auto& flow : flows_) {
        flow->forget_question();
    }
}

RemedyFlow* Desk::mode_switch() const {
    const auto found = std::find_if(flows_.begin(), flows_.end(),
                                    [](const auto& f) { return f->remedy().kind == RemedyKind::SwitchMode; });
    return found == flows_.end() ? nullptr : found->get();
}

bool Desk::is_taken_care_of(const Vpn& vpn) const {
    return vpn.epoch == answered_epoch_ || std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
               const Remedy& remedy = flow->remedy();
               const bool is_about_it = remedy.vpn && remedy.vpn->guid == vpn.identity.guid;
               return remedy.kind == RemedyKind::SwitchMode || is_about_it || !flow->is_in_force();
           });
}

void Desk::consider_offer(World& world) {
    const Vpn* vpn = world.network.latest_vpn();
    if (offer_ || (vpn != nullptr && is_taken_care_of(*vpn))) {
        return;
    }
    Evidence evidence;
    evidence.vpn = vpn;
    if (vpn != nullptr) {
        if (guest_.epoch != vpn->epoch) {
            guest_ = {};
            guest_.epoch = vpn->epoch;
        }
        evidence.broken = broken_since(*vpn, world.endpoints, world.settings.policy.blame_window);
        evidence.mode_known = wsl_.is_mode_known_since(vpn->up_since);
    }
    evidence.wsl_running = wsl_.is_running();
    evidence.effective = wsl_.seen().effective;
    evidence.settled = world.now >= world.network.last_change() + world.settings.policy.settle;
    evidence.guest = guest_.evidence;

    std::variant<NotYet, Break> found = diagnose(evidence);
    if (auto* broken = std::get_if<Break>(&found)) {
        make_offer(evidence, std::move(*broken), world);
        return;
    }
    switch (std::get<NotYet>(found)) {
    case NotYet::ModeNotKnown:
        wsl_.need_mode_since(vpn->up_since, world.now);
        break;
    case NotYet::AskGuest:
        ask_guest(evidence, world);
        break;
    case NotYet::NothingBroken:
        guest_.evidence.reset(); // another break is another question
        break;
    case NotYet::ServersDead:
        if (!std::exchange(guest_.dead_servers_recorded, true)) {
            world.out.record({Say::EndpointsDown, {text::list_of(names_of_down(world.endpoints))}},
                             {"they do not answer inside WSL either: not the VPN's doing"});
        }
        break;
    default:
        break;
    }
}

void Desk::ask_guest(const Evidence& evidence, World& world) {
    if (guest_.waiting || world.now < guest_.next_try) {
        return;
    }
    agent::AskGuest question;
    for (const EndpointMonitor* endpoint : evidence.broken) {
        question.targets.push_back({endpoint->spec().name, endpoint->spec().host, endpoint->spec().port});
    }
    guest_.waiting = world.out.ask(world.user, std::move(question));
}

void Desk::make_offer(const Evidence& evidence, Break found, World& world) {
    const Vpn& vpn = *evidence.vpn;
    // The guest has one table of ours: a second exclusion would take the first one's place.
    const bool other_is_excluded = std::any_of(flows_.begin(), flows_.end(), [](const auto& flow) {
        return flow->remedy().kind == RemedyKind::Exclude;
    });
    const bool may_not_exclude = vpn.epoch == exclusion_failed_epoch_ || other_is_excluded;
    offer_ = Offer{world.out.unique_name(),
                   label(vpn),
                   found.endpoints,
                   wsl_.seen().running,
                   choices(vpn, world.network.table(), evidence.broken, may_not_exclude),
                   vpn.full_tunnel,
                   vpn.kind};
    offered_vpn_ = vpn.identity;
    offered_vpn_->name = label(vpn);
    finding_ = found.finding.what;
    world.out.record(found.finding.what, std::move(found.finding.evidence), true);
}

void Desk::withdraw_offer_if_over(const World& world) {
    if (!offer_) {
        return;
    }
    const Vpn* vpn = world.network.find(*offered_vpn_);
    const bool has_healed =
        std::none_of(world.endpoints.begin(), world.endpoints.end(), [&](const EndpointMonitor& endpoint) {
            const auto& names = offer_->endpoints;
            return !endpoint.is_up() &&
                   std::find(names.begin(), names.end(), endpoint.spec().name) != names.end();
        });
    if (has_healed || vpn == nullptr || vpn->gone_since || !wsl_.is_running()) {
        offer_.reset();
        guest_ = {};
    } else {
        offer_->distros = wsl_.seen().running;
    }
}

protocol::Answer Desk::on_verb(const protocol::Request& request, World& world) {
    if (const auto* answer = std::get_if<protocol::AnswerOffer>(&request.verb)) {
        return accept(*answer, request.number, world);
    }
    if (std::holds_alternative<protocol::RollBack>(request.verb)) {
        return roll_back(request.number, world);
    }
    if (std::holds_alternative<protocol::Restore>(request.verb)) {
        return restore(request.number, world);
    }
    return {request.number, false, {Say::RequestNotAllowed, {"not yet"}}};
}

protocol::Answer Desk::accept(const protocol::AnswerOffer& answer, std::uint32_t number, World& world) {
    const bool is_offered =
        offer_ && offer_->id == answer.offer &&
        std::find(offer_->choices.begin(), offer_->choices.end(), answer.choice) != offer_->choices.end();
    if (!is_offered) {
        return {number, false, {Say::OfferIsOver, {}}};
    }
    const Offer offer = *std::exchange(offer_, std::nullopt);
    if (const Vpn* vpn = world.network.find(*offered_vpn_)) {
        answered_epoch_ = vpn->epoch;
    }
    switch (answer.choice) {
    case Choice::Exclude: {
        Remedy remedy;
        remedy.kind = RemedyKind::Exclude;
        remedy.vpn = offered_vpn_;
        remedy.endpoints = offer.endpoints;
        start(std::move(remedy), world);
        return {number, true, {Say::Excluding, {offer.vpn}}};
    }
    case Choice::FallBackToNat:
        return {number, true, start_mode_switch(offered_vpn_, offer.endpoints, world)};
    case Choice::NotNow:
        break;
    }
    return {number, true, finding_};
}

protocol::Answer Desk::roll_back(std::uint32_t number, World& world) {
    if (mode_switch() != nullptr) {
        return {number, false, {Say::RemedyInProgress, {}}};
    }
    if (wsl_.seen().configured == NetworkingMode::Unknown) {
        return {number, false, {Say::ModeNotKnown, {}}};
    }
    if (wsl_.seen().configured != NetworkingMode::Mirrored) {
        return {number, false, {Say::AlreadyInMode, {std::string{to_string(wsl_.seen().configured)}}}};
    }
    const Vpn* vpn = world.network.latest_vpn();
    offer_.reset();
    return {number, true,
            start_mode_switch(vpn == nullptr ? std::nullopt : std::optional{vpn->identity},
                              names_of_down(world.endpoints), world)};
}

protocol::Answer Desk::restore(std::uint32_t number, World& world) {
    RemedyFlow* flow = mode_switch();
    if (flow == nullptr) {
        return {number, false, {Say::NothingToRestore, {}}};
    }
    flow->undo(world);
    return {number, true, flow->sentence()};
}

Sentence Desk::start_mode_switch(std::optional<AdapterIdentity> vpn, std::vector<std::string> endpoints,
                                 World& world) {
    for (const auto& flow : flows_) {
        flow->undo(world); // an exclusion has no place in a WSL without mirrored devices
    }
    Remedy remedy;
    remedy.kind = RemedyKind::SwitchMode;
    remedy.vpn = std::move(vpn);
    remedy.endpoints = std::move(endpoints);
    start(std::move(remedy), world);
    return flows_.back()->sentence();
}

void Desk::start(Remedy remedy, World& world) {
    remedy.id = world.out.unique_name();
    flows_.push_back(make_flow(std::move(remedy), world.now));
    world.out.record(flows_.back()->sentence());
}

TimePoint Desk::due(const Network& network, const Settings& settings) const {
    TimePoint due = wsl_.due();
    for (const auto& flow : flows_) {
        due = std::min(due, flow->due());
    }
    if (network.latest_vpn() != nullptr && !offer_ && !is_taken_care_of(*network.latest_vpn())) {
        const TimePoint settled = network.last_change() + settings.policy.settle;
        due = std::min(due, std::max(settled, guest_.waiting ? TimePoint::max() : guest_.next_try));
    }
    return due;
}

bool Desk::awaits_endpoints() const {
    return std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->is_verifying(); });
}

bool Desk::refers_to(const AdapterIdentity& vpn) const {
    return (offer_ && offered_vpn_->guid == vpn.guid) ||
           std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
               return flow->remedy().vpn && flow->remedy().vpn->guid == vpn.guid;
           });
}

std::vector<Remedy> Desk::journal() const {
    std::vector<Remedy> remedies;
    for (const auto& flow : flows_) {
        remedies.push_back(flow->remedy());
    }
    return remedies;
}

void Desk::describe(Snapshot& snapshot, const Network& network) const {
    snapshot.wsl_running = wsl_.is_running();
    snapshot.effective = wsl_.seen().effective;
    snapshot.configured = wsl_.seen().configured;
    snapshot.distros = wsl_.seen().running;
    for (const Vpn& vpn : network.vpns()) {
        if (!vpn.gone_since) {
            const bool excluded = std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
                const Remedy& remedy = flow->remedy();
                return remedy.kind == RemedyKind::Exclude && flow->is_in_force() &&
                       remedy.vpn->guid == vpn.identity.guid;
            });
            snapshot.vpns.push_back({vpn.identity.name, vpn.client, excluded, vpn.kind});
        }
    }
    snapshot.offer = offer_;
    if (last_ended_) {
        snapshot.remedies.push_back(
            {last_ended_->kind, last_ended_->state, last_ended_->ending.value_or(Sentence{})});
    }
    for (const auto& flow : flows_) {
        snapshot.remedies.push_back({flow->remedy().kind, flow->remedy().state, flow->sentence()});
    }
    snapshot.can_restore = mode_switch() != nullptr && mode_switch()->remedy().edit.has_value();
    snapshot.can_roll_back = mode_switch() == nullptr && wsl_.seen().configured == NetworkingMode::Mirrored;
    if (offer_) {
        snapshot.headline = finding_;
    } else if (!flows_.empty() &&
               (snapshot.headline.code != Say::EndpointsDown || !flows_.back()->is_in_force())) {
        snapshot.headline = flows_.back()->sentence();
    }
}

} // namespace mirrorwatch::decide
