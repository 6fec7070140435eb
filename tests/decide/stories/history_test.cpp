// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;

namespace {

std::vector<std::vector<std::string>> arguments_of(const Story& story, MessageId code) {
    std::vector<std::vector<std::string>> all;
    for (const decide::Record& record : story.said(code)) {
        CHECK(record.user == Story::user());
        all.push_back(record.message.arguments);
    }
    return all;
}

using Said = std::vector<std::vector<std::string>>;

} // namespace

TEST_CASE("the history tells that a VPN came and went, what failed with it, and that it answers again") {
    Story story;
    story.begin();
    story.pass(60s);
    CHECK(!story.was_said(MessageId::VpnConnected));
    CHECK(!story.was_said(MessageId::EndpointsDown));
    CHECK(arguments_of(story, MessageId::ModeInForce) == Said{{"mirrored"}});
    story.vpn_comes_up();
    story.pass(30s);
    CHECK(arguments_of(story, MessageId::VpnConnected) == Said{{"Cisco Secure Client"}});
    CHECK(!story.evidence_of(MessageId::VpnConnected).empty());
    CHECK(arguments_of(story, MessageId::EndpointsDown) == Said{{"api"}});
    CHECK(!story.was_said(MessageId::AnswersAgain));
    story.vpn_goes_down();
    story.pass(60s);
    CHECK(arguments_of(story, MessageId::VpnDisconnected) == Said{{"Cisco Secure Client"}});
    CHECK(arguments_of(story, MessageId::AnswersAgain) == Said{{"api"}});
}

TEST_CASE("a VPN that was there before the service is no news, and its end is") {
    Story story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.begin();
    story.pass(60s);
    CHECK(!story.was_said(MessageId::VpnConnected));
    story.vpn_goes_down();
    story.pass(10s);
    CHECK(story.times_said(MessageId::VpnDisconnected) == 1);
}

TEST_CASE("the history tells that WSL ended, and with which mode it runs then") {
    Story story;
    story.begin();
    story.pass(60s);
    story.wsl_stops();
    story.pass(120s);
    CHECK(story.times_said(MessageId::WslEnded) == 1);
    story.user_edits_wslconfig(NetworkingMode::Nat);
    story.wsl_starts();
    story.pass(120s);
    CHECK(arguments_of(story, MessageId::ModeInForce) == Said{{"mirrored"}, {"nat"}});
    story.pass(600s);
    CHECK(story.times_said(MessageId::WslEnded) == 1);
}

TEST_CASE("Windows' adapters stand beside WSL's devices, with what makes one a VPN") {
    Story story;
    story.begin();
    story.vpn_comes_up();
    story.pass(30s);
    const Snapshot now = story.now();
    const auto vpn = std::ranges::find(now.networks, Story::cisco().friendly_name, &NetworkView::adapter);
    REQUIRE(vpn != now.networks.end());
    CHECK(vpn->verdict == VerdictKind::Vpn);
    CHECK(vpn->client == "Cisco Secure Client");
    CHECK(!vpn->why.empty());
    CHECK(!vpn->addresses.empty());
    CHECK(!vpn->device.empty()); // WSL was asked, as there is something wrong
    const auto lan = std::ranges::find(now.networks, Story::ethernet().friendly_name, &NetworkView::adapter);
    REQUIRE(lan != now.networks.end());
    CHECK(lan->verdict == VerdictKind::No);
}

TEST_CASE(
    "each endpoint's last results are in the snapshot, and those of a time without network are unknown") {
    Story story{Story::lan_settings()};
    story.begin();
    story.pass(120s);
    const auto count = [&](EndpointState state) {
        const auto strip = story.view_of("api").vantages.front().strip;
        return std::ranges::count(strip, state, &StripCell::state);
    };
    CHECK(count(EndpointState::Up) > 1);
    CHECK(count(EndpointState::Down) == 0);
    story.network_is_unplugged();
    story.pass(300s);
    CHECK(count(EndpointState::Down) == 0);
    CHECK(count(EndpointState::Unknown) > 0);
}
