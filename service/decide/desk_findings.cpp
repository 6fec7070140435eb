#include "common/text_faults.hpp"
#include "service/decide/contains.hpp"
#include "service/decide/desk.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

using Leave = Ruling::Leave;

std::vector<std::string> names_of(const Vpn* vpn) {
    if (vpn == nullptr) {
        return {};
    }
    return {label(*vpn), vpn->client, vpn->identity.name};
}

} // namespace

void Desk::look_into(World& world) {
    if (is_paused() && !awaits_endpoints()) {
        diagnosis_ = {};
        return;
    }
    const bool was_wrong = diagnosis_.is_wrong;
    if (!may_be_wrong(world)) { // nothing costs nothing
        diagnosis_ = {};
        if (was_wrong) {
            on_over(world.now);
        }
        findings_.update(diagnosis_, nullptr, {}, world.now);
        findings_.tell_what_is_over(world.settings.notify, world.out);
        return;
    }
    const Evidence evidence = inquiry_.evidence(world);
    Diagnosis diagnosis = diagnose(evidence);
    if (!diagnosis.is_wrong && is_out_of_sight()) {
        return;
    }
    diagnosis_ = std::move(diagnosis);
    const Vpn* vpn = evidence.vpn;
    if (diagnosis_.is_wrong) {
        if (!was_wrong) {
            answers_.on_break(world.now);
        }
        inquiry_.gather(diagnosis_.wants, evidence, world);
    } else if (was_wrong) {
        on_over(world.now);
    }
    findings_.update(diagnosis_, vpn, vpn == nullptr ? std::string{} : label(*vpn), world.now);
    findings_.tell_what_is_over(world.settings.notify, world.out);
}

/// Another break is another question.
void Desk::on_over(TimePoint now) {
    inquiry_.forget_answers();
    answers_.on_over(now);
}

/// Who was to ask for what was found got no answer: that is no sign that it is over.
bool Desk::is_out_of_sight() const {
    return std::any_of(
        findings_.current().begin(), findings_.current().end(), [&](const Findings::Current& found) {
            return std::any_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
                return endpoint.is_named_in(found.finding.endpoints) && endpoint.guest != nullptr &&
                       endpoint.guest->is_unaskable() && !endpoint.guest->is_skipped();
            });
        });
}

bool Desk::may_be_wrong(const World& world) const {
    const WslObservation& wsl = wsl_.seen();
    const bool is_other_mode = wsl_.is_running() && wsl.effective != wsl.configured;
    return !findings_.current().empty() || world.now < world.network.dial_matters_until() ||
           world.connectivity.is_offline() || is_other_mode || !wsl.config_mistakes.empty() ||
           std::any_of(endpoints_.begin(), endpoints_.end(),
                       [](const Watched& endpoint) { return endpoint.is_down(); });
}

/// What was found is treated in its order; one question at a time.
void Desk::consider(World& world) {
    views_.clear();
    awaits_probe_ = false;
    consider_relapses(world);
    for (const Findings::Current& found : findings_.current()) {
        FindingView view{found.finding, choices_against(found.finding, world), {}};
        view.not_yet = treat(found, view.remedies, world);
        views_.push_back(std::move(view));
    }
}

/// An exclusion keeps WSL from what is behind the VPN: who needs that is not helped by it either.
void Desk::consider_relapses(World& world) {
    const bool is_blind = is_paused() || world.connectivity.is_offline() || !diagnosis_.wants.empty();
    for (const auto& flow : flows_) {
        const Remedy& remedy = flow->remedy();
        if (is_blind || !remedy.fault || !flow->has_stood(world)) {
            continue;
        }
        const Findings::Current* found = findings_.find(*remedy.fault);
        if (found == nullptr && remedy.kind == RemedyKind::Exclude) {
            found = findings_.find(Fault::VpnTargetsCut);
        }
        if (found != nullptr && remedy.vpn && remedy.vpn->guid == found->vpn_guid) {
            flow->did_not_last(world);
            acted_ = true;
        }
    }
}

