// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

/// WSL lost the wiki by the VPN, and the exclusion of the VPN brought it back.
struct Excluded : ClearMorning {
    Excluded()
        : ClearMorning({website()}) {
        vpn_breaks_mirrored = true;
        vpn_comes_up();
        pass(10s);
        user_answers(Exclude{});
        pass(10s);
        REQUIRE(remedy() == RemedyState::Helped);
    }
};

/// A guest that says of one endpoint that all is well with it.
GuestFacts all_is_well_with(const std::string& endpoint) {
    GuestFacts facts = healthy_guest(Story::ethernet(), Story::cisco());
    GuestTrial trial;
    trial.endpoint = endpoint;
    trial.name_resolves = trial.connects = trial.large_answer = true;
    trial.resolved = {"203.0.113.9"};
    facts.trials = {trial};
    return facts;
}

} // namespace

TEST_CASE("The exclusion seemed to help, and half a minute later the server is lost again: NAT is offered") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.pass(20s);
    story.filter_breaks_mirrored = true;
    story.user_looks();
    story.pass(1min);
    CHECK(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(10s);
    story.wsl_starts();
    story.pass(20s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE(
    "The exclusion stands while WSL is restarted and the VPN reconnects: it is given time to work again") {
    Excluded story;
    story.wsl_stops();
    story.pass(70s);
    story.wsl_starts();
    story.pass(2min);
    story.vpn_goes_down();
    story.pass(2s);
    story.vpn_comes_up();
    story.pass(2min);
    CHECK(story.vpn_is_excluded());
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
    CHECK(story.offers() == 1);
}

TEST_CASE("WSL cannot be asked right after the exclusion: that is not taken for an answer") {
    ClearMorning story{{website()}};
    story.vpn_breaks_mirrored = true;
    story.exclusion_works = false;
    story.vpn_comes_up();
    story.pass(10s);
    story.user_answers(Exclude{});
    story.guest_probes_nothing = true;
    story.pass(2s);
    story.guest_probes_nothing = false;
    story.pass(20s);
    CHECK_FALSE(story.was_said(MessageId::ExcludedHelped));
    CHECK(story.was_said(MessageId::ExcludedDidNotHelp));
}

TEST_CASE("WSL tells once that it reaches the wiki, which its own probes do not: it is asked again") {
    ClearMorning story{{website()}};
    story.vpn_breaks_mirrored = true;
    story.guest_misspeaks = all_is_well_with("wiki");
    story.vpn_comes_up();
    story.pass(12s);
    CHECK_FALSE(story.guest_misspeaks);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.offers() == 1);
}

TEST_CASE("WSL is not to be asked for a minute after its names failed: not now stays the answer") {
    ClearMorning story{{website()}};
    story.ailment = nameless({"wiki"});
    story.ailment->only_with_vpn = false;
    story.pass(6min);
    REQUIRE(story.causes() == Faults{Fault::DnsTunnelBroken});
    story.user_answers(NotNow{});
    story.guest_probes_nothing = true;
    story.pass(6min);
    story.guest_probes_nothing = false;
    story.pass(6min);
    CHECK(story.causes() == Faults{Fault::DnsTunnelBroken});
    CHECK(story.offers() == 1);
}

TEST_CASE(
    "The server came back while the dock was unplugged, and WSL says so before Windows has looked: nobody is "
    "asked") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(1min);
    story.server_alive["api"] = false;
    story.pass(5min);
    story.server_alive["api"] = true;
    story.network_is_unplugged();
    story.pass(2s);
    story.network_is_plugged_in();
    story.pass(2min);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.offers() == 0);
}

TEST_CASE(
    "A name is found once after \"not now\": the same is not asked again, but the next day's break is") {
    ClearMorning story{{website()}};
    story.ailment = nameless({"wiki"});
    story.ailment->only_with_vpn = false;
    story.pass(6min);
    REQUIRE(story.causes() == Faults{Fault::DnsTunnelBroken});
    story.user_answers(NotNow{});
    const Ailment ailment = *std::exchange(story.ailment, std::nullopt);
    for (int i = 0; i < 20 && !story.causes().empty(); ++i) {
        story.pass(15s);
    }
    REQUIRE(story.causes().empty());
    story.ailment = ailment;
    story.pass(10min);
    CHECK(story.causes() == Faults{Fault::DnsTunnelBroken});
    CHECK(story.offers() == 1);
    story.ailment.reset();
    story.pass(24h);
    story.ailment = ailment;
    story.pass(12min);
    CHECK(story.offers() == 2);
}

TEST_CASE("WSL is asked whether NAT helps, and fails to answer when NAT was seen to help already: it stays "
          "in force") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.server_alive["api"] = false;
    story.guest_is_late_by = 60s;
    story.pass(20s);
    REQUIRE(story.remedy() == RemedyState::Verifying);
    story.server_alive["api"] = true;
    story.pass(30s);
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.guest_is_silent = true;
    story.pass(1min);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.now().can_restore);
}

TEST_CASE(
    "Neither the shutdown's answer comes nor that of the looks after it: it goes on when the agent answers") {
    BrokenMorning story;
    story.signs_of_wsl = false;
    story.shutdown_answer_is_lost = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    while (story.shutdowns() == 0) {
        story.pass(10ms);
    }
    story.agent_is_dead = true;
    story.pass(8s);
    story.agent_is_dead = false;
    story.pass(30s);
    CHECK(story.remedy() == RemedyState::AwaitingWsl);
    CHECK(story.shutdowns() == 1);
}
