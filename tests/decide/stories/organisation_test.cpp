// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// What the organisation sets counts, and a user may always choose less.
namespace {

OrganisationPolicy no_exclusion() {
    OrganisationPolicy policy;
    policy.may_exclude = false;
    return policy;
}

OrganisationPolicy no_mode_change() {
    OrganisationPolicy policy;
    policy.may_change_mode = false;
    return policy;
}

OrganisationPolicy action(PolicyAction action) {
    OrganisationPolicy policy;
    policy.action = action;
    return policy;
}

void sets(Story& story, const OrganisationPolicy& policy) {
    story.send(decide::PolicyRead{policy});
}

/// "api" on the LAN, which the VPN's routes keep WSL from, ten seconds after the VPN came up.
struct Governed : Story {
    explicit Governed(const OrganisationPolicy& policy, Settings settings = lan_settings(),
                      Remembered journal = {})
        : Story(std::move(settings), std::move(journal)) {
        sets(*this, policy);
        begin();
        pass(50s);
        REQUIRE(state_of("api") == EndpointState::Up);
        vpn_comes_up();
        pass(12s);
    }
};

Settings with(PolicyAction action) {
    Settings settings = Story::lan_settings();
    settings.policy.action = action;
    return settings;
}

Settings with(VpnPolicy::Action action) {
    Settings settings = Story::lan_settings();
    settings.policy.vpns = {{"Cisco*", action}};
    return settings;
}

Remembered remembering(Preference preference) {
    return {{}, {{Story::user().sid, "Cisco Secure Client", preference}}};
}

bool is_offered(const Story& story, const Choice& choice) {
    const auto choices = story.choices();
    return std::ranges::count(choices, choice) > 0;
}

const Choice c_nat = SwitchMode{NetworkingMode::Nat};

} // namespace

// AllowExclude = 0

TEST_CASE("No exclusion: it is not offered, and what is forbidden is told beside what is not") {
    const Governed story{no_exclusion()};
    CHECK(story.offers() == 1);
    CHECK_FALSE(is_offered(story, Exclude{}));
    CHECK(is_offered(story, c_nat));
    CHECK(story.finding().forbidden == std::vector<RemedySpec>{Exclude{}});
    CHECK(story.now().managed == std::vector<std::string>{"AllowExclude"});
}

TEST_CASE("No exclusion: not by hand either, nor from now on") {
    Governed story{no_exclusion()};
    for (const bool always : {false, true}) {
        story.user_excludes("Cisco Secure Client", always);
        CHECK_FALSE(story.answer()->accepted);
        CHECK(story.answer()->message == Message{MessageId::ExclusionForbidden, {"Cisco Secure Client"}});
    }
    story.pass(10s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.preferences().empty());
}

TEST_CASE("No exclusion: what a user once chose for good, and a [[vpn]] row, do not act") {
    const Governed wished{no_exclusion(), Story::lan_settings(), remembering(Preference::AlwaysExclude)};
    const Governed row{no_exclusion(), with(VpnPolicy::Action::Exclude)};
    const Governed automatic{no_exclusion(), with(PolicyAction::Auto)};
    for (const Story* story : {static_cast<const Story*>(&wished), static_cast<const Story*>(&row),
                               static_cast<const Story*>(&automatic)}) {
        CHECK_FALSE(story->vpn_is_excluded());
        CHECK_FALSE(story->was_said(MessageId::Excluding));
    }
    CHECK(wished.offers() == 1);
    CHECK(wished.now().preferences.empty()); // it stays remembered, and is not shown as what counts
    CHECK(wished.preferences().size() == 1);
    CHECK(row.offers() == 1);
}

