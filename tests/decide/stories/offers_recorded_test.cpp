// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;

/// What whoever looks after many machines reads of a question to a user.
namespace {

std::vector<decide::Record> offers_in(const Story& story) {
    return story.said(MessageId::RepairOffered);
}

} // namespace

TEST_CASE("A question is recorded once, with the user, the VPN and what can be done") {
    QuietMorning story{Story::lan_settings()};
    story.vpn_comes_up();
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(offers_in(story) ==
          std::vector{decide::Record{{MessageId::RepairOffered, {"Cisco Secure Client"}},
                                     {"exclude Cisco Secure Client from WSL; WSL keeps running",
                                      "switch WSL to NAT networking; WSL is shut down for that"},
                                     false,
                                     Story::user()}});
    story.pass(1h);
    REQUIRE(story.now().offer);
    CHECK(offers_in(story).size() == 1);
}

TEST_CASE("The next question about the same VPN is another one") {
    BrokenMorning story;
    REQUIRE(offers_in(story).size() == 1);
    story.vpn_goes_down();
    story.pass(1min);
    REQUIRE_FALSE(story.now().offer);
    story.vpn_comes_up();
    story.pass(10s);
    REQUIRE(story.now().offer);
    CHECK(offers_in(story).size() == 2);
}

TEST_CASE("What is done without asking is recorded as no question") {
    Settings settings = Story::lan_settings();
    settings.policy.action = PolicyAction::Auto;
    QuietMorning story{settings};
    story.vpn_comes_up();
    story.pass(10s);
    REQUIRE(story.vpn_is_excluded());
    CHECK(offers_in(story).empty());
}

TEST_CASE("A question without a VPN is one about WSL's network") {
    ClearMorning story{{website()}};
    story.ailment = nameless({"wiki"});
    story.ailment->only_with_vpn = false;
    story.pass(6min);
    REQUIRE(story.now().offer);
    REQUIRE(offers_in(story).size() == 1);
    CHECK(offers_in(story)[0].message.arguments == std::vector<std::string>{"WSL's network"});
}

TEST_CASE("The question whether the mode goes back is recorded in its own words, once") {
    BrokenMorning story;
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(30s);
    story.vpn_goes_down();
    story.pass(1h);
    REQUIRE(story.now().offer);
    const auto records = story.said(MessageId::RestoreProposed);
    REQUIRE(records.size() == 1);
    CHECK(records[0].message.arguments == std::vector<std::string>{"Cisco Secure Client", "mirrored"});
    CHECK(records[0].evidence ==
          std::vector<std::string>{"put WSL's networking mode back; WSL is shut down for that"});
    CHECK(records[0].user == Story::user());
}
