#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "service/decide/user/user_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr std::chrono::minutes c_postponed_for{10};

bool is_about_vpn_break(Fault fault) {
    return fault == Fault::VpnCutsWsl || fault == Fault::VpnTargetsCut;
}

} // namespace

Message headline_of(const Findings::Current& found) {
    if (is_about_vpn_break(found.finding.fault)) {
        return {MessageId::VpnBrokeMirrored, {found.vpn, text::list_of(found.finding.endpoints)}};
    }
    return {MessageId::TroubleFound, {text::what(found.finding)}};
}

void UserSession::open_offer(const Findings::Current& found, std::vector<Choice> choices, bool counts_down,
                             StepContext& context) {
    const Vpn* vpn = context.network.latest_vpn();
    Question question;
    if (std::count_if(choices.begin(), choices.end(),
                      [](Choice choice) { return mode_of(choice) != NetworkingMode::Unknown; }) > 1) {
        // One mode at a time: which one helps is seen when it was tried.
        const auto second = std::find_if(choices.rbegin(), choices.rend(), [](Choice choice) {
            return mode_of(choice) != NetworkingMode::Unknown;
        });
        choices.erase(std::next(second).base());
    }
    choices.push_back(Choice::NotNow);
    if (counts_down) {
        choices.push_back(Choice::Postpone);
        question.runs_out = context.now + context.settings.policy.countdown;
    }
    Offer& offer = question.offer;
    offer.id = context.out.unique_name();
    offer.vpn = found.vpn;
    offer.endpoints = found.finding.endpoints;
    offer.distros = wsl_.seen().running;
    offer.choices = std::move(choices);
    offer.fault = found.finding.fault;
    if (vpn != nullptr) {
        offer.bypasses_tunnel = vpn->full_tunnel;
        offer.kind = vpn->kind;
        question.vpn = vpn->identity;
        question.vpn->name = label(*vpn);
        question.epoch = vpn->epoch;
    }
    question.says = headline_of(found);
    question_ = std::move(question);
}

void UserSession::offer_next_rung(const RemedyFlow& failed, std::vector<Choice> choices, bool counts_down,
                                  StepContext& context) {
    const Remedy& remedy = failed.remedy();
    const Vpn* vpn = context.network.latest_vpn();
    Question question;
    choices.push_back(Choice::Restore);
    choices.push_back(Choice::NotNow);
    if (counts_down) {
        choices.push_back(Choice::Postpone);
        question.runs_out = context.now + context.settings.policy.countdown;
    }
    question.offer.id = context.out.unique_name();
    question.offer.vpn = remedy.vpn ? remedy.vpn->name : std::string{};
    question.offer.endpoints = remedy.endpoints;
    question.offer.distros = wsl_.seen().running;
    question.offer.choices = std::move(choices);
    question.offer.fault = remedy.fault;
    question.offer.mode = remedy.edit ? std::optional{remedy.edit->before} : std::nullopt;
    question.vpn = remedy.vpn;
    question.epoch = vpn == nullptr ? 0 : vpn->epoch;
    question.remedy = remedy.id;
    question.says = failed.sentence();
    question_ = std::move(question);
}

/// The VPN is gone, and stayed gone: the mode that it forced upon us is not needed any more.
void UserSession::consider_restore(StepContext& context) {
    RemedyFlow* flow = restart_remedy();
    if (flow == nullptr || flow->is_undoing() || !flow->remedy().vpn || !flow->remedy().edit || question_ ||
        is_paused() || answers_.is_answered(flow->remedy().id + "/restore") ||
        context.now < answers_.postponed_until(Answers::c_remedy)) {
        return;
    }
    const Vpn* vpn = context.network.find(*flow->remedy().vpn);
    const TimePoint settled = context.network.last_change() + context.settings.policy.settle;
    const bool is_gone = context.network.is_known() && (vpn == nullptr || vpn->gone_since);
    if (!is_gone || context.now < settled || wsl_.is_starting(context.now)) {
        return;
    }
    if (!wsl_.is_seen_since(context.network.last_change())) {
        wsl_.need_look_since(context.network.last_change(), context.now); // whose file it is now
        return;
    }
    ConsentRequest asked;
    asked.choice = Choice::Restore;
    asked.action = context.settings.policy.restore_on_vpn_down == RestorePolicy::Auto
                       ? VpnPolicy::Action::Auto
                       : VpnPolicy::Action::Ask;
    asked.distros_run = wsl_.is_running();
    asked.in_use = collector_.distros_in_use();
    asked.idle_only = context.settings.policy.idle_only;
    asked.may_switch =
        switches_.empty() || context.now >= switches_.back().when + context.settings.policy.cooldown;
    if (has_to_know_use(asked, context)) {
        return;
    }
    switch (consent_for_restore(context.settings.policy.restore_on_vpn_down, asked).permission) {
    case ConsentDecision::Permission::Granted:
        flow->undo(context,
                   false); // nothing runs that it could end, and what is started meanwhile is not ended
        acted_ = true;
        break;
    case ConsentDecision::Permission::Countdown:
        raise_restore(*flow, true, context);
        break;
    case ConsentDecision::Permission::Ask:
        // Too soon after the last change of our own making: it is done later, without asking.
        if (asked.action == VpnPolicy::Action::Ask || asked.may_switch) {
            raise_restore(*flow, false, context);
        }
        break;
    case ConsentDecision::Permission::Tell:
    case ConsentDecision::Permission::Silent:
        break;
    }
}

