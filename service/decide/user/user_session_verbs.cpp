// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "service/decide/consent/consent.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/user/user_session.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_look_every{15'000};

/// One that is up, by the name of its client or of its adapter.
const Vpn* vpn_called(const std::string& name, const Network& network) {
    const auto is_called = [&](const Vpn& vpn) {
        return equal_ignoring_case(vpn.client, name) || equal_ignoring_case(vpn.identity.name, name);
    };
    return name.empty() ? nullptr : find_where(network.vpns().all(), [&](const Vpn& vpn) {
        return vpn.is_up() && is_called(vpn);
    });
}

} // namespace

/// Carries out one request. What is said of it; the caller adds the request's number.
struct VerbHandler {
    UserSession& session;
    Round& round;
    StepContext& context;
    std::uint64_t connection;

    protocol::Answer operator()(const protocol::OfferShown& shown) const {
        return session.offers_.note_shown(shown, connection, context) ? accepted({MessageId::OfferNoted, {}})
                                                                      : refused({MessageId::OfferIsOver, {}});
    }

    /// ipc::Clients answers it: the core keeps no history.
    protocol::Answer operator()(const protocol::ReadHistory&) const {
        return refused({MessageId::RequestNotAllowed, {"the history is not asked of the core"}});
    }

    /// ipc::Clients does it: the core knows of no program.
    protocol::Answer operator()(const protocol::CloseTrays&) const {
        return refused({MessageId::RequestNotAllowed, {"the core ends no program"}});
    }

    /// In every session, whoever has asked for it.
    protocol::Answer operator()(const protocol::TakeAllBack&) const {
        session.paused_until_ = TimePoint::max();
        session.offers_.drop();
        session.remedies_.undo_all(context.for_remedies());
        return accepted({MessageId::AllWell, {}});
    }

    protocol::Answer operator()(const protocol::AnswerOffer& answer) const {
        if (auto says = session.offers_.take(answer, round)) {
            return accepted(std::move(*says));
        }
        return refused({MessageId::OfferIsOver, {}});
    }

    protocol::Answer operator()(const protocol::RollBack& verb) const {
        if (session.remedies_.about_wsl() != nullptr) {
            return refused({MessageId::RemedyInProgress, {}});
        }
        if (!context.settings.policy.limits.may_change_mode) {
            return refused({MessageId::ModeChangeForbidden, {}});
        }
        if (session.collector().mode_is_locked().value_or(false)) {
            return refused({MessageId::ModeIsLocked, {}});
        }
        const NetworkingMode configured = session.wsl_.seen().configured;
        if (configured == NetworkingMode::Unknown) {
            return refused({MessageId::ModeNotKnown, {}});
        }
        if (configured == verb.mode) {
            return refused({MessageId::AlreadyInMode, {std::string{to_string(configured)}}});
        }
        const Vpn* vpn = context.network.vpns().latest();
        session.offers_.drop();
        session.remedies_.undo_all(context.for_remedies());
        return begin(SwitchMode{verb.mode}, vpn == nullptr ? std::nullopt : std::optional{vpn->identity});
    }

    protocol::Answer operator()(const protocol::RestoreMode&) const {
        RemedyFlow* flow = session.remedies_.about_wsl();
        if (flow == nullptr) {
            return refused({MessageId::NothingToRestore, {}});
        }
        session.offers_.drop();
        flow->undo(context.for_remedies(), true);
        return accepted(flow->sentence());
    }

    protocol::Answer operator()(const protocol::Pause& verb) const {
        session.paused_until_ =
            verb.minutes == 0 ? TimePoint::max() : context.now + std::chrono::minutes{verb.minutes};
        session.offers_.drop();
        return accepted({MessageId::WatchingPaused, {}});
    }

    protocol::Answer operator()(const protocol::Resume&) const {
        session.paused_until_.reset();
        return accepted({MessageId::WatchingAgain, {}});
    }

    /// Whoever watches the status for long asks every second or so.
    protocol::Answer operator()(const protocol::Look&) const {
        auto& looked_at = session.looked_at_;
        if (!session.is_paused() && (!looked_at || context.now >= *looked_at + c_look_every)) {
            looked_at = context.now;
            session.look_ = true;
            session.wsl_.look_again(context.now);
            session.guest_.look(context.now);
        }
        return accepted({MessageId::LookingAtWsl, {}});
    }

