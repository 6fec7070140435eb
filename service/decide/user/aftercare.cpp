// SPDX-License-Identifier: MIT
#include "service/decide/user/treatment.hpp"

#include "service/decide/consent/decision.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

Question question_about(const RemedyFlow& flow, Message says) {
    const Remedy& remedy = flow.remedy();
    Question question;
    question.says = std::move(says);
    question.remedy = remedy.id;
    question.vpn = remedy.vpn;
    question.offer.vpn = remedy.vpn ? remedy.vpn->name : std::string{};
    question.offer.mode = remedy.edit() != nullptr ? std::optional{remedy.edit()->before} : std::nullopt;
    return question;
}

/// Which rungs were in vain before died with the service: those before one that was taken up again were.
void note_failure(const Remedy& failed, std::uint64_t occasion, const Round& round) {
    round.offers.answers().did_not_help(occasion, failed.spec);
    const auto* failed_mode = std::get_if<SwitchMode>(&failed.spec);
    if (failed_mode == nullptr || !round.remedies.is_taken_up(failed.id)) {
        return;
    }
    round.offers.answers().did_not_help(occasion, Exclude{});
    const std::vector<NetworkingMode>& modes = round.context.settings.policy.ladder;
    const auto rung = std::find(modes.begin(), modes.end(), failed_mode->mode);
    std::for_each(modes.begin(), rung, [&](NetworkingMode mode) {
        round.offers.answers().did_not_help(occasion, SwitchMode{mode});
    });
}

/// It was in vain. The next rung is a new question; after a mode it was asked already.
void give_way_to_next(const Remedy& failed, const Round& round) {
    const Vpn* vpn = failed.vpn ? round.context.network.vpns().find_up(failed.vpn->guid) : nullptr;
    const std::uint64_t occasion = Answers::key(epoch_of(vpn), *failed.fault);
    Answers& answers = round.offers.answers();
    const bool is_new = !contains(answers.in_vain(occasion), failed.spec);
    note_failure(failed, occasion, round);
    if (is_new && !is<SwitchMode>(failed.spec) && !is_shutdown_refused(failed)) {
        answers.reopen(occasion);
    }
}

/// It has mended what it was for, and something else is found: that is another question, once.
void reopen_for_what_is_left(const Remedy& remedy, const Round& round) {
    const Findings& findings = round.troubles.findings();
    const std::string once = remedy.id + "/left";
    Answers& answers = round.offers.answers();
    if (!is<ChangeSetting>(remedy.spec) || !is_in_force(remedy) || !remedy.fault ||
        findings.current().empty() || findings.find(*remedy.fault) != nullptr || answers.is_answered(once)) {
        return;
    }
    answers.answer_remedy(once);
    const Vpn* vpn = remedy.vpn ? round.context.network.vpns().find_up(remedy.vpn->guid) : nullptr;
    answers.reopen(Answers::key(epoch_of(vpn), *remedy.fault));
}

bool has_to_wait_for_use(const ConsentRequest& asked, Round& round) {
    EvidenceCollector& collector = round.troubles.collector();
    if (!depends_on_use(asked) || collector.is_use_known(round.context.for_evidence())) {
        return false;
    }
    collector.ask_for_use(round.context.for_evidence());
    return true;
}

void consider_next_mode(RemedyFlow& failed, Round& round) {
    StepContext& context = round.context;
    const Remedy& remedy = failed.remedy();
    const Vpn* vpn = remedy.vpn ? context.network.vpns().find_up(remedy.vpn->guid) : nullptr;
    const std::uint64_t epoch = epoch_of(vpn);
    const std::uint64_t occasion = Answers::key(epoch, *remedy.fault);
    note_failure(remedy, occasion, round);
    Finding about{*remedy.fault};
    about.confidence = Confidence::Likely;
    std::vector<RemedySpec> modes = remedies_against(about, vpn, round);
    std::erase_if(modes, [](const RemedySpec& other) { return !is<SwitchMode>(other); });
    if (modes.empty()) {
        context.record({MessageId::NothingHelped, {}}, {}, true);
        round.offers.answers().answer_remedy(remedy.id);
        round.offers.answers().answer(occasion);
        failed.undo(context.for_remedies(), false);
        round.offers.note_acted();
        return;
    }
    const ConsentRequest asked = request_for(about, vpn, modes.front(), round);
    if (!has_to_wait_for_use(asked, round)) {
        const std::string name = remedy.vpn ? remedy.vpn->name : std::string{};
        const bool counts_down =
            consent_for(asked, name).permission == ConsentDecision::Permission::Countdown;
        Question question = question_about(failed, failed.sentence());
        question.offer.endpoints = remedy.endpoints;
        question.offer.fault = remedy.fault;
        question.epoch = epoch;
        std::vector<Choice> choices{modes.begin(), modes.end()};
        choices.push_back(Restore{});
        round.offers.open(std::move(question), std::move(choices), counts_down, context);
    }
}

