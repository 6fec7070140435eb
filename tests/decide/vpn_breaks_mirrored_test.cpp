// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

TEST_CASE("A VPN cuts WSL off the LAN: its exclusion is offered within 8 s") {
    QuietMorning story{Story::lan_settings()};
    const auto began = story.time();
    story.vpn_comes_up();
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(*story.offered_at() - began <= 8s);
    CHECK(story.now().offer->endpoints == std::vector<std::string>{"api"});
    CHECK(story.now().offer->choices ==
          std::vector<Choice>{Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("A VPN breaks mirrored networking: it is failing within 3 s and one offer comes within 8 s") {
    QuietMorning story;
    const auto began = story.time();
    story.vpn_comes_up();
    story.pass(2500ms);
    CHECK(story.state_of("api") != EndpointState::Down);
    story.pass(500ms);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK_FALSE(story.now().offer);

    story.pass(5s);
    REQUIRE(story.now().offer);
    CHECK(*story.offered_at() - began <= 8s);
    CHECK(story.offers() == 1);
    const Offer offer = *story.now().offer;
    CHECK(offer.vpn == "Cisco Secure Client");
    CHECK(offer.endpoints == std::vector<std::string>{"api"});
    CHECK(offer.distros == std::vector<std::string>{"Ubuntu"});
    CHECK(offer.choices == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK(story.now().health == Health::Trouble);
    CHECK(story.now().headline.code == MessageId::VpnBrokeMirrored);

    story.pass(10min);
    CHECK(story.offers() == 1);
}

TEST_CASE("A server that answers has no start period, though its WSL is seen for the first time") {
    Story story;
    story.agent_is_dead = true;
    story.begin();
    story.pass(8s);
    REQUIRE(story.state_of("api") == EndpointState::Up);
    REQUIRE_FALSE(story.now().wsl_running);
    story.agent_is_dead = false;
    story.vpn_comes_up();
    story.pass(5s);
    REQUIRE(story.now().wsl_running);
    CHECK(story.state_of("api") == EndpointState::Down);
}

TEST_CASE("The offer waits until the network has settled") {
    QuietMorning story;
    story.vpn_comes_up();
    story.pass(3s);
    REQUIRE(story.state_of("api") == EndpointState::Down);
    story.pass(2s);
    CHECK_FALSE(story.now().offer);
    CHECK(story.guest_calls().back() == "mode");
    story.pass(1s);
    CHECK(story.guest_calls().back() == "ask");
    story.pass(1s); // Windows has to fail once more, as the guest says that the server is alive
    CHECK_FALSE(story.now().offer);
    story.pass(1s); // the guest has told it twice: NAT ends sessions
    CHECK(story.now().offer);
}

TEST_CASE("A VPN that takes no route away from WSL leads to nothing") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.offers() == 0);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("A server that died when the VPN came up is not the VPN's doing") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.server_alive["api"] = false;
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.offers() == 0);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.found(Fault::ServerDead));
    CHECK(story.notices() == 0);
    const auto calls = story.guest_calls();
    CHECK(std::count(calls.begin(), calls.end(), "ask") == 1);
}

TEST_CASE("A server that was down before the VPN came up is not the VPN's doing") {
    Story story;
    story.server_alive["api"] = false;
    story.begin();
    story.pass(60s);
    REQUIRE(story.state_of("api") == EndpointState::Down);
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.offers() == 0);
}

TEST_CASE("A server that falls silent an hour after the VPN came up is not blamed on it") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(1h);
    story.vpn_breaks_mirrored = true;
    story.pass(10min);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.offers() == 0);
}

TEST_CASE("In NAT mode there is nothing to offer") {
    Story story;
    story.configured = story.effective = NetworkingMode::Nat;
    story.nat_is_broken_too = true;
    story.begin();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.offers() == 0);
}

TEST_CASE("WSL that does not run is neither started nor mourned") {
    Story story;
    story.wsl_stops();
    story.begin();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.offers() == 0);
    CHECK(story.guest_calls().empty());
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("A running WSL is not kept alive: without a reason its guest is asked for the mode once") {
    QuietMorning story;
    const auto calls = story.guest_calls().size();
    story.pass(3h);
    CHECK(story.guest_calls().size() == calls);
}