    protocol::Answer operator()(const protocol::ExcludeVpn& verb) const {
        const Vpn* vpn = vpn_called(verb.vpn, context.network);
        if (vpn == nullptr || vpn->kind != VpnKind::Adapter) {
            return refused({MessageId::VpnNotKnown, {verb.vpn}});
        }
        const std::string name = label(*vpn);
        if (!context.settings.policy.limits.may_exclude) {
            return refused({MessageId::ExclusionForbidden, {name}});
        }
        if (verb.always) {
            set_preference(context.preferences, {context.user.sid, name, Preference::AlwaysExclude});
        }
        const Message from_now_on{MessageId::ExcludedFromNowOn, {name}};
        for (const auto& flow : session.remedies_.flows()) {
            if (is_exclusion_of(*flow, *vpn)) {
                return accepted(verb.always ? from_now_on : flow->sentence());
            }
            if (is<Exclude>(flow->remedy().spec) || !is_in_force(flow->remedy())) {
                return refused({MessageId::RemedyInProgress, {}});
            }
        }
        const WslWatch& wsl = session.wsl_;
        if (!wsl.is_running() || wsl.mode() != NetworkingMode::Mirrored) {
            return verb.always ? accepted(from_now_on) : refused({MessageId::WslNotMirrored, {}});
        }
        session.offers_.drop();
        AdapterIdentity excluded = vpn->identity;
        excluded.name = name;
        return begin(Exclude{}, std::move(excluded));
    }

    protocol::Answer operator()(const protocol::IncludeVpn& verb) const {
        const Vpn* vpn = vpn_called(verb.vpn, context.network);
        const std::string name = vpn == nullptr ? verb.vpn : label(*vpn);
        if (vpn == nullptr && !is_known_by(name)) {
            return refused({MessageId::VpnNotKnown, {verb.vpn}});
        }
        const bool was_wished =
            set_preference(context.preferences,
                           {context.user.sid, name, verb.never_ask ? Preference::NeverAsk : Preference::Ask});
        RemedyFlow* flow = session.remedies_.exclusion();
        if (flow != nullptr && flow->remedy().vpn && equal_ignoring_case(flow->remedy().vpn->name, name)) {
            flow->undo(context.for_remedies(), false);
            if (vpn != nullptr) {
                session.offers_.answers().answer(vpn->epoch); // the user has just decided
            }
            return accepted({MessageId::ExclusionLifted, {name}});
        }
        if (verb.never_ask) {
            session.offers_.drop();
            return accepted({MessageId::NeverAskedAgain, {name}});
        }
        return was_wished ? accepted({MessageId::AskedAgain, {name}})
                          : refused({MessageId::NotExcluded, {name}});
    }

private:
    /// What a client of the pipe invents is not kept.
    [[nodiscard]] bool is_known_by(const std::string& name) const {
        const auto is_about_it = [&](const VpnPreference& one) { return equal_ignoring_case(one.vpn, name); };
        const auto preferences = preferences_of(context.user.sid, context.preferences);
        const RemedyFlow* flow = session.remedies_.exclusion();
        return context.network.is_client(name) ||
               std::any_of(preferences.begin(), preferences.end(), is_about_it) ||
               (flow != nullptr && flow->remedy().vpn && equal_ignoring_case(flow->remedy().vpn->name, name));
    }

    static protocol::Answer accepted(Message says) { return {0, true, std::move(says)}; }

    static protocol::Answer refused(Message why) { return {0, false, std::move(why)}; }

    static bool is_exclusion_of(const RemedyFlow& flow, const Vpn& vpn) {
        return is<Exclude>(flow.remedy().spec) && !is_undoing(flow.remedy()) &&
               flow.remedy().vpn->guid == vpn.identity.guid;
    }

    [[nodiscard]] protocol::Answer begin(RemedySpec spec, std::optional<AdapterIdentity> vpn) const {
        Remedy remedy;
        remedy.spec = spec;
        remedy.vpn = std::move(vpn);
        remedy.endpoints = names_of_down(context.endpoints);
        return accepted(session.remedies_.start(std::move(remedy), context.for_remedies()).sentence());
    }
};

protocol::Answer UserSession::on_verb(const protocol::Request& request, std::uint64_t connection,
                                      StepContext& context) {
    Round now = round(context);
    protocol::Answer answer = std::visit(VerbHandler{*this, now, context, connection}, request.verb);
    answer.number = request.number;
    return answer;
}

} // namespace mirrorwatch::decide
