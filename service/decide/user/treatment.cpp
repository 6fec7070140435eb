// SPDX-License-Identifier: MIT
#include "service/decide/user/treatment.hpp"

#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "service/decide/consent/decision.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/endpoints/standing_checks.hpp"
#include "service/decide/remedies/ladder.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

std::vector<std::string> names_of(const Vpn* vpn) {
    if (vpn == nullptr) {
        return {};
    }
    return {label(*vpn), vpn->client, vpn->identity.name};
}

/// It may have gone down since it was found.
const Vpn* vpn_of(const Findings::Current& found, const StepContext& context) {
    return context.network.vpns().find_up(found.vpn_guid);
}

std::uint64_t occasion_of(const Findings::Current& found) {
    return Answers::key(found.epoch, found.finding.fault);
}

/// What Windows sees of it may be older than what WSL says.
bool is_being_probed(const Findings::Current& found, const StepContext& context) {
    return std::any_of(context.endpoints.begin(), context.endpoints.end(), [&](const Watched& endpoint) {
        return endpoint.is_named_in(found.finding.endpoints) && endpoint.windows != nullptr &&
               endpoint.windows->times().is_in_flight();
    });
}

bool is_taken_care_of(const Findings::Current& found, const RemedyRunner& remedies) {
    return std::any_of(remedies.flows().begin(), remedies.flows().end(), [&](const auto& flow) {
        const Remedy& remedy = flow->remedy();
        if (remedy.state == RemedyState::UndoAwaitingWsl && remedy.ending) {
            return false; // it was in vain, and counts no more from WSL's next start
        }
        if (!is_in_force(remedy)) {
            return true;
        }
        if (is<ChangeSetting>(remedy.spec)) {
            return remedy.fault == found.finding.fault;
        }
        // NAT that the VPN covers is what the next rung replaces.
        return is_about_wsl(remedy) ? found.finding.fault != Fault::NatRoutesOverlap
                                    : remedy.vpn && remedy.vpn->guid == found.vpn_guid;
    });
}

bool is_about_vpn_break(Fault fault) {
    return fault == Fault::VpnCutsWsl || fault == Fault::VpnTargetsCut;
}

Message headline_of(const Findings::Current& found) {
    if (is_about_vpn_break(found.finding.fault)) {
        return {MessageId::VpnBrokeMirrored, {found.vpn, text::list_of(found.finding.endpoints)}};
    }
    return {MessageId::TroubleFound, {text::what(found.finding)}};
}

/// One mode at a time: which one helps is seen when it was tried.
void keep_first_mode(std::vector<RemedySpec>& remedies) {
    const auto is_mode = [](const RemedySpec& remedy) { return is<SwitchMode>(remedy); };
    const auto first = std::find_if(remedies.begin(), remedies.end(), is_mode);
    if (first != remedies.end()) {
        remedies.erase(std::remove_if(std::next(first), remedies.end(), is_mode), remedies.end());
    }
}

/// Somebody has named one of them. What is watched by itself shows what is lost, and not that it is needed.
bool is_asked_for(const Finding& finding, const std::vector<Watched>& endpoints) {
    return std::ranges::any_of(endpoints, [&](const Watched& endpoint) {
        return endpoint.is_named_in(finding.endpoints) && !is_standing(endpoint.spec());
    });
}

/// An exclusion keeps WSL from what is behind the VPN: who needs that is not helped by it either.
void give_up_relapsed(const Round& round) {
    const StepContext& context = round.context;
    const bool is_blind =
        round.is_paused || context.connectivity.is_offline() || round.troubles.is_incomplete();
    const Findings& findings = round.troubles.findings();
    for (const auto& flow : round.remedies.flows()) {
        const Remedy& remedy = flow->remedy();
        if (is_blind || !remedy.fault || !flow->has_stood(context.for_remedies())) {
            continue;
        }
        const Findings::Current* found = findings.find(*remedy.fault);
        if (found == nullptr && is<Exclude>(remedy.spec)) {
            found = findings.find(Fault::VpnTargetsCut);
            found = found != nullptr && is_asked_for(found->finding, context.endpoints) ? found : nullptr;
        }
        if (found != nullptr && remedy.vpn && remedy.vpn->guid == found->vpn_guid) {
            flow->did_not_last(found->since, context.for_remedies());
            round.offers.note_acted();
        }
    }
}

