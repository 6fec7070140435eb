// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// What would be the wrong remedy. All may be done without asking here ([policy] action = "auto"), and nobody
/// works in WSL.
namespace {

constexpr auto c_auto = PolicyAction::Auto;

} // namespace

TEST_CASE(
    "I use NAT already, and the VPN cuts WSL off: there is no NAT to fall back to, and nothing to exclude") {
    OpenMachine story{{website(), intranet()}, c_auto};
    story.configured = story.effective = NetworkingMode::Nat;
    story.begin();
    story.pass(1min);
    story.nat_is_broken_too = true;
    story.vpn_comes_up();
    check_left_alone(story, {});
    CHECK(story.state_of("git") == EndpointState::Down);
}

TEST_CASE("I use VirtioProxy already, and the VPN cuts WSL off: nothing is switched") {
    OpenMachine story{{website(), intranet()}, c_auto};
    story.configured = story.effective = NetworkingMode::VirtioProxy;
    story.begin();
    story.pass(1min);
    story.virtioproxy_is_broken_too = true;
    story.vpn_comes_up();
    check_left_alone(story, {});
    CHECK(story.configured == NetworkingMode::VirtioProxy);
}

TEST_CASE(
    "I use NAT already, and the VPN's routes cover its network: VirtioProxy is what is left, and not NAT nor "
    "an exclusion") {
    OpenMachine story{{website()}, c_auto};
    story.configured = story.effective = NetworkingMode::Nat;
    story.begin();
    story.pass(1min);
    story.guest_facts.devices =
        std::vector<GuestDevice>{{"eth0", "", "00-15-5D-01-02-03", true, 1500, {{"172.28.16.5", 20}}}};
    story.routes = {{{"172.28.16.0", 21}, "0.0.0.0", 20, 1}};
    story.nat_is_broken_too = true;
    story.vpn_comes_up();
    story.pass(15s);
    CHECK(story.causes() == Faults{Fault::NatRoutesOverlap});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}, Postpone{}});
}

TEST_CASE("WSL fell back to NAT by itself: the same setting is not written once more") {
    OpenMachine story{{website()}, c_auto};
    story.effective = NetworkingMode::Nat;
    story.host_facts.wsl_warnings = std::vector<WslWarning>{{{}, "Mirrored is not supported: NAT"}};
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::SilentNat});
}

TEST_CASE(".wslconfig has a mistake: WSL is not restarted over it") {
    ClearMorning story{{website()}, c_auto};
    story.config_mistakes = {"line 3: networkMode is not known; networkingMode is"};
    story.user_edits_wslconfig(NetworkingMode::Mirrored);
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::ConfigMistake});
}

TEST_CASE(
    "Colleagues do not get through to my server, and I do: NAT would shut them out for good, so nothing is "
    "switched") {
    ClearMorning story{{Story::server("api", 8080)}, c_auto};
    story.host_facts.hyperv_block_rules = Lines{"Inbound block-all rule"};
    story.vpn_comes_up();
    check_left_alone(story, {});
}

TEST_CASE("WSL runs without any network: it is not restarted again and again") {
    OpenMachine story{{website()}, c_auto};
    story.effective = NetworkingMode::None;
    story.ailment = nameless({"wiki"});
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::NoNetworking});
}

TEST_CASE("Two cards have one MAC address when the VPN comes up: the VPN is not excluded, nor NAT taken") {
    ClearMorning story{{website()}, c_auto};
    Adapter dock = Story::ethernet();
    dock.guid = "{00000012-0000-0000-0000-000000000000}";
    dock.index = 12;
    dock.friendly_name = "Ethernet 2";
    story.lan.push_back(dock);
    story.guest_facts.devices->front().up = false;
    story.host_facts.hns_errors = Lines{"0xC0010022"};
    story.ailment = nameless({"wiki"});
    story.vpn_comes_up();
    check_left_alone(story, {Fault::DuplicateMac});
}

TEST_CASE(
    "The laptop woke up with a dead WSL: it is not shut down over somebody's work, nor on a countdown") {
    ClearMorning story{{website()}, c_auto};
    story.pass(10min);
    story.ailment = nameless({"wiki"});
    story.guest_facts.devices = std::vector<GuestDevice>{};
    story.machine_sleeps(1h);
    story.pass(7min);
    CHECK(story.causes() == Faults{Fault::AfterResume});
    REQUIRE(story.now().offer);
    CHECK_FALSE(story.now().offer->countdown);
    story.pass(20min);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("WSL's proxy is on the loopback: the mode is not switched, as NAT would lose that proxy for good") {
    ClearMorning story{{website()}, c_auto};
    story.ailment = Ailment{{"wiki"}, {false, "the proxy cannot be reached", {}, ProbeStep::Connect}};
    story.ailment->trial.connects = true;
    story.ailment->cures = {ChangeSetting{ConfigSetting::AutoProxy}};
    story.guest_facts.http_proxy = "http://127.0.0.1:9999";
    story.vpn_comes_up();
    story.pass(90s);
    CHECK(story.shutdowns() == 1);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.wsl_starts();
    story.pass(1h);
    CHECK_FALSE(story.auto_proxy());
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE(
    "Docker's port does not answer by the machine's own address, and a VPN comes up: neither is it excluded, "
    "nor anything switched") {
    Settings settings;
    settings.endpoints = {Story::server("registry", 5000)};
    settings.endpoints.front().host = "192.168.77.1";
    settings.policy.action = c_auto;
    Story story{settings};
    story.ailment = out_of_reach("registry");
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::PublishedPort});
}

TEST_CASE("A filter takes all of WSL's connections, with a VPN that comes and goes: no mode is flapped") {
    ClearMorning story{{website()}, c_auto};
    story.ailment = unconnected({"wiki"});
    story.pass(7min);
    for (int i = 0; i < 5; ++i) {
        story.vpn_comes_up();
        story.pass(1min);
        story.vpn_goes_down();
        story.pass(1min);
    }
    story.pass(1min);
    CHECK(story.found(Fault::SecurityFilter));
    CHECK(story.is_left_alone());
}
