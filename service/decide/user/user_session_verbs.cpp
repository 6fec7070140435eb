#include "common/ascii.hpp"
#include "service/decide/user/user_session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_look_every{15'000};

/// One that is up, by the name of its client or of its adapter.
const Vpn* vpn_called(const std::string& name, const Network& network) {
    const auto found = std::find_if(network.vpns().begin(), network.vpns().end(), [&](const Vpn& vpn) {
        return !vpn.gone_since &&
               (equal_ignoring_case(vpn.client, name) || equal_ignoring_case(vpn.identity.name, name));
    });
    return name.empty() || found == network.vpns().end() ? nullptr : &*found;
}

} // namespace

protocol::Answer UserSession::on_verb(const protocol::Request& request, StepContext& context) {
    const std::uint32_t number = request.number;
    if (const auto* given = std::get_if<protocol::AnswerOffer>(&request.verb)) {
        return answer(*given, number, context);
    }
    if (const auto* preference = std::get_if<protocol::RollBack>(&request.verb)) {
        return roll_back(preference->mode, number, context);
    }
    if (std::holds_alternative<protocol::Restore>(request.verb)) {
        return restore(number, context);
    }
    if (const auto* preference = std::get_if<protocol::Pause>(&request.verb)) {
        return pause(*preference, number, context.now);
    }
    if (std::holds_alternative<protocol::Resume>(request.verb)) {
        paused_until_.reset();
        return {number, true, {MessageId::WatchingAgain, {}}};
    }
    if (const auto* preference = std::get_if<protocol::ExcludeVpn>(&request.verb)) {
        return exclude(*preference, number, context);
    }
    if (const auto* preference = std::get_if<protocol::IncludeVpn>(&request.verb)) {
        return include(*preference, number, context);
    }
    return look(number, context);
}

protocol::Answer UserSession::pause(const protocol::Pause& pause, std::uint32_t number, TimePoint now) {
    paused_until_ = pause.minutes == 0 ? TimePoint::max() : now + std::chrono::minutes{pause.minutes};
    question_.reset();
    return {number, true, {MessageId::WatchingPaused, {}}};
}

/// Whoever watches the status for long asks every second or so.
protocol::Answer UserSession::look(std::uint32_t number, StepContext& context) {
    if (!is_paused() && (!looked_at_ || context.now >= *looked_at_ + c_look_every)) {
        looked_at_ = context.now;
        look_ = true;
        wsl_.look_again(context.now);
        guest_.look(context.now);
    }
    return {number, true, {MessageId::LookingAtWsl, {}}};
}

protocol::Answer UserSession::answer(const protocol::AnswerOffer& answer, std::uint32_t number,
                                     StepContext& context) {
    if (!question_ || question_->offer.id != answer.offer || !question_->offers(answer.choice)) {
        return {number, false, {MessageId::OfferIsOver, {}}};
    }
    const Question question = *std::exchange(question_, std::nullopt);
    if (answer.remember) {
        remember(question, answer.choice, context);
    }
    return {number, true, apply_choice(answer.choice, question, false, context)};
}

protocol::Answer UserSession::roll_back(NetworkingMode mode, std::uint32_t number, StepContext& context) {
    if (restart_remedy() != nullptr) {
        return {number, false, {MessageId::RemedyInProgress, {}}};
    }
    if (collector_.mode_is_locked().value_or(false)) {
        return {number, false, {MessageId::ModeIsLocked, {}}};
    }
    const NetworkingMode configured = wsl_.seen().configured;
    if (configured == NetworkingMode::Unknown) {
        return {number, false, {MessageId::ModeNotKnown, {}}};
    }
    if (configured == mode) {
        return {number, false, {MessageId::AlreadyInMode, {std::string{to_string(configured)}}}};
    }
    const Vpn* vpn = context.network.latest_vpn();
    question_.reset();
    for (const auto& flow : flows_) {
        flow->undo(context, false);
    }
    Remedy remedy;
    remedy.kind = RemedyKind::SwitchMode;
    remedy.mode = mode;
    remedy.vpn = vpn == nullptr ? std::nullopt : std::optional{vpn->identity};
    remedy.endpoints = names_of_down(context.endpoints);
    start(std::move(remedy), context);
    return {number, true, flows_.back()->sentence()};
}

protocol::Answer UserSession::restore(std::uint32_t number, StepContext& context) {
    RemedyFlow* flow = restart_remedy();
    if (flow == nullptr) {
        return {number, false, {MessageId::NothingToRestore, {}}};
    }
    question_.reset();
    flow->undo(context, true);
    return {number, true, flow->sentence()};
}

protocol::Answer UserSession::exclude(const protocol::ExcludeVpn& preference, std::uint32_t number,
                                      StepContext& context) {
    const Vpn* vpn = vpn_called(preference.vpn, context.network);
    if (vpn == nullptr || vpn->kind != VpnKind::Adapter) {
        return {number, false, {MessageId::VpnNotKnown, {preference.vpn}}};
    }
    const std::string name = label(*vpn);
    if (!collector_.may_exclude()) {
        return {number, false, {MessageId::ExclusionForbidden, {name}}};
    }
    if (preference.always) {
        set_preference(context.preferences, {context.user.sid, name, Preference::AlwaysExclude});
    }
    for (const auto& flow : flows_) {
        const bool is_about_it = flow->remedy().kind == RemedyKind::Exclude && !flow->is_undoing() &&
                                 flow->remedy().vpn->guid == vpn->identity.guid;
        if (is_about_it) {
            return {number, true,
                    preference.always ? Message{MessageId::ExcludedFromNowOn, {name}} : flow->sentence()};
        }
        if (flow->remedy().kind == RemedyKind::Exclude || !flow->is_in_force()) {
            return {number, false, {MessageId::RemedyInProgress, {}}};
        }
    }
    if (!wsl_.is_running() || wsl_.seen().effective != NetworkingMode::Mirrored) {
        return {number, preference.always,
                preference.always ? Message{MessageId::ExcludedFromNowOn, {name}}
                                  : Message{MessageId::WslNotMirrored, {}}};
    }
    question_.reset();
    Remedy remedy;
    remedy.vpn = vpn->identity;
    remedy.vpn->name = name;
    remedy.endpoints = names_of_down(context.endpoints);
    start(std::move(remedy), context);
    return {number, true, flows_.back()->sentence()};
}

protocol::Answer UserSession::include(const protocol::IncludeVpn& preference, std::uint32_t number,
                                      StepContext& context) {
    const Vpn* vpn = vpn_called(preference.vpn, context.network);
    const std::string name = vpn == nullptr ? preference.vpn : label(*vpn);
    const bool was_wished =
        set_preference(context.preferences, {context.user.sid, name,
                                             preference.never_ask ? Preference::NeverAsk : Preference::Ask});
    for (const auto& flow : flows_) {
        const Remedy& remedy = flow->remedy();
        if (remedy.kind == RemedyKind::Exclude && remedy.vpn && equal_ignoring_case(remedy.vpn->name, name)) {
            flow->undo(context, false);
            if (vpn != nullptr) {
                answers_.answer(vpn->epoch); // the user has just decided
            }
            return {number, true, {MessageId::ExclusionLifted, {name}}};
        }
    }
    if (preference.never_ask) {
        question_.reset();
        return {number, true, {MessageId::NeverAskedAgain, {name}}};
    }
    return was_wished ? protocol::Answer{number, true, {MessageId::AskedAgain, {name}}}
                      : protocol::Answer{number, false, {MessageId::NotExcluded, {name}}};
}

} // namespace mirrorwatch::decide
