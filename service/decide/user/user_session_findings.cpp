#include "common/text_faults.hpp"
#include "service/decide/core/contains.hpp"
#include "service/decide/user/user_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

using Permission = ConsentDecision::Permission;

std::vector<std::string> names_of(const Vpn* vpn) {
    if (vpn == nullptr) {
        return {};
    }
    return {label(*vpn), vpn->client, vpn->identity.name};
}

} // namespace

void UserSession::look_into(StepContext& context) {
    if (is_paused() && !awaits_endpoints()) {
        diagnosis_ = {};
        return;
    }
    const bool was_wrong = diagnosis_.is_wrong;
    if (!may_be_wrong(context)) { // nothing costs nothing
        diagnosis_ = {};
        if (was_wrong) {
            on_over(context.now);
        }
        findings_.update(diagnosis_, nullptr, {}, context.now);
        findings_.tell_what_is_over(context.settings.notify, context.out);
        return;
    }
    const Evidence evidence = collector_.evidence(context);
    Diagnosis diagnosis = diagnose(evidence);
    if (!diagnosis.is_wrong && is_out_of_sight()) {
        return;
    }
    diagnosis_ = std::move(diagnosis);
    const Vpn* vpn = evidence.vpn;
    if (diagnosis_.is_wrong) {
        if (!was_wrong) {
            answers_.on_break(context.now);
        }
        collector_.gather(diagnosis_.wants, evidence, context);
    } else if (was_wrong) {
        on_over(context.now);
    }
    findings_.update(diagnosis_, vpn, vpn == nullptr ? std::string{} : label(*vpn), context.now);
    findings_.tell_what_is_over(context.settings.notify, context.out);
}

/// Another break is another question.
void UserSession::on_over(TimePoint now) {
    collector_.forget_answers();
    answers_.on_over(now);
}

/// Who was to ask for what was found got no answer: that is no sign that it is over.
bool UserSession::is_out_of_sight() const {
    return std::any_of(
        findings_.current().begin(), findings_.current().end(), [&](const Findings::Current& found) {
            return std::any_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
                return endpoint.is_named_in(found.finding.endpoints) && endpoint.guest != nullptr &&
                       endpoint.guest->is_unaskable() && !endpoint.guest->is_skipped();
            });
        });
}

bool UserSession::may_be_wrong(const StepContext& context) const {
    const WslObservation& wsl = wsl_.seen();
    const bool is_other_mode = wsl_.is_running() && wsl.effective != wsl.configured;
    return !findings_.current().empty() || context.now < context.network.dial_matters_until() ||
           context.connectivity.is_offline() || is_other_mode || !wsl.config_mistakes.empty() ||
           std::any_of(endpoints_.begin(), endpoints_.end(),
                       [](const Watched& endpoint) { return endpoint.is_down(); });
}

/// What was found is treated in its order; one question at a time.
void UserSession::consider(StepContext& context) {
    views_.clear();
    awaits_probe_ = false;
    consider_relapses(context);
    for (const Findings::Current& found : findings_.current()) {
        FindingView view{found.finding, choices_against(found.finding, context), {}};
        view.not_yet = decide_for(found, view.remedies, context);
        views_.push_back(std::move(view));
    }
}

/// An exclusion keeps WSL from what is behind the VPN: who needs that is not helped by it either.
void UserSession::consider_relapses(StepContext& context) {
    const bool is_blind = is_paused() || context.connectivity.is_offline() || !diagnosis_.wants.empty();
    for (const auto& flow : flows_) {
        const Remedy& remedy = flow->remedy();
        if (is_blind || !remedy.fault || !flow->has_stood(context)) {
            continue;
        }
        const Findings::Current* found = findings_.find(*remedy.fault);
        if (found == nullptr && remedy.kind == RemedyKind::Exclude) {
            found = findings_.find(Fault::VpnTargetsCut);
        }
        if (found != nullptr && remedy.vpn && remedy.vpn->guid == found->vpn_guid) {
            flow->did_not_last(context);
            acted_ = true;
        }
    }
}

