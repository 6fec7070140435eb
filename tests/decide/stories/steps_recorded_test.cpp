// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;

/// Steps of remedies are counted by what is recorded of them: each bears its remedy, once.
namespace {

std::ptrdiff_t steps(const Story& story, MessageId code, const RemedySpec& remedy) {
    const auto records = story.said(code);
    return std::count_if(records.begin(), records.end(),
                         [&](const decide::Record& record) { return record.remedy == remedy; });
}

} // namespace

TEST_CASE("An exclusion that helps and is lifted has one step of each") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(30s);
    story.vpn_goes_down();
    story.pass(1min);
    for (const MessageId code :
         {MessageId::Excluding, MessageId::ExcludedHelped, MessageId::ExclusionLifted}) {
        CHECK(steps(story, code, Exclude{}) == 1);
    }
}

TEST_CASE("A mode that does not help is told twice, and counted once") {
    Settings settings = Story::default_settings();
    settings.policy.ladder = {NetworkingMode::Nat};
    BrokenMorning story{settings};
    story.nat_is_broken_too = true;
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(5min);
    story.wsl_stops();
    story.pass(1min);
    story.wsl_starts();
    story.pass(5min);
    REQUIRE(story.configured == NetworkingMode::Mirrored);
    CHECK(story.times_said(MessageId::ModeDidNotHelp) == 2);
    CHECK(steps(story, MessageId::SwitchingMode, SwitchMode{NetworkingMode::Nat}) == 1);
    CHECK(steps(story, MessageId::ModeDidNotHelp, SwitchMode{NetworkingMode::Nat}) == 1);
}

TEST_CASE("What is found, and a question, is a step of no remedy") {
    BrokenMorning story;
    CHECK_FALSE(story.said(MessageId::VpnBrokeMirrored).at(0).remedy);
    CHECK_FALSE(story.said(MessageId::RepairOffered).at(0).remedy);
}
