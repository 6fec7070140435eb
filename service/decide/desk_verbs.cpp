#include "service/decide/desk.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_look_every{15'000};

} // namespace

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
    if (const auto* wish = std::get_if<protocol::Pause>(&request.verb)) {
        return pause(*wish, request.number, world.now);
    }
    if (std::holds_alternative<protocol::Resume>(request.verb)) {
        paused_until_.reset();
        return {request.number, true, {Say::WatchingAgain, {}}};
    }
    if (std::holds_alternative<protocol::Look>(request.verb)) {
        return look(request.number, world.now);
    }
    return {request.number, false, {Say::NotExcluded, {}}};
}

protocol::Answer Desk::pause(const protocol::Pause& pause, std::uint32_t number, TimePoint now) {
    paused_until_ = pause.minutes == 0 ? TimePoint::max() : now + std::chrono::minutes{pause.minutes};
    offer_.reset();
    return {number, true, {Say::WatchingPaused, {}}};
}

/// Who watches his status for long asks every second or so.
protocol::Answer Desk::look(std::uint32_t number, TimePoint now) {
    if (!is_paused() && (!looked_at_ || now >= *looked_at_ + c_look_every)) {
        looked_at_ = now;
        look_ = true;
        wsl_.look_again(now);
        guest_.look(now);
    }
    return {number, true, {Say::LookingAtWsl, {}}};
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
    default:
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

} // namespace mirrorwatch::decide