DecisionInput input_for(const Findings::Current& found, const FindingView& view, const Round& round) {
    const std::vector<RemedySpec>& remedies = view.remedies;
    const StepContext& context = round.context;
    const std::uint64_t occasion = occasion_of(found);
    const Answers& answers = round.offers.answers();
    const bool is_blind = context.connectivity.is_offline() || context.connectivity.is_in_doubt();
    DecisionInput input;
    input.is_paused = round.is_paused;
    input.is_in_hand =
        is_taken_care_of(found, round.remedies) || (round.offers.question() && !remedies.empty());
    input.is_unclear = (is_blind && !is_seen_offline(found.finding.fault)) || round.troubles.is_incomplete();
    input.is_being_probed = is_being_probed(found, context);
    input.is_too_new = context.now < Findings::visible_at(found);
    input.is_settling = !round.troubles.collector().is_settled(context.for_evidence());
    input.wsl_is_starting = context.wsl.is_starting(context.now);
    input.is_answered = answers.is_answered(occasion);
    input.is_postponed = context.now < answers.postponed_until(occasion);
    input.has_remedies = !remedies.empty();
    input.was_tried = !answers.in_vain(occasion).empty();
    input.is_forbidden = !view.forbidden.empty();
    input.only_notify = context.settings.policy.limits.action == PolicyAction::Notify &&
                        (!remedies.empty() || input.is_forbidden);
    input.mode_is_locked = round.troubles.collector().mode_is_locked().value_or(false);
    input.is_hint = found.finding.severity == Severity::Hint;
    input.is_seen_once = !round.troubles.collector().is_confirmed();
    input.use_is_known = round.troubles.collector().is_use_known(context.for_evidence());
    input.consent = request_for(found.finding, vpn_of(found, context),
                                remedies.empty() ? Choice{NotNow{}} : Choice{remedies.front()}, round);
    input.vpn = found.vpn;
    return input;
}

Question question_about(const Findings::Current& found, const StepContext& context) {
    Question question;
    question.says = headline_of(found);
    question.offer.vpn = found.vpn;
    question.offer.endpoints = found.finding.endpoints;
    question.offer.fault = found.finding.fault;
    if (const Vpn* vpn = vpn_of(found, context)) {
        question.offer.bypasses_tunnel = vpn->full_tunnel;
        question.offer.kind = vpn->kind;
        question.vpn = vpn->identity;
        question.vpn->name = label(*vpn);
        question.epoch = vpn->epoch;
    }
    return question;
}

/// `decision`: to ask, or to act without.
void offer_or_act(const Findings::Current& found, std::vector<RemedySpec> remedies, const Decision& decision,
                  Round& round) {
    Question question = question_about(found, round.context);
    keep_first_mode(remedies);
    std::vector<Choice> choices{remedies.begin(), remedies.end()};
    if (std::holds_alternative<Act>(decision)) {
        round.offers.do_first(std::move(question), std::move(choices), round);
    } else {
        const bool counts_down = std::holds_alternative<CountDown>(decision);
        round.offers.open(std::move(question), std::move(choices), counts_down, round.context);
    }
}

Situation situation_of(const Finding& finding, const Vpn* vpn, const Settings::Limits& limits,
                       const Round& round) {
    const StepContext& context = round.context;
    const EvidenceCollector& known = round.troubles.collector();
    Situation situation;
    situation.vpn = vpn;
    situation.mode = context.wsl.mode();
    situation.modes = context.settings.policy.ladder;
    situation.mode_is_locked = known.mode_is_locked().value_or(false);
    situation.may_change_mode = limits.may_change_mode;
    // The guest has one table of ours: a second exclusion would take the first one's place.
    situation.may_exclude = limits.may_exclude && round.remedies.exclusion() == nullptr;
    situation.needs_vpn = round.troubles.needs_vpn(finding);
    situation.leaves_by_vpn = round.troubles.leaves_by_vpn(finding);
    situation.vpn_mtu = round.troubles.vpn_mtu();
    situation.nat_cannot_start = known.nat_cannot_start();
    const RemedyFlow* standing = round.remedies.about_wsl();
    situation.wsl_stays =
        standing != nullptr && is_in_force(standing->remedy()) && is<ChangeSetting>(standing->remedy().spec);
    situation.in_vain = round.offers.answers().in_vain(Answers::key(epoch_of(vpn), finding.fault));
    return situation;
}