std::vector<Choice> UserSession::choices_against(const Finding& finding, const StepContext& context) const {
    const Vpn* vpn = context.network.latest_vpn();
    Situation situation;
    situation.vpn = vpn;
    situation.effective = wsl_.seen().effective;
    situation.modes = context.settings.policy.ladder;
    situation.mode_is_locked = collector_.mode_is_locked().value_or(false);
    // The guest has one table of ours: a second exclusion would take the first one's place.
    situation.may_exclude =
        collector_.may_exclude() && std::none_of(flows_.begin(), flows_.end(), [](const auto& flow) {
            return flow->remedy().kind == RemedyKind::Exclude;
        });
    const auto is_any_of = [&](const std::vector<std::string>& names) {
        return std::any_of(finding.endpoints.begin(), finding.endpoints.end(),
                           [&](const std::string& name) { return contains(names, name); });
    };
    situation.needs_vpn = is_any_of(collector_.behind_vpn());
    situation.leaves_by_vpn = is_any_of(diagnosis_.leave_by_vpn);
    situation.in_vain = answers_.in_vain(Answers::key(vpn == nullptr ? 0 : vpn->epoch, finding.fault));
    return ladder(finding.fault, situation);
}

bool UserSession::is_taken_care_of(const Findings::Current& found) const {
    return std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
        const Remedy& remedy = flow->remedy();
        if (!flow->is_in_force()) {
            return true;
        }
        // NAT that the VPN covers is what the next rung replaces.
        return flow->is_about_wsl() ? found.finding.fault != Fault::NatRoutesOverlap
                                    : remedy.vpn && remedy.vpn->guid == found.vpn_guid;
    });
}

/// Nothing: it is asked, done, or under way.
std::optional<Message> UserSession::decide_for(const Findings::Current& found,
                                               const std::vector<Choice>& choices, StepContext& context) {
    if (question_ && question_->offer.fault == found.finding.fault) {
        return std::nullopt;
    }
    if (auto why = why_not_yet(found, choices, context)) {
        return why;
    }
    if (findings_.note_recorded(found.finding.fault)) {
        context.record(headline_of(found), found.finding.evidence, found.finding.severity != Severity::Hint);
    }
    const ConsentRequest asked = case_for(found, choices.empty() ? Choice::NotNow : choices.front(), context);
    if (choices.empty() || asked.action == VpnPolicy::Action::Notify) {
        const bool is_worth_telling = found.finding.severity != Severity::Hint;
        if (is_worth_telling && asked.action != VpnPolicy::Action::Never) {
            findings_.tell(found, context.settings.notify, context.now, context.out);
        }
        const bool was_tried = !answers_.in_vain(Answers::key(found.epoch, found.finding.fault)).empty();
        return Message{!choices.empty()                              ? MessageId::OnlyNotified
                       : was_tried                                   ? MessageId::NothingHelped
                       : collector_.mode_is_locked().value_or(false) ? MessageId::ModeIsLocked
                                                                     : MessageId::OnlyWords,
                       {}};
    }
    if (has_to_know_use(asked, context)) {
        return Message{MessageId::BeingLookedInto, {}};
    }
    const ConsentDecision decision = consent_for(asked, found.vpn);
    switch (decision.permission) {
    case Permission::Ask:
    case Permission::Countdown:
        open_offer(found, choices, decision.permission == Permission::Countdown, context);
        return std::nullopt;
    case Permission::Granted: {
        open_offer(found, choices, false, context);
        const Question question = *std::exchange(question_, std::nullopt);
        (void)apply_choice(choices.front(), question, true, context);
        return std::nullopt;
    }
    case Permission::Tell:
    case Permission::Silent:
        break;
    }
    return decision.why;
}

std::optional<Message> UserSession::why_not_yet(const Findings::Current& found,
                                                const std::vector<Choice>& choices,
                                                const StepContext& context) {
    const std::uint64_t occasion = Answers::key(found.epoch, found.finding.fault);
    if (is_paused()) {
        return Message{MessageId::WatchingPaused, {}};
    }
    if (is_taken_care_of(found) || (question_ && !choices.empty())) {
        return Message{MessageId::RemedyInProgress, {}};
    }
    const bool is_blind = context.connectivity.is_offline() || context.connectivity.is_in_doubt();
    if ((is_blind && !is_seen_offline(found.finding.fault)) || !diagnosis_.wants.empty() ||
        is_being_probed(found) || context.now < Findings::visible_at(found)) {
        return Message{MessageId::BeingLookedInto, {}};
    }
    if (context.now < context.network.last_change() + context.settings.policy.settle) {
        return Message{MessageId::StillSettling, {}};
    }
    if (wsl_.is_starting(context.now)) {
        return Message{MessageId::WslIsStarting, {}};
    }
    if (answers_.is_answered(occasion)) {
        return Message{MessageId::AlreadyAnswered, {}};
    }
    if (context.now < answers_.postponed_until(occasion)) {
        return Message{MessageId::CountdownPostponed, {}};
    }
    return std::nullopt;
}