TEST_CASE("Excluding the VPN cures it, and when the VPN has gone nothing of ours is left") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    CHECK(story.answer()->accepted);
    CHECK_FALSE(story.now().offer);
    story.pass(4s);
    CHECK(story.vpn_is_excluded());
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.now().headline == Message{MessageId::ExcludedHelped, {"Cisco Secure Client"}});
    CHECK(story.now().vpns.at(0).excluded);
    CHECK(story.journal().size() == 1);

    story.vpn_goes_down();
    story.pass(5s);
    CHECK(story.vpn_is_excluded());
    story.pass(2s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.guest_calls().back() == "include");
    CHECK(story.journal().empty());
    CHECK(story.shutdowns() == 0);
    CHECK(story.now().headline.code == MessageId::AllWell);
}

TEST_CASE("A VPN that reconnects keeps its exclusion, which is refreshed, and nobody is asked again") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    const auto count = [&] {
        const auto calls = story.guest_calls();
        return std::count(calls.begin(), calls.end(), "exclude");
    };
    const auto before = count();
    story.vpn_goes_down();
    story.pass(2s);
    story.vpn_comes_up();
    story.pass(60s);
    CHECK(story.vpn_is_excluded());
    CHECK(count() > before);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.offers() == 1);
}

TEST_CASE("An exclusion that does not help is undone, and NAT is offered instead") {
    CutOffMorning story;
    story.exclusion_works = false;
    story.user_answers(Exclude{});
    story.pass(14s);
    CHECK(story.offers() == 1);
    story.pass(5s);
    CHECK(std::ranges::count(story.guest_calls(), "include") == 1);
    CHECK(story.was_said(MessageId::ExcludedDidNotHelp));
    REQUIRE(story.now().offer);
    CHECK(story.offers() == 2);
    CHECK(story.now().offer->choices == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("An exclusion that the guest refuses is explained, and NAT is offered instead") {
    CutOffMorning story;
    story.exclusion_refused = Message{MessageId::OnlyDefaultRoute, {"Cisco Secure Client"}};
    story.user_answers(Exclude{});
    story.pass(2s);
    CHECK(story.was_said(MessageId::OnlyDefaultRoute));
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("An agent that dies three times in the middle of an exclusion leaves nothing behind") {
    CutOffMorning story;
    story.agent_is_dead = true;
    story.user_answers(Exclude{});
    story.pass(12s);
    story.agent_is_dead = false;
    story.pass(10s);
    CHECK(story.guest_calls().back() != "exclude");
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.was_said(MessageId::AgentFailed));
    CHECK(story.now().offer);
}

TEST_CASE("Not now is respected for as long as this VPN is up") {
    BrokenMorning story;
    story.user_answers(NotNow{});
    story.pass(1h);
    CHECK(story.offers() == 1);
    CHECK_FALSE(story.vpn_is_excluded());

    story.vpn_goes_down();
    story.pass(5min);
    REQUIRE(story.state_of("api") == EndpointState::Up);
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.offers() == 2);
}

TEST_CASE("An offer is withdrawn when the VPN goes, and an answer that comes too late does nothing") {
    BrokenMorning story;
    const std::string id = story.now().offer->id;
    story.vpn_goes_down();
    story.pass(1s);
    CHECK_FALSE(story.now().offer);
    story.send(decide::VerbReceived{
        Story::user(), 7, {2, protocol::AnswerOffer{id, SwitchMode{NetworkingMode::Nat}}}});
    CHECK_FALSE(story.answer()->accepted);
    CHECK(story.answer()->message.code == MessageId::OfferIsOver);
    story.pass(1min);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("Nobody may answer another user's offer") {
    CutOffMorning story;
    const UserId other{"S-1-5-21-1-2-3-1002", 2};
    const std::string id = story.now().offer->id;
    story.send(decide::UsersSeen{{Story::user(), other}});
    story.send(decide::VerbReceived{other, 8, {1, protocol::AnswerOffer{id, Exclude{}}}});
    CHECK_FALSE(story.answer()->accepted);
    story.pass(5s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.now().offer);
}

TEST_CASE("A second VPN that breaks it while the first is excluded is not excluded as well: NAT is offered") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.vpn_comes_up(Story::second_vpn());
    story.pass(10s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.configured == NetworkingMode::Nat);
}
