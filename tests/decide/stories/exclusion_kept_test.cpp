// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

// WSL rewires its guest whenever Windows' network changes, and what we put there may be gone.
namespace {

std::ptrdiff_t exclusions_asked(const Story& story) {
    const auto calls = story.guest_calls();
    return std::count(calls.begin(), calls.end(), "exclude");
}

/// As a Wi-Fi card's metric does all day; WSL updates that adapter.
void metric_changes(Story& story) {
    auto& metric = story.lan.front().metric_ipv4;
    metric = metric.value_or(25) + 1;
    story.loses_exclusion();
    story.network_changes();
}

/// The VPN is excluded, and its endpoint does not answer yet.
struct Verifying : BrokenMorning {
    explicit Verifying(Settings settings = lan_settings())
        : BrokenMorning(std::move(settings)) {
        site_alive["api"] = false;
        user_answers(Exclude{});
        pass(3s);
    }
};

} // namespace

TEST_CASE(
    "WSL updates an adapter and takes the exclusion away: it is put back 0.5, 2 and 5 s after what Windows "
    "changed, though nothing of it matters otherwise") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(20s);
    REQUIRE(story.state_of("api") == EndpointState::Up);
    const auto before = exclusions_asked(story);
    metric_changes(story);
    story.pass(1100ms); // the change is seen after 350 ms of quiet
    CHECK(exclusions_asked(story) - before == 1);
    CHECK(story.vpn_is_excluded());
    story.loses_exclusion(); // WSL's second turn
    story.pass(1500ms);
    CHECK(exclusions_asked(story) - before == 2);
    CHECK(story.vpn_is_excluded());
    story.pass(1min);
    CHECK(exclusions_asked(story) - before == 3);
    CHECK(story.offers() == 1);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE(
    "An exclusion is lost and nobody saw why: it is put in force once more before it is said to be in vain") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(30s);
    story.loses_exclusion();
    story.pass(10s);
    REQUIRE_FALSE(story.vpn_is_excluded());
    story.user_looks(); // so that WSL is asked now
    story.pass(10s);
    CHECK(story.vpn_is_excluded());
    story.pass(3min);
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK(story.offers() == 1);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("The watcher in the guest is renewed before its half hour is over, and only while WSL runs") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(1min);
    const auto before = exclusions_asked(story);
    story.pass(26min);
    CHECK(exclusions_asked(story) - before == 1);
    story.wsl_stops();
    story.pass(2h);
    CHECK(exclusions_asked(story) - before == 1);
    CHECK(story.calls_to_stopped_wsl() == 0);
}

TEST_CASE(
    "Half a second before its time is over the network changes: the exclusion is put in force once more, and "
    "then judged") {
    Verifying story;
    story.pass(Story::default_settings().policy.verify_within - 3400ms);
    metric_changes(story);
    story.site_alive["api"] = true;
    story.pass(2min);
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK(story.remedy() == RemedyState::Helped);
}

TEST_CASE("The server stays dead, however the network changes: in the end the exclusion did not help") {
    Verifying story;
    story.pass(Story::default_settings().policy.verify_within - 3400ms);
    metric_changes(story);
    story.pass(2min);
    CHECK(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE(
    "Windows is offline for a while: an exclusion that cannot be verified is put in force all the same") {
    Settings settings = Story::lan_settings();
    settings.connectivity.targets = {"10.0.0.1:53"};
    Verifying story{settings};
    story.targets_accept = false;
    story.pass(12s);
    REQUIRE(story.calls("targets") > 0);
    metric_changes(story);
    story.pass(7s);
    CHECK(story.vpn_is_excluded());
}

TEST_CASE("A refresh fails, and the network changes before it is tried again: the exclusion is put in force "
          "all the "
          "same") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(20s);
    metric_changes(story);
    story.pass(500ms);
    story.exclusion_refused = Message{MessageId::AgentFailed, {"it ran out of time"}};
    story.pass(1s);
    metric_changes(story);
    story.exclusion_refused.reset();
    story.pass(7s);
    CHECK(story.vpn_is_excluded());
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
}

TEST_CASE("WSL stops while an exclusion is judged, and nothing tells of its next start: it is judged all the "
          "same") {
    Verifying story;
    story.signs_of_wsl = false;
    story.wsl_stops();
    story.pass(1min);
    REQUIRE(story.remedy() == RemedyState::Verifying);
    story.wsl_starts();
    story.pass(10min);
    CHECK(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK(story.remedy() == RemedyState::GivenUp);
}

TEST_CASE("One of two endpoints behind an exclusion dies for good, and later WSL takes the exclusion away "
          "unseen: for the "
          "other one it is put in force once more before it is given up") {
    Settings settings = Story::lan_settings();
    settings.endpoints.push_back(settings.endpoints.front());
    settings.endpoints.back().name = "nas";
    settings.endpoints.back().host = "192.168.77.51";
    BrokenMorning story{settings};
    story.user_answers(Exclude{});
    story.pass(30s);
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.site_alive["nas"] = false;
    story.pass(3min);
    REQUIRE(story.state_of("nas") == EndpointState::Down);
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.loses_exclusion();
    story.pass(5min);
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK(story.vpn_is_excluded());
    CHECK(story.state_of("api") == EndpointState::Up);
}