/// What Windows sees of it may be older than what WSL says.
bool UserSession::is_being_probed(const Findings::Current& found) {
    const bool is_in_flight = std::any_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
        return endpoint.is_named_in(found.finding.endpoints) && endpoint.windows != nullptr &&
               endpoint.windows->is_in_flight();
    });
    awaits_probe_ = awaits_probe_ || is_in_flight;
    return is_in_flight;
}

ConsentRequest UserSession::case_for(const Findings::Current& found, Choice choice, StepContext& context) {
    const Vpn* vpn = context.network.latest_vpn();
    ConsentRequest asked;
    asked.choice = choice;
    asked.action = action_for(context.settings.policy, context.preferences, context.user.sid, names_of(vpn));
    asked.confidence = found.finding.confidence;
    asked.bypasses_tunnel = vpn != nullptr && vpn->full_tunnel;
    asked.distros_run = wsl_.is_running();
    asked.in_use = collector_.distros_in_use();
    asked.idle_only = context.settings.policy.idle_only;
    asked.may_switch = may_switch(context);
    return asked;
}

/// Whether it has to be found out first, before WSL may be shut down without asking.
bool UserSession::has_to_know_use(const ConsentRequest& asked, StepContext& context) {
    const bool would_end_work = asked.action == VpnPolicy::Action::Auto && restarts_wsl(asked.choice) &&
                                asked.distros_run && asked.idle_only && asked.may_switch;
    return would_end_work && !collector_.knows_use(context);
}

bool UserSession::may_switch(const StepContext& context) const {
    const Vpn* vpn = context.network.latest_vpn();
    const std::uint64_t epoch = vpn == nullptr ? 0 : vpn->epoch;
    const auto count = std::count_if(switches_.begin(), switches_.end(),
                                     [&](const AutomaticSwitch& one) { return one.vpn_epoch == epoch; });
    const bool is_too_soon =
        !switches_.empty() && context.now < switches_.back().when + context.settings.policy.cooldown;
    return count < context.settings.policy.max_switches && !is_too_soon;
}

/// A restart that did not help: the next rung costs another one, so it is a new question. After the last rung
/// the file is put back at once, and counts from the next start.
void UserSession::consider_failure(StepContext& context) {
    RemedyFlow* flow = restart_remedy();
    if (flow == nullptr || !flow->has_failed() || question_ || is_paused() ||
        answers_.is_answered(flow->remedy().id) || !wsl_.is_running() ||
        context.now < answers_.postponed_until(Answers::c_remedy)) {
        return;
    }
    const Remedy& remedy = flow->remedy();
    const Vpn* blamed = remedy.vpn ? context.network.find(*remedy.vpn) : nullptr;
    if (!remedy.fault || (remedy.vpn && (blamed == nullptr || blamed->gone_since))) {
        flow->keep(
            context); // it was asked for by hand; or there is nothing any more that it could help against
        return;
    }
    if (remedy.kind != RemedyKind::SwitchMode) {
        flow->undo(context, false);
        acted_ = true;
        return;
    }
    const Vpn* vpn = context.network.latest_vpn();
    const std::uint64_t occasion = Answers::key(vpn == nullptr ? 0 : vpn->epoch, *remedy.fault);
    note_failure(remedy, occasion, context.settings.policy);
    std::vector<Choice> choices = choices_against(Finding{*remedy.fault}, context);
    std::erase_if(choices, [](Choice choice) { return mode_of(choice) == NetworkingMode::Unknown; });
    if (choices.empty()) {
        context.record({MessageId::NothingHelped, {}}, {}, true);
        answers_.answer_remedy(remedy.id);
        answers_.answer(occasion);
        flow->undo(context, false);
        acted_ = true;
        return;
    }
    Findings::Current about;
    about.finding.fault = *remedy.fault;
    about.finding.confidence = Confidence::Likely;
    about.vpn = remedy.vpn ? remedy.vpn->name : std::string{};
    const ConsentRequest asked = case_for(about, choices.front(), context);
    if (!has_to_know_use(asked, context)) {
        offer_next_rung(*flow, std::move(choices),
                        consent_for(asked, about.vpn).permission == Permission::Countdown, context);
    }
}

} // namespace mirrorwatch::decide