std::vector<Choice> Desk::choices_against(const Finding& finding, const World& world) const {
    const Vpn* vpn = world.network.latest_vpn();
    Situation situation;
    situation.vpn = vpn;
    situation.effective = wsl_.seen().effective;
    situation.modes = world.settings.policy.ladder;
    situation.mode_is_locked = inquiry_.mode_is_locked().value_or(false);
    // The guest has one table of ours: a second exclusion would take the first one's place.
    situation.may_exclude =
        inquiry_.may_exclude() && std::none_of(flows_.begin(), flows_.end(), [](const auto& flow) {
            return flow->remedy().kind == RemedyKind::Exclude;
        });
    const auto is_any_of = [&](const std::vector<std::string>& names) {
        return std::any_of(finding.endpoints.begin(), finding.endpoints.end(),
                           [&](const std::string& name) { return contains(names, name); });
    };
    situation.needs_vpn = is_any_of(inquiry_.behind_vpn());
    situation.leaves_by_vpn = is_any_of(diagnosis_.leave_by_vpn);
    situation.in_vain = answers_.in_vain(Answers::key(vpn == nullptr ? 0 : vpn->epoch, finding.fault));
    return ladder(finding.fault, situation);
}

bool Desk::is_taken_care_of(const Findings::Current& found) const {
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
std::optional<Sentence> Desk::treat(const Findings::Current& found, const std::vector<Choice>& choices,
                                    World& world) {
    if (question_ && question_->offer.fault == found.finding.fault) {
        return std::nullopt;
    }
    if (auto why = why_not_yet(found, choices, world)) {
        return why;
    }
    if (findings_.note_recorded(found.finding.fault)) {
        world.record(headline_of(found), found.finding.evidence, found.finding.severity != Severity::Hint);
    }
    const Case asked = case_for(found, choices.empty() ? Choice::NotNow : choices.front(), world);
    if (choices.empty() || asked.action == VpnPolicy::Action::Notify) {
        const bool is_worth_telling = found.finding.severity != Severity::Hint;
        if (is_worth_telling && asked.action != VpnPolicy::Action::Never) {
            findings_.tell(found, world.settings.notify, world.now, world.out);
        }
        const bool was_tried = !answers_.in_vain(Answers::key(found.epoch, found.finding.fault)).empty();
        return Sentence{!choices.empty()                            ? Say::OnlyNotified
                        : was_tried                                 ? Say::NothingHelped
                        : inquiry_.mode_is_locked().value_or(false) ? Say::ModeIsLocked
                                                                    : Say::OnlyWords,
                        {}};
    }
    if (has_to_know_use(asked, world)) {
        return Sentence{Say::BeingLookedInto, {}};
    }
    const Ruling ruling = rule(asked, found.vpn);
    switch (ruling.leave) {
    case Leave::Ask:
    case Leave::Countdown:
        raise(found, choices, ruling.leave == Leave::Countdown, world);
        return std::nullopt;
    case Leave::Granted: {
        raise(found, choices, false, world);
        const Question question = *std::exchange(question_, std::nullopt);
        (void)take(choices.front(), question, true, world);
        return std::nullopt;
    }
    case Leave::Tell:
    case Leave::Silent:
        break;
    }
    return ruling.why;
}

std::optional<Sentence> Desk::why_not_yet(const Findings::Current& found, const std::vector<Choice>& choices,
                                          const World& world) {
    const std::uint64_t occasion = Answers::key(found.epoch, found.finding.fault);
    if (is_paused()) {
        return Sentence{Say::WatchingPaused, {}};
    }
    if (is_taken_care_of(found) || (question_ && !choices.empty())) {
        return Sentence{Say::RemedyInProgress, {}};
    }
    const bool is_blind = world.connectivity.is_offline() || world.connectivity.is_in_doubt();
    if ((is_blind && !is_seen_offline(found.finding.fault)) || !diagnosis_.wants.empty() ||
        is_being_probed(found) || world.now < Findings::visible_at(found)) {
        return Sentence{Say::BeingLookedInto, {}};
    }
    if (world.now < world.network.last_change() + world.settings.policy.settle) {
        return Sentence{Say::StillSettling, {}};
    }
    if (wsl_.is_starting(world.now)) {
        return Sentence{Say::WslIsStarting, {}};
    }
    if (answers_.is_answered(occasion)) {
        return Sentence{Say::AlreadyAnswered, {}};
    }
    if (world.now < answers_.postponed_until(occasion)) {
        return Sentence{Say::CountdownPostponed, {}};
    }
    return std::nullopt;
}

/// What Windows sees of it may be older than what WSL says.
bool Desk::is_being_probed(const Findings::Current& found) {
    const bool is_in_flight = std::any_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
        return endpoint.is_named_in(found.finding.endpoints) && endpoint.windows != nullptr &&
               endpoint.windows->is_in_flight();
    });
    awaits_probe_ = awaits_probe_ || is_in_flight;
    return is_in_flight;
}