ConsentRequest request_to_restore(const Round& round) {
    const StepContext& context = round.context;
    ConsentRequest asked;
    asked.choice = Restore{};
    asked.action = context.settings.policy.restore_on_vpn_down == RestorePolicy::Auto
                       ? VpnPolicy::Action::Auto
                       : VpnPolicy::Action::Ask;
    asked.distros_run = context.wsl.is_running();
    asked.in_use = round.troubles.collector().distros_in_use();
    asked.idle_only = context.settings.policy.idle_only;
    asked.may_switch = !round.offers.has_switched_lately(context.settings.policy.cooldown, context.now);
    return asked;
}

void ask_to_restore(const RemedyFlow& flow, bool counts_down, Round& round) {
    const Remedy& remedy = flow.remedy();
    Message says{MessageId::RestoreProposed,
                 {remedy.vpn->name, std::string{to_string(remedy.edit()->before)}}};
    round.offers.open(question_about(flow, std::move(says)), {Restore{}}, counts_down, round.context);
}

void restore_by_consent(RemedyFlow& flow, const ConsentRequest& asked, Round& round) {
    switch (consent_for_restore(round.context.settings.policy.restore_on_vpn_down, asked).permission) {
    case ConsentDecision::Permission::Granted:
        // Nothing runs that it could end, and what is started meanwhile is not ended.
        flow.undo(round.context.for_remedies(), false);
        round.offers.note_acted();
        break;
    case ConsentDecision::Permission::Countdown:
        ask_to_restore(flow, true, round);
        break;
    case ConsentDecision::Permission::Ask:
        // Too soon after the last change of our own making: it is done later, without asking.
        if (asked.action == VpnPolicy::Action::Ask || asked.may_switch) {
            ask_to_restore(flow, false, round);
        }
        break;
    case ConsentDecision::Permission::Tell:
    case ConsentDecision::Permission::Silent:
        break;
    }
}

} // namespace

/// A mode or a setting that WSL runs with stays until WSL starts again: nobody's work is ended for it.
void take_back_forbidden(Round& round) {
    const Settings::Limits& limits = round.context.settings.policy.limits;
    for (const auto& flow : round.remedies.flows()) {
        const Remedy& remedy = flow->remedy();
        const bool is_allowed = (limits.may_exclude || !is<Exclude>(remedy.spec)) &&
                                (limits.may_change_mode || !ends_sessions(remedy.spec));
        if (!is_allowed && !flow->goes_back() && !is_over(remedy.state)) {
            const std::string what{row_of(remedy.spec).words.label};
            round.context.record({MessageId::TakenBackAsForbidden, {what}}, {}, true);
            flow->undo(round.context.for_remedies(), false);
        }
    }
}

void on_ended(const Remedy& ended, Round& round) {
    if (ended.state == RemedyState::GivenUp && ended.fault) {
        give_way_to_next(ended, round);
    }
}

void consider_failure(Round& round) {
    StepContext& context = round.context;
    RemedyFlow* flow = round.remedies.about_wsl();
    if (flow != nullptr) {
        reopen_for_what_is_left(flow->remedy(), round);
    }
    if (flow == nullptr || !has_failed(flow->remedy()) || round.offers.question() || round.is_paused ||
        round.offers.answers().is_answered(flow->remedy().id) || !context.wsl.is_running() ||
        context.now < round.offers.answers().postponed_until(Answers::c_remedy)) {
        return;
    }
    const Remedy& remedy = flow->remedy();
    if (!remedy.fault || (remedy.vpn && !context.network.vpns().is_up(*remedy.vpn))) {
        // It was asked for by hand; or there is nothing any more that it could help against.
        flow->keep(context.for_remedies());
    } else if (!is<SwitchMode>(remedy.spec)) {
        give_way_to_next(remedy, round);
        flow->undo(context.for_remedies(), false);
        round.offers.note_acted();
    } else {
        consider_next_mode(*flow, round);
    }
}

void consider_restore(Round& round) {
    StepContext& context = round.context;
    RemedyFlow* flow = round.remedies.about_wsl();
    if (flow == nullptr || is_undoing(flow->remedy()) || !flow->remedy().vpn ||
        flow->remedy().edit() == nullptr || round.offers.question() || round.is_paused ||
        round.offers.answers().is_answered(flow->remedy().id + "/restore") ||
        context.now < round.offers.answers().postponed_until(Answers::c_remedy)) {
        return;
    }
    const TimePoint settled = context.network.last_change() + context.settings.policy.settle;
    const bool is_over = context.network.is_known() && !context.network.vpns().is_up(*flow->remedy().vpn);
    if (!is_over || context.now < settled || context.wsl.is_starting(context.now)) {
        return;
    }
    if (!context.wsl.is_seen_since(context.network.last_change())) {
        context.wsl.need_look_since(context.network.last_change(), context.now); // whose file it is now
        return;
    }
    const ConsentRequest asked = request_to_restore(round);
    if (!has_to_wait_for_use(asked, round)) {
        restore_by_consent(*flow, asked, round);
    }
}

} // namespace mirrorwatch::decide