void UserSession::raise_restore(const RemedyFlow& flow, bool counts_down, StepContext& context) {
    const Remedy& remedy = flow.remedy();
    Question question;
    question.offer.id = context.out.unique_name();
    question.offer.vpn = remedy.vpn->name;
    question.offer.distros = wsl_.seen().running;
    question.offer.choices = {Choice::Restore, Choice::NotNow};
    if (counts_down) {
        question.offer.choices.push_back(Choice::Postpone);
        question.runs_out = context.now + context.settings.policy.countdown;
    }
    question.offer.mode = remedy.edit->before;
    question.vpn = remedy.vpn;
    question.remedy = remedy.id;
    question.says = {MessageId::RestoreProposed,
                     {remedy.vpn->name, std::string{to_string(remedy.edit->before)}}};
    context.record(question.says);
    question_ = std::move(question);
}

bool UserSession::is_moot(const Question& question, const StepContext& context) const {
    if (!question.remedy.empty()) {
        const RemedyFlow* flow = restart_remedy();
        if (flow == nullptr || flow->remedy().id != question.remedy || flow->is_undoing()) {
            return true;
        }
        const Vpn* vpn = question.vpn ? context.network.find(*question.vpn) : nullptr;
        const bool vpn_is_up = vpn != nullptr && !vpn->gone_since;
        return question.is_about_restore() ? vpn_is_up : !flow->has_failed() || (question.vpn && !vpn_is_up);
    }
    const bool has_healed = std::all_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
        return !endpoint.is_named_in(question.offer.endpoints) || endpoint.is_well();
    });
    const Vpn* vpn = question.vpn ? context.network.find(*question.vpn) : nullptr;
    const bool vpn_has_gone = question.vpn && (vpn == nullptr || vpn->gone_since);
    const bool is_unfounded =
        question.offer.endpoints.empty() && findings_.find(*question.offer.fault) == nullptr;
    return (has_healed && (is_unfounded || !question.offer.endpoints.empty())) || vpn_has_gone ||
           !wsl_.is_running() ||
           (context.connectivity.is_offline() && !is_seen_offline(*question.offer.fault));
}

void UserSession::withdraw_if_over(const StepContext& context) {
    if (!question_) {
        return;
    }
    if (is_moot(*question_, context)) {
        question_.reset();
    } else {
        question_->offer.distros = wsl_.seen().running;
    }
}

void UserSession::run_countdown(StepContext& context) {
    if (question_ && question_->runs_out && context.now >= *question_->runs_out) {
        const Question question = *std::exchange(question_, std::nullopt);
        (void)apply_choice(question.offer.choices.front(), question, true, context);
    }
}

Remedy UserSession::remedy_for(Choice choice, const Question& question) {
    Remedy remedy;
    remedy.vpn = question.vpn;
    remedy.endpoints = question.offer.endpoints;
    remedy.fault = question.offer.fault;
    switch (choice) {
    case Choice::FallBackToNat:
    case Choice::FallBackToVirtioProxy:
        remedy.kind = RemedyKind::SwitchMode;
        remedy.mode = mode_of(choice);
        break;
    case Choice::DnsTunnelingOff:
    case Choice::AutoProxyOff:
        remedy.kind = RemedyKind::ChangeSetting;
        remedy.setting =
            choice == Choice::DnsTunnelingOff ? ConfigSetting::DnsTunneling : ConfigSetting::AutoProxy;
        break;
    case Choice::LowerMtu:
        remedy.kind = RemedyKind::LowerMtu;
        break;
    case Choice::RestartWsl:
        remedy.kind = RemedyKind::RestartWsl;
        break;
    default:
        break;
    }
    return remedy;
}

/// What was chosen, by the user or by a countdown. What is said of it.
Message UserSession::apply_choice(Choice choice, const Question& question, bool automatic,
                                  StepContext& context) {
    acted_ = true;
    const std::uint64_t occasion =
        question.offer.fault ? Answers::key(question.epoch, *question.offer.fault) : 0;
    if (choice == Choice::Postpone) {
        (question.remedy.empty() ? answers_.postpone(occasion, context.now + c_postponed_for)
                                 : answers_.postpone(Answers::c_remedy, context.now + c_postponed_for));
        return {MessageId::CountdownPostponed, {}};
    }
    if (!question.remedy.empty()) {
        answers_.answer_remedy(question.remedy + (question.is_about_restore() ? "/restore" : ""));
    }
    if (choice == Choice::NotNow) {
        answers_.decline(occasion);
        return question.runs_out ? Message{MessageId::CountdownCancelled, {}} : question.says;
    }
    answers_.answer(occasion);
    if (automatic && restarts_wsl(choice)) {
        switches_.push_back({question.epoch, context.now});
    }
    RemedyFlow* standing = restart_remedy();
    if (choice == Choice::Restore) {
        if (standing != nullptr) {
            standing->undo(context, true);
        }
        return standing == nullptr ? Message{MessageId::NothingToRestore, {}} : standing->sentence();
    }
    if (restarts_wsl(choice)) {
        for (const auto& flow : flows_) {
            flow->undo(context, false); // an exclusion has no place in a WSL without mirrored devices
        }
    }
    Remedy remedy = remedy_for(choice, question);
    remedy.automatic = automatic;
    // Without a countdown nothing ran that it could end, and what is started meanwhile is not ended.
    remedy.may_shut_down = !automatic || question.runs_out.has_value();
    start(std::move(remedy), context);
    return flows_.back()->sentence();
}

void UserSession::remember(const Question& question, Choice choice, StepContext& context) const {
    if (!question.vpn || (choice != Choice::Exclude && choice != Choice::NotNow)) {
        return;
    }
    set_preference(context.preferences,
                   {context.user.sid, question.offer.vpn,
                    choice == Choice::Exclude ? Preference::AlwaysExclude : Preference::NeverAsk});
}

} // namespace mirrorwatch::decide
