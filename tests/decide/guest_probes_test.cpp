// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

Settings with(std::vector<EndpointSpec> endpoints) {
    Settings settings;
    settings.endpoints = std::move(endpoints);
    return settings;
}

/// WSL runs mirrored, and "git" is asked from there.
struct GitFromWsl : Story {
    explicit GitFromWsl(EndpointFrom from)
        : Story(with({site("git", from)})) {
        begin();
        pass(50s);
        REQUIRE(state_of("git") == EndpointState::Up);
    }
};

bool speaks_of(const std::vector<std::string>& evidence, const std::string& words) {
    return std::any_of(evidence.begin(), evidence.end(),
                       [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("WSL loses a site by the VPN that Windows still reaches: that is a break, and offered within 8 s") {
    GitFromWsl story{EndpointFrom::Both};
    const auto began = story.time();
    story.vpn_comes_up();
    story.pass(8s);
    const EndpointView git = story.view_of("git");
    REQUIRE(git.vantages.size() == 2);
    CHECK(git.vantages.at(0).state == EndpointState::Up);
    CHECK(git.vantages.at(1).state == EndpointState::Down);
    CHECK(git.vantages.at(1).runs_in == RunsIn::Guest);
    CHECK(git.state == EndpointState::Down);
    CHECK(git.last_error == "connect timeout");
    REQUIRE(story.now().offer);
    CHECK(*story.offered_at() - began <= 8s);
    CHECK(story.now().offer->endpoints == std::vector<std::string>{"git"});
    CHECK(speaks_of(story.evidence_of(MessageId::VpnBrokeMirrored),
                    "was fine from WSL before, and fails there: connect timeout"));
    CHECK(speaks_of(story.evidence_of(MessageId::VpnBrokeMirrored), "Windows reaches git"));

    story.user_answers(Exclude{});
    story.pass(5s);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.now().headline.code == MessageId::ExcludedHelped);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("What is asked from WSL only is tried once from Windows before anything is said") {
    GitFromWsl story{EndpointFrom::Wsl};
    const auto before = story.probes_of("git").size();
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.now().offer);
    CHECK(speaks_of(story.evidence_of(MessageId::VpnBrokeMirrored), "Windows reaches git"));
    CHECK(story.view_of("git").vantages.size() == 1);
    CHECK(story.probes_of("git").size() - before <= 5);
}

TEST_CASE(
    "What Windows did not reach while its routes were still to come is tried again when they are there") {
    GitFromWsl story{EndpointFrom::Wsl};
    story.site_alive["git"] = false;
    story.vpn_comes_up();
    story.pass(20s);
    REQUIRE(story.offers() == 0);
    story.site_alive["git"] = true;
    story.routes = {{{"10.30.0.0", 16}, "0.0.0.0", Story::cisco().index, 1}};
    story.network_changes();
    story.pass(20s);
    CHECK(story.offers() == 1);
}

TEST_CASE("A site that fails from WSL and from Windows is gone: nobody is blamed") {
    for (const EndpointFrom from : {EndpointFrom::Both, EndpointFrom::Wsl}) {
        GitFromWsl story{from};
        story.vpn_breaks_mirrored = false;
        story.site_alive["git"] = false;
        story.vpn_comes_up();
        story.pass(10min);
        CHECK(story.state_of("git") == EndpointState::Down);
        CHECK(story.offers() == 0);
    }
}

TEST_CASE("A site that WSL could not reach before the VPN came up is not the VPN's doing") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.site_alive["git"] = false;
    story.begin();
    story.pass(10min);
    REQUIRE(story.state_of("git") == EndpointState::Down);
    story.site_alive["git"] = true;
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.offers() == 0);
}

TEST_CASE("An endpoint that is not required is shown, and never leads to an offer or to alarm") {
    EndpointSpec git = Story::site("git", EndpointFrom::Both);
    git.required = false;
    Story story{with({git})};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.state_of("git") == EndpointState::Down);
    CHECK(story.offers() == 0);
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("NAT that does not bring back what WSL lost is said not to help") {
    GitFromWsl story{EndpointFrom::Both};
    story.nat_is_broken_too = true;
    story.vpn_comes_up();
    story.pass(9s);
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(story.was_said(MessageId::ModeDidNotHelp));
    CHECK(story.now().can_restore);
}

TEST_CASE("All that are due go into one question, and WSL's own check is told Windows' subnets") {
    EndpointSpec network;
    network.name = "wsl network";
    network.kind = EndpointKind::WslNetwork;
    network.from = EndpointFrom::Wsl;
    Story story{
        with({Story::site("git", EndpointFrom::Wsl), Story::site("wiki", EndpointFrom::Both), network})};
    story.site_alive["wsl network"] = true;
    story.begin();
    story.pass(30s);
    CHECK(story.calls("probe") <= 2);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.state_of("wsl network") == EndpointState::Up);
    CHECK(story.host_subnets() == std::vector<AddressPrefix>{{"192.168.77.1", 24}});
}

TEST_CASE("After WSL's start failures from the guest do not count for the start period") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.wsl_stops();
    story.begin();
    story.pass(5min);
    story.site_alive["git"] = false;
    story.wsl_starts();
    story.pass(75s);
    REQUIRE(story.now().wsl_running);
    CHECK(story.state_of("git") != EndpointState::Down);
    story.site_alive["git"] = true;
    story.pass(6min);
    CHECK(story.state_of("git") == EndpointState::Up);
}

TEST_CASE("A closed port that hangs from Windows, and where nobody listens in WSL, leads to no offer") {
    QuietMorning story;
    story.server_alive["api"] = false; // mirrored loopback swallows the connection: a timeout, no refusal
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.offers() == 0);
    const auto calls = story.guest_calls();
    CHECK(std::count(calls.begin(), calls.end(), "ask") <= 1);
}

TEST_CASE("Guests of two users are two guests: each sees what the user's own WSL reaches") {
    const UserId other{"S-1-5-21-1-2-3-1002", 2};
    GitFromWsl story{EndpointFrom::Wsl};
    story.other_guest_is_cut_off = true;
    story.send(decide::UsersSeen{{Story::user(), other}});
    story.pass(1min);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.now_for(other).endpoints.at(0).state == EndpointState::Down);
    CHECK(story.now().health == Health::Fine);
    CHECK(story.now_for(other).headline == Message{MessageId::EndpointsDown, {"git (from WSL)"}});
}
