// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

TEST_CASE("The laptop slept through the night with the VPN up: nothing is blamed in the morning") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(1min);
    story.machine_sleeps(9h);
    story.server_alive["api"] = false;
    story.pass(15s);
    story.server_alive["api"] = true;
    story.pass(5min);
    CHECK(story.offers() == 0);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("Modern Standby tells nobody: a timer that is hours late is taken for a sleep") {
    for (const bool is_told : {true, false}) {
        CAPTURE(is_told);
        QuietMorning story;
        story.machine_sleeps(3h, is_told);
        story.server_alive["api"] = false; // for the first seconds after waking up
        story.pass(15s);
        CHECK(story.state_of("api") != EndpointState::Down);
        story.server_alive["api"] = true;
        story.pass(2min);
        CHECK(story.state_of("api") == EndpointState::Up);
        CHECK(story.offers() == 0);
    }
}

TEST_CASE("The machine wakes up with a broken VPN: it is offered once things have settled") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(1min);
    story.machine_sleeps(1h);
    story.vpn_goes_down();
    story.pass(20s);
    story.vpn_breaks_mirrored = true;
    story.pass(40s);
    story.vpn_comes_up();
    story.pass(15s);
    CHECK(story.offers() == 1);
}

TEST_CASE("From Wi-Fi to the dock and back while a VPN is excluded: the exclusion follows") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    Adapter dock = Story::ethernet();
    dock.guid = "{00000011-0000-0000-0000-000000000000}";
    dock.index = 11;
    dock.mac = "3C-52-82-00-00-11";
    story.lan = {dock};
    story.network_changes();
    story.pass(1min);
    CHECK(story.vpn_is_excluded());
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.offers() == 1);
}

TEST_CASE("WSL stops while its VPN is excluded and starts again: the exclusion is put in force again, and no "
          "question "
          "comes") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.wsl_stops();
    story.pass(2min);
    CHECK_FALSE(story.vpn_is_excluded());
    story.wsl_starts();
    story.pass(90s);
    CHECK(story.vpn_is_excluded());
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.offers() == 1);
}

TEST_CASE("The user shuts WSL down while the question is on the screen: it is over") {
    BrokenMorning story;
    story.wsl_stops();
    story.pass(90s);
    CHECK_FALSE(story.now().offer);
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE(
    "WSL is started with the VPN already up, and broken: offered when its server has had time to start") {
    Story story;
    story.wsl_stops();
    story.begin();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.offers() == 0);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("Nothing is changed while WSL is starting: a rollback waits for it") {
    QuietMorning story;
    story.wsl_stops();
    story.pass(70s);
    story.send(decide::WslVmPresence{{4711}}); // its process is there, and no distro runs yet
    story.user_rolls_back();
    story.pass(10s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("Two VPNs: the second one breaks WSL while the first one is excluded") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.vpn_comes_up(Story::second_vpn());
    story.pass(15s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices.front() == Choice{SwitchMode{NetworkingMode::Nat}});
    CHECK(story.offers() == 2);
}

TEST_CASE("Two VPNs, and the one that broke WSL goes: the question goes with it") {
    BrokenMorning story;
    Adapter other = Story::second_vpn();
    story.vpn_goes_down();
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up(other);
    story.pass(30s);
    CHECK_FALSE(story.now().offer);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("A VPN that flaps every few seconds leads to no question before it is still") {
    QuietMorning story;
    for (int i = 0; i < 30; ++i) {
        story.vpn_comes_up();
        story.pass(2s);
        story.vpn_goes_down();
        story.pass(2s);
    }
    CHECK(story.offers() == 0);
    story.vpn_comes_up();
    story.pass(12s);
    CHECK(story.offers() == 1);
}

TEST_CASE("Pause until resumed while the question is open: it is withdrawn, and asked again afterwards") {
    BrokenMorning story;
    story.user_pauses(0);
    CHECK_FALSE(story.now().offer);
    story.pass(3h);
    CHECK(story.offers() == 1);
    story.user_resumes();
    story.pass(1min);
    CHECK(story.now().paused == false);
}

TEST_CASE("The user logs off with an exclusion in force and on again: it is still there, and lifted when it "
          "should be") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.user_leaves();
    story.pass(10min);
    story.user_comes_back();
    story.pass(10s);
    CHECK(story.vpn_is_excluded());
    story.vpn_goes_down();
    story.pass(15s);
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE("By hand: exclude by the client's or the adapter's name, include takes it back and nobody asks") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.user_excludes("Cisco Secure Client");
    CHECK(story.answer()->message == Message{MessageId::VpnNotKnown, {"Cisco Secure Client"}});
    story.vpn_comes_up();
    story.pass(10s);
    story.user_excludes("ethernet 4");
    CHECK(story.answer()->accepted);
    story.pass(3s);
    CHECK(story.vpn_is_excluded());
    CHECK(story.now().headline.code == MessageId::Excluded);
    story.user_includes("Cisco secure client");
    CHECK(story.answer()->message.code == MessageId::ExclusionLifted);
    story.pass(3s);
    CHECK_FALSE(story.vpn_is_excluded());
    story.user_includes("Cisco Secure Client");
    CHECK(story.answer()->message.code == MessageId::NotExcluded);
}

TEST_CASE(
    "By hand: an exclusion that helped is taken back: that the server is dead again is seen within seconds") {
    BrokenMorning story;
    story.user_excludes("Cisco Secure Client");
    story.pass(10s);
    REQUIRE(story.state_of("api") == EndpointState::Up);
    story.user_includes("Cisco Secure Client");
    story.pass(4s);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK_FALSE(story.now().offer);
}

TEST_CASE("By hand: a VPN is not excluded from a WSL that is not mirrored") {
    Story story;
    story.configured = story.effective = NetworkingMode::Nat;
    story.begin();
    story.pass(30s);
    story.vpn_comes_up();
    story.pass(10s);
    story.user_excludes("Cisco Secure Client");
    CHECK(story.answer()->message.code == MessageId::WslNotMirrored);
}

TEST_CASE("By hand: rollback to VirtioProxy") {
    QuietMorning story;
    story.user_rolls_back(NetworkingMode::VirtioProxy);
    CHECK(story.answer()->accepted);
    story.pass(3s);
    CHECK(story.configured == NetworkingMode::VirtioProxy);
    CHECK(story.shutdowns() == 1);
    story.user_restores();
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("At rest nothing is scheduled but the polls: a VPN that is up and harmless costs nothing") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(2min);
    const int before = story.wake_ups();
    const auto calls = story.guest_calls().size();
    const auto probes = story.probes_of("api").size();
    story.pass(1h);
    const int probes_made = static_cast<int>(story.probes_of("api").size() - probes);
    CHECK(story.wake_ups() - before <= probes_made + 60 + 5); // and the poll of the adapters
    CHECK(story.guest_calls().size() == calls);
}

TEST_CASE("At rest nothing is scheduled while a question waits for its answer") {
    BrokenMorning story;
    story.pass(2min);
    const auto calls = story.guest_calls();
    const auto asked = std::count(calls.begin(), calls.end(), "ask");
    story.pass(2h);
    const auto later = story.guest_calls();
    CHECK(std::count(later.begin(), later.end(), "ask") == asked);
    CHECK(story.offers() == 1);
}