Case Desk::case_for(const Findings::Current& found, Choice choice, World& world) {
    const Vpn* vpn = world.network.latest_vpn();
    Case asked;
    asked.choice = choice;
    asked.action = action_for(world.settings.policy, world.wishes, world.user.sid, names_of(vpn));
    asked.confidence = found.finding.confidence;
    asked.bypasses_tunnel = vpn != nullptr && vpn->full_tunnel;
    asked.distros_run = wsl_.is_running();
    asked.in_use = inquiry_.distros_in_use();
    asked.idle_only = world.settings.policy.idle_only;
    asked.may_switch = may_switch(world);
    return asked;
}

/// Whether it has to be found out first, before WSL may be shut down without asking.
bool Desk::has_to_know_use(const Case& asked, World& world) {
    const bool would_end_work = asked.action == VpnPolicy::Action::Auto && restarts_wsl(asked.choice) &&
                                asked.distros_run && asked.idle_only && asked.may_switch;
    return would_end_work && !inquiry_.knows_use(world);
}

bool Desk::may_switch(const World& world) const {
    const Vpn* vpn = world.network.latest_vpn();
    const std::uint64_t epoch = vpn == nullptr ? 0 : vpn->epoch;
    const auto count = std::count_if(switches_.begin(), switches_.end(),
                                     [&](const AutomaticSwitch& one) { return one.vpn_epoch == epoch; });
    const bool is_too_soon =
        !switches_.empty() && world.now < switches_.back().when + world.settings.policy.cooldown;
    return count < world.settings.policy.max_switches && !is_too_soon;
}

/// A restart that did not help: the next rung costs another one, so it is a new question. After the last rung
/// the file is put back at once, and counts from the next start.
void Desk::consider_failure(World& world) {
    RemedyFlow* flow = restart_remedy();
    if (flow == nullptr || !flow->has_failed() || question_ || is_paused() ||
        answers_.is_answered(flow->remedy().id) || !wsl_.is_running() ||
        world.now < answers_.postponed_until(Answers::c_remedy)) {
        return;
    }
    const Remedy& remedy = flow->remedy();
    const Vpn* blamed = remedy.vpn ? world.network.find(*remedy.vpn) : nullptr;
    if (!remedy.fault || (remedy.vpn && (blamed == nullptr || blamed->gone_since))) {
        flow->keep(
            world); // it was asked for by hand; or there is nothing any more that it could help against
        return;
    }
    if (remedy.kind != RemedyKind::SwitchMode) {
        flow->undo(world, false);
        acted_ = true;
        return;
    }
    const Vpn* vpn = world.network.latest_vpn();
    const std::uint64_t occasion = Answers::key(vpn == nullptr ? 0 : vpn->epoch, *remedy.fault);
    note_failure(remedy, occasion, world.settings.policy);
    std::vector<Choice> choices = choices_against(Finding{*remedy.fault}, world);
    std::erase_if(choices, [](Choice choice) { return mode_of(choice) == NetworkingMode::Unknown; });
    if (choices.empty()) {
        world.record({Say::NothingHelped, {}}, {}, true);
        answers_.answer_remedy(remedy.id);
        answers_.answer(occasion);
        flow->undo(world, false);
        acted_ = true;
        return;
    }
    Findings::Current about;
    about.finding.fault = *remedy.fault;
    about.finding.confidence = Confidence::Likely;
    about.vpn = remedy.vpn ? remedy.vpn->name : std::string{};
    const Case asked = case_for(about, choices.front(), world);
    if (!has_to_know_use(asked, world)) {
        raise_next_rung(*flow, std::move(choices), rule(asked, about.vpn).leave == Leave::Countdown, world);
    }
}

} // namespace mirrorwatch::decide
