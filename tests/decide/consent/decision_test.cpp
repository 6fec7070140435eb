// SPDX-License-Identifier: MIT
#include "service/decide/consent/decision.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;

namespace {

using Action = VpnPolicy::Action;

/// A VPN breaks something, its exclusion is the gentlest remedy, and nothing stands against asking.
DecisionInput found() {
    DecisionInput input;
    input.has_remedies = true;
    input.vpn = "Cisco";
    return input;
}

DecisionInput with(const RemedySpec& remedy, Action action) {
    DecisionInput input = found();
    input.consent.choice = remedy;
    input.consent.action = action;
    return input;
}

Decision waits(MessageId why) {
    return Wait{{why, {}}};
}

Decision tells(MessageId why, bool aloud = true) {
    return Tell{Message{why, {}}, aloud};
}

} // namespace

TEST_CASE("What was found is asked about, unless there is a reason to wait: the first one counts") {
    struct Row {
        bool DecisionInput::*holds;
        MessageId why;
    };

    constexpr std::array c_rows{
        Row{&DecisionInput::is_paused, MessageId::WatchingPaused},
        Row{&DecisionInput::is_in_hand, MessageId::RemedyInProgress},
        Row{&DecisionInput::is_unclear, MessageId::BeingLookedInto},
        Row{&DecisionInput::is_too_new, MessageId::BeingLookedInto},
        Row{&DecisionInput::is_settling, MessageId::StillSettling},
        Row{&DecisionInput::wsl_is_starting, MessageId::WslIsStarting},
        Row{&DecisionInput::is_answered, MessageId::AlreadyAnswered},
        Row{&DecisionInput::is_postponed, MessageId::CountdownPostponed},
    };
    CHECK((decision_on(found()) == Decision{Ask{}}));
    DecisionInput all = found();
    for (auto row = c_rows.rbegin(); row != c_rows.rend(); ++row) {
        DecisionInput alone = found();
        alone.*row->holds = true;
        all.*row->holds = true;
        CHECK((decision_on(alone) == waits(row->why)));
        CHECK((decision_on(all) == waits(row->why)));
    }
}

TEST_CASE("Where nothing can be done there are words, and why") {
    DecisionInput input = found();
    input.has_remedies = false;
    CHECK((decision_on(input) == tells(MessageId::OnlyWords)));
    input.mode_is_locked = true;
    CHECK((decision_on(input) == tells(MessageId::ModeIsLocked)));
    input.was_tried = true;
    CHECK((decision_on(input) == tells(MessageId::NothingHelped)));
    input.is_hint = true;
    CHECK((decision_on(input) == tells(MessageId::NothingHelped, false)));
}

TEST_CASE("Who is to be told only, or left alone, is not asked") {
    CHECK((decision_on(with(Exclude{}, Action::Notify)) == tells(MessageId::OnlyNotified)));
    const Decision left_alone = Tell{Message{MessageId::LeftAloneAsWished, {"Cisco"}}};
    CHECK((decision_on(with(Exclude{}, Action::Never)) == left_alone));
    DecisionInput words = with(Exclude{}, Action::Never);
    words.has_remedies = false;
    CHECK((decision_on(words) == tells(MessageId::OnlyWords, false)));
}

TEST_CASE(
    "What may be done without asking is done: at once where WSL keeps running, else after a countdown") {
    CHECK((decision_on(with(Exclude{}, Action::Auto)) == Decision{Act{}}));
    DecisionInput mode = with(SwitchMode{}, Action::Auto);
    mode.consent.in_use = false;
    CHECK((decision_on(mode) == Decision{CountDown{}}));
    mode.consent.in_use = true;
    CHECK((decision_on(mode) == Decision{Ask{}}));
    mode.consent.distros_run = false;
    CHECK((decision_on(mode) == Decision{Act{}}));
}

TEST_CASE("Whether somebody works in WSL is found out before a countdown, and only then") {
    DecisionInput mode = with(SwitchMode{}, Action::Auto);
    mode.use_is_known = false;
    CHECK((decision_on(mode) == Decision{FindOutUse{}}));
    mode.consent.idle_only = false;
    CHECK((decision_on(mode) == Decision{CountDown{}}));
    DecisionInput exclusion = with(Exclude{}, Action::Auto);
    exclusion.use_is_known = false;
    CHECK((decision_on(exclusion) == Decision{Act{}}));
    DecisionInput asked = with(SwitchMode{}, Action::Ask);
    asked.use_is_known = false;
    CHECK((decision_on(asked) == Decision{Ask{}}));
}

TEST_CASE("WSL is not shut down for what was seen once; what keeps WSL running needs no second look") {
    DecisionInput mode = with(SwitchMode{}, Action::Ask);
    mode.is_seen_once = true;
    CHECK((decision_on(mode) == Decision{SeeAgain{}}));
    DecisionInput exclusion = with(Exclude{}, Action::Ask);
    exclusion.is_seen_once = true;
    CHECK((decision_on(exclusion) == Decision{Ask{}}));
    DecisionInput told = with(SwitchMode{}, Action::Notify);
    told.is_seen_once = true;
    CHECK((decision_on(told) == tells(MessageId::OnlyNotified)));
}

TEST_CASE("What is being probed waits for the result, unless it waits for something else as well") {
    DecisionInput input = found();
    input.is_being_probed = true;
    const Decision for_probe = Wait{{MessageId::BeingLookedInto, {}}, true};
    CHECK((decision_on(input) == for_probe));
    input.is_too_new = true;
    CHECK((decision_on(input) == for_probe));
    input.is_unclear = true;
    CHECK((decision_on(input) == waits(MessageId::BeingLookedInto)));
}

TEST_CASE("What the organisation forbids is the reason that is told, before what was tried") {
    DecisionInput input = found();
    input.has_remedies = false;
    input.was_tried = true;
    input.is_forbidden = true;
    CHECK((decision_on(input) == tells(MessageId::RemediesForbidden)));
    input.only_notify = true;
    CHECK((decision_on(input) == tells(MessageId::OnlyNotifiedByOrganisation)));
    DecisionInput notify = with(Exclude{}, Action::Notify);
    notify.only_notify = true;
    CHECK((decision_on(notify) == tells(MessageId::OnlyNotifiedByOrganisation)));
}
