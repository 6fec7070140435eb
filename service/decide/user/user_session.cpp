// SPDX-License-Identifier: MIT
#include "service/decide/user/user_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {

UserSession::UserSession(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now)
    : wsl_(times, now)
    , guest_(times)
    , remedies_(journal, now)
    , offers_(journal, now) {
    for (const Remedy& remedy : journal) {
        if (remedy.vpn && remedy.fault) {
            collector().remember_break(*remedy.vpn, remedy.endpoints);
        }
    }
}

void UserSession::use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
                      const std::vector<Watched>& windows) {
    wsl_.use(times);
    guest_.use(times);
    std::vector<const EndpointSpec*> from_guest;
    for (const EndpointSpec& spec : endpoints) {
        if (is_asked_from(spec.from, Vantage::Wsl) || spec.kind == EndpointKind::WslNetwork) {
            from_guest.push_back(&spec);
        }
    }
    guest_.use(from_guest);
    endpoints_.clear();
    for (const EndpointSpec& spec : endpoints) {
        const auto asked = std::find_if(windows.begin(), windows.end(), [&](const Watched& endpoint) {
            return endpoint.windows->spec().name == spec.name;
        });
        Watched endpoint = asked == windows.end() ? Watched{} : *asked;
        endpoint.guest = guest_.find(spec.name);
        guest_.set_windows_view(spec.name, endpoint.windows);
        endpoints_.push_back(endpoint);
    }
    offers_.forget_others_than(endpoints);
}

std::optional<bool> UserSession::is_guarded() const {
    if (mode() == NetworkingMode::Mirrored || !remedies_.flows().empty()) {
        return true;
    }
    return mode() == NetworkingMode::Unknown ? std::nullopt : std::optional{false};
}

Round UserSession::round(StepContext& context) {
    return {troubles_, remedies_, offers_, context, is_paused()};
}

void UserSession::advance(StepContext& context) {
    Round now = round(context);
    preferences_ = preferences_of(context.user.sid, context.preferences);
    take_back_forbidden(now);
    advance_remedies(now);
    look_for_trouble(now);
    offers_.withdraw_if_over(now);
    treated_ = treat_findings(now);
    consider_failure(now);
    consider_restore(now);
    offers_.run_countdown(now);
    if (offers_.take_acted()) {
        advance_remedies(now);
    }
    look_after_wsl(context);
    chronicle_.note(context.network, wsl_, endpoints_, {context.user, context.out});
}

void UserSession::advance_remedies(Round& round) {
    for (const Remedy& ended : remedies_.advance(round.context.for_remedies())) {
        on_ended(ended, round);
    }
}

void UserSession::look_for_trouble(Round& round) {
    if (wants_no_probes()) {
        troubles_.stop_looking();
        return;
    }
    const TroubleWatch::Turn turn = troubles_.look(round.context.for_evidence());
    if (turn == TroubleWatch::Turn::Begins) {
        offers_.answers().on_break(round.context.now);
    } else if (turn == TroubleWatch::Turn::Ends) {
        offers_.answers().on_over(round.context.now);
    }
}

/// How closely WSL is watched follows from what a remedy waits for.
void UserSession::look_after_wsl(StepContext& context) {
    const bool waits_to_be_judged = awaits_endpoints() && !wsl_.is_running();
    wsl_.set_awaiting(remedies_.awaits_wsl() || waits_to_be_judged, context.now);
    wsl_.ask_if_due(context.user, context.now, context.out);
    guest_.set_running(wsl_.is_running(), context.now);
    guest_.set_awaited(awaits_endpoints(), context.now);
    guest_.set_paused(wants_no_probes(), context.now);
    guest_.ask_if_due(context.user, context.network.table(), context.now, context.out);
}

/// A server that Windows does not reach, and that listens in WSL all the same: it is no dead server.
void UserSession::judge_servers() {
    constexpr Duration c_as_good_as_now{5'000};
    const GuestWatch::Listening& listening = guest_.listening();
    for (const Watched& endpoint : endpoints_) {
        if (endpoint.spec().source != EndpointSource::Learned || endpoint.windows == nullptr) {
            continue;
        }
        EndpointVerdict& verdict = endpoint.windows->verdict();
        const bool is_fresh = listening.asked_at >= verdict.failing_since() - c_as_good_as_now;
        if (verdict.is_excused() && is_fresh &&
            std::ranges::count(listening.ports, endpoint.spec().port) > 0) {
            verdict.condemn();
        }
    }
}

void UserSession::end_pause_if_over(TimePoint now) {
    if (paused_until_ && now >= *paused_until_) {
        paused_until_.reset();
    }
}

bool UserSession::take_look() {
    return std::exchange(look_, false);
}

bool UserSession::on_reply(ActionId id, const agent::Reply& reply, StepContext& context) {
    if (const WslWatch::LookResult look = wsl_.on_reply(id, reply, context.now); look.answered) {
        if (look.started) {
            on_wsl_started(look.first, context);
        }
        return true;
    }
    if (const GuestWatch::Answer answer = guest_.on_reply(id, reply, context.now);
        answer != GuestWatch::Answer::NotOurs) {
        if (answer == GuestWatch::Answer::Refused) {
            wsl_.look_again(context.now); // it may have stopped
        } else {
            judge_servers();
        }
        return true;
    }
    return collector().on_reply(id, reply, context.for_evidence()) ||
           remedies_.on_reply(id, reply, context.for_remedies());
}

void UserSession::on_wsl_started(bool seen_for_the_first_time, StepContext& context) {
    const TimePoint grace_until = context.now + context.settings.start_period;
    for (const Watched& endpoint : endpoints_) {
        if (endpoint.windows == nullptr) {
            continue;
        }
        // What answers already does not start with a WSL that we only now see.
        if (!seen_for_the_first_time || endpoint.windows->state() == EndpointState::Unknown) {
            endpoint.windows->verdict().begin_grace(grace_until);
        }
        endpoint.windows->times().burst(context.settings.burst, context.now);
    }
    guest_.on_start(seen_for_the_first_time ? std::nullopt : std::optional{grace_until}, context.now);
}

void UserSession::on_return(TimePoint now) {
    wsl_.reset(now);
    guest_.reset();
    collector().reset();
    remedies_.forget_questions();
}

void UserSession::add_to(Agenda& agenda, const StepContext& context) const {
    agenda.add(wsl_.due());
    agenda.add(guest_.due());
    agenda.add(paused_until_.value_or(TimePoint::max()));
    remedies_.add_to(agenda);
    const RemedyFlow* standing = remedies_.about_wsl();
    const bool may_restore = standing != nullptr && standing->remedy().vpn;
    const bool is_trouble = troubles_.is_wrong() || may_restore;
    offers_.add_to(agenda, is_trouble, context.settings.policy.cooldown, context.now);
    troubles_.add_to(agenda, is_trouble, context.for_evidence());
}

bool UserSession::refers_to(const AdapterIdentity& vpn) const {
    const auto& question = offers_.question();
    return (question && question->vpn && question->vpn->guid == vpn.guid) || remedies_.refers_to(vpn);
}

} // namespace mirrorwatch::decide