TEST_CASE("Exclusion becomes forbidden while one stands: it is taken back at once, and not made again") {
    CutOffMorning story;
    story.user_answers(Exclude{}, true);
    story.pass(20s);
    REQUIRE(story.vpn_is_excluded());
    sets(story, no_exclusion());
    story.pass(5s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.times_said(MessageId::TakenBackAsForbidden) == 1);
    CHECK(story.was_said(MessageId::ExclusionLifted));
    story.pass(5min);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("Exclusion becomes forbidden while it is asked about: the question comes again without it") {
    CutOffMorning story;
    REQUIRE(is_offered(story, Exclude{}));
    const std::string before = story.now().offer->id;
    sets(story, no_exclusion());
    story.pass(1s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->id != before);
    CHECK_FALSE(is_offered(story, Exclude{}));
    CHECK(is_offered(story, c_nat));
}

TEST_CASE("Exclusion becomes allowed again: it is offered") {
    Governed story{no_exclusion()};
    sets(story, {});
    story.pass(1s);
    CHECK(is_offered(story, Exclude{}));
    CHECK(story.now().managed.empty());
    CHECK(story.finding().forbidden.empty());
}

// AllowModeChange = 0

TEST_CASE("No change of the mode: only the exclusion is offered, and a mode is not taken by hand") {
    Governed story{no_mode_change()};
    REQUIRE(story.now().offer);
    CHECK(story.choices() == std::vector<Choice>{Exclude{}, NotNow{}});
    CHECK(story.finding().forbidden ==
          std::vector<RemedySpec>{SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK_FALSE(story.now().can_roll_back);
    story.user_rolls_back();
    CHECK_FALSE(story.answer()->accepted);
    CHECK(story.answer()->message.code == MessageId::ModeChangeForbidden);
    story.pass(5min);
    CHECK(story.shutdowns() == 0);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("No change of the mode, which alone would help: it is said that this is forbidden, and told once") {
    ClearMorning story{{intranet()}, PolicyAction::Auto};
    sets(story, no_mode_change());
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    check_left_alone(story, {Fault::VpnTargetsCut});
    CHECK(story.finding().not_yet->code == MessageId::RemediesForbidden);
    CHECK(story.finding().forbidden.size() == 2);
    CHECK(story.notices() == 1);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("No change of the mode: nor is another setting changed") {
    ClearMorning story{{website()}, PolicyAction::Auto};
    sets(story, no_mode_change());
    story.ailment = nameless({"wiki"}, {ChangeSetting{ConfigSetting::DnsTunneling}});
    story.vpn_comes_up();
    story.pass(1h);
    CHECK(story.is_left_alone());
    CHECK(story.dns_tunneling());
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("A change of the mode becomes forbidden while one stands: the file is put back, and WSL is left "
          "running until it is restarted") {
    BrokenMorning story;
    story.user_takes(c_nat);
    story.pass(60s);
    REQUIRE(story.effective == NetworkingMode::Nat);
    REQUIRE(story.shutdowns() == 1);
    sets(story, no_mode_change());
    story.pass(20s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(story.shutdowns() == 1);
    CHECK(story.times_said(MessageId::TakenBackAsForbidden) == 1);
    story.pass(1h);
    CHECK(story.shutdowns() == 1);
    CHECK(story.times_said(MessageId::TakenBackAsForbidden) == 1);
}

TEST_CASE("A change of the mode is forbidden, and one that stood goes back: the user may have it at once") {
    BrokenMorning story;
    story.user_takes(c_nat);
    story.pass(60s);
    sets(story, no_mode_change());
    story.pass(20s);
    REQUIRE(story.now().can_restore);
    story.user_restores();
    CHECK(story.answer()->accepted);
    story.pass(20s);
    CHECK(story.shutdowns() == 2);
    story.wsl_starts();
    story.pass(60s);
    CHECK(story.effective == NetworkingMode::Mirrored);
}

TEST_CASE("A change of the mode becomes forbidden before WSL was shut down for it: it is not") {
    BrokenMorning story;
    story.user_answers(c_nat);
    sets(story, no_mode_change());
    story.pass(60s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 0);
    CHECK_FALSE(story.now().offer);
}

// Action

TEST_CASE(
    "Notify: the user is told, and nothing is offered or done, whatever the settings and the user say") {
    const OrganisationPolicy notify = action(PolicyAction::Notify);
    const Governed asked{notify};
    const Governed automatic{notify, with(PolicyAction::Auto)};
    const Governed row{notify, with(VpnPolicy::Action::Exclude)};
    const Governed wished{notify, Story::lan_settings(), remembering(Preference::AlwaysExclude)};
    for (const Story* story : {static_cast<const Story*>(&asked), static_cast<const Story*>(&automatic),
                               static_cast<const Story*>(&row), static_cast<const Story*>(&wished)}) {
        CHECK(story->offers() == 0);
        CHECK(story->notices() == 1);
        CHECK_FALSE(story->vpn_is_excluded());
        CHECK(story->finding().not_yet->code == MessageId::OnlyNotifiedByOrganisation);
    }
}

TEST_CASE("Notify comes while a question is open: it is withdrawn") {
    CutOffMorning story;
    REQUIRE(story.now().offer);
    sets(story, action(PolicyAction::Notify));
    story.pass(5min);
    CHECK_FALSE(story.now().offer);
    CHECK(story.finding().not_yet->code == MessageId::OnlyNotifiedByOrganisation);
}

TEST_CASE("Notify, and a user who does not want to hear of this VPN: less is always possible") {
    const Governed story{action(PolicyAction::Notify), Story::lan_settings(),
                         remembering(Preference::NeverAsk)};
    CHECK(story.notices() == 0);
    CHECK(story.finding().not_yet->code == MessageId::LeftAloneAsWished);
}

TEST_CASE("Ask: nothing is done without asking, though the settings say auto") {
    const Governed automatic{action(PolicyAction::Ask), with(PolicyAction::Auto)};
    CHECK(automatic.offers() == 1);
    CHECK_FALSE(automatic.vpn_is_excluded());
    const Governed row{action(PolicyAction::Ask), with(VpnPolicy::Action::Exclude)};
    CHECK(row.offers() == 1);
    CHECK_FALSE(row.vpn_is_excluded());
}

TEST_CASE("Ask: what the user has answered once and for all is an answer") {
    const Governed story{action(PolicyAction::Ask), Story::lan_settings(),
                         remembering(Preference::AlwaysExclude)};
    CHECK(story.offers() == 0);
    CHECK(story.vpn_is_excluded());
}

TEST_CASE("Auto: the organisation has it done, and a [[vpn]] row may want less") {
    const Governed story{action(PolicyAction::Auto)};
    CHECK(story.vpn_is_excluded());
    const Governed row{action(PolicyAction::Auto), with(VpnPolicy::Action::Ask)};
    CHECK(row.offers() == 1);
    CHECK_FALSE(row.vpn_is_excluded());
}

// the rest

TEST_CASE("The organisation's ladder counts: a mode that is not on it is not offered") {
    OrganisationPolicy policy;
    policy.ladder = std::vector{NetworkingMode::VirtioProxy};
    const Governed story{policy};
    CHECK(story.choices() ==
          std::vector<Choice>{Exclude{}, SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
}

TEST_CASE("What the organisation sets outlasts an edit of the settings") {
    Governed story{action(PolicyAction::Notify)};
    story.settings_are_edited(with(PolicyAction::Auto));
    story.pass(1min);
    CHECK(story.offers() == 0);
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE("The organisation's endpoints are watched beside the machine's, until they are gone") {
    Story story;
    OrganisationPolicy policy;
    policy.endpoints = std::vector{Story::site("wiki", EndpointFrom::Windows)};
    sets(story, policy);
    story.begin();
    story.pass(1min);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    sets(story, {});
    story.pass(1s);
    CHECK(story.now().endpoints.size() == 1);
}

TEST_CASE("A value that is wrong is recorded once, and shown while it is there") {
    Story story;
    story.begin();
    const decide::PolicyRead wrong{{}, {"Action must be \"ask\""}};
    story.send(wrong);
    story.send(wrong);
    CHECK(story.times_said(MessageId::PolicyRejected) == 1);
    CHECK(story.now().settings_error == "set by your organisation: Action must be \"ask\"");
    story.settings_are_edited(Story::default_settings());
    CHECK(story.now().settings_error == "set by your organisation: Action must be \"ask\"");
    sets(story, {});
    CHECK(story.now().settings_error.empty());
}