/// What the organisation's limits take away from what could be done.
std::vector<RemedySpec> forbidden_against(const Finding& finding, const Vpn* vpn,
                                          const std::vector<RemedySpec>& allowed, const Round& round) {
    const Settings::Limits& limits = round.context.settings.policy.limits;
    if (limits.may_exclude && limits.may_change_mode) {
        return {};
    }
    std::vector<RemedySpec> remedies = ladder(finding.fault, situation_of(finding, vpn, {}, round));
    std::erase_if(remedies, [&](const RemedySpec& remedy) { return contains(allowed, remedy); });
    return remedies;
}

/// Why nothing is done, or not yet; nothing: it is asked, done, or under way.
std::optional<Message> treat(const Findings::Current& found, const FindingView& view, Round& round,
                             bool& awaits_probe) {
    if (const auto& open = round.offers.question(); open && open->offer.fault == found.finding.fault) {
        return std::nullopt;
    }
    StepContext& context = round.context;
    Findings& findings = round.troubles.findings();
    const Decision decision = decision_on(input_for(found, view, round));
    if (const auto* wait = std::get_if<Wait>(&decision)) {
        awaits_probe = awaits_probe || wait->for_probe;
        return wait->why;
    }
    if (findings.note_recorded(found.finding.fault)) {
        context.record(headline_of(found), found.finding.evidence, found.finding.severity != Severity::Hint);
    }
    if (const auto* tell = std::get_if<Tell>(&decision)) {
        if (tell->aloud) {
            findings.tell(found, context.settings.notify, context.now, context.out);
        }
        return tell->why;
    }
    if (std::holds_alternative<FindOutUse>(decision)) {
        round.troubles.collector().ask_for_use(context.for_evidence());
        return Message{MessageId::BeingLookedInto, {}};
    }
    if (std::holds_alternative<SeeAgain>(decision)) {
        round.troubles.collector().confirm(context.for_evidence());
        return Message{MessageId::BeingLookedInto, {}};
    }
    offer_or_act(found, view.remedies, decision, round);
    return std::nullopt;
}

} // namespace

Treated treat_findings(Round& round) {
    Treated treated;
    give_up_relapsed(round);
    for (const Findings::Current& found : round.troubles.findings().current()) {
        const Vpn* vpn = vpn_of(found, round.context);
        FindingView view{found.finding, remedies_against(found.finding, vpn, round), {}, {}};
        view.forbidden = forbidden_against(found.finding, vpn, view.remedies, round);
        view.not_yet = treat(found, view, round, treated.awaits_probe);
        if (round.context.now >= Findings::visible_at(found)) {
            treated.views.push_back(std::move(view));
        }
    }
    return treated;
}

std::vector<RemedySpec> remedies_against(const Finding& finding, const Vpn* vpn, const Round& round) {
    const Settings::Limits& limits = round.context.settings.policy.limits;
    return ladder(finding.fault, situation_of(finding, vpn, limits, round));
}

ConsentRequest request_for(const Finding& finding, const Vpn* vpn, const Choice& choice, const Round& round) {
    const StepContext& context = round.context;
    const Settings::Policy& policy = context.settings.policy;
    ConsentRequest asked;
    asked.choice = choice;
    asked.action = action_for(policy, context.preferences, context.user.sid, names_of(vpn));
    asked.confidence = finding.confidence;
    asked.bypasses_tunnel = vpn != nullptr && vpn->full_tunnel;
    asked.distros_run = context.wsl.is_running();
    asked.in_use = round.troubles.collector().distros_in_use();
    asked.idle_only = policy.idle_only;
    asked.may_switch = round.offers.count_switches(epoch_of(vpn)) < policy.max_switches &&
                       !round.offers.has_switched_lately(policy.cooldown, context.now);
    return asked;
}

} // namespace mirrorwatch::decide
