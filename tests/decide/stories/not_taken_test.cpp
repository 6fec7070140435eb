// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// What would be the wrong remedy. All may be done without asking here ([policy] action = "auto"), and nobody
/// works in WSL.
namespace {

constexpr auto c_auto = PolicyAction::Auto;

bool was_ever(const Story& story, const std::string& call) {
    const auto calls = story.guest_calls();
    return std::find(calls.begin(), calls.end(), call) != calls.end();
}

} // namespace

TEST_CASE(
    "Mullvad's lockdown blocks WSL: another mode would be blocked by the same rule, so nothing is switched") {
    ClearMorning story{{website(), intranet()}, c_auto};
    story.host_facts.hyperv_block_rules = Lines{"Mullvad VPN outbound block-all rule"};
    story.ailment = unconnected({"wiki", "git"});
    story.vpn_comes_up();
    check_left_alone(story, {Fault::HypervBlocked});
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
    CHECK(story.notices() == 1);
}

TEST_CASE("IPv6 is off for all of Windows, and WSL runs with NAT: the network service is not reset, nor WSL "
          "restarted") {
    OpenMachine story{{website()}, c_auto};
    story.effective = NetworkingMode::Nat;
    story.host_facts.disabled_components = 0xFF;
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::Ipv6Disabled});
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
}

TEST_CASE(
    "IPv6 is off for all of Windows, and WSL has only lo when the VPN comes up: the VPN is not excluded") {
    ClearMorning story{{website()}, c_auto};
    story.host_facts.disabled_components = 0xFF;
    story.guest_facts.devices = std::vector<GuestDevice>{};
    story.ailment = nameless({"wiki"});
    story.vpn_comes_up();
    check_left_alone(story, {Fault::Ipv6Disabled});
}

TEST_CASE("The company's policy decides the mode: .wslconfig is not edited") {
    OpenMachine story{{website()}, c_auto};
    story.effective = NetworkingMode::Nat;
    story.host_facts.mode_is_locked = true;
    story.host_facts.policy_mode = NetworkingMode::Nat;
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::ModeLocked});
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.finding().not_yet->code == MessageId::ModeIsLocked);
}

TEST_CASE(
    "The company's policy decides the mode, and WSL lost the company's git: no mode is offered, nor taken by "
    "hand") {
    ClearMorning story{{intranet()}, c_auto};
    story.host_facts.mode_is_locked = true;
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    check_left_alone(story, {Fault::VpnTargetsCut});
    CHECK(story.finding().not_yet->code == MessageId::ModeIsLocked);
    story.user_rolls_back();
    CHECK_FALSE(story.answer()->accepted);
    CHECK(story.answer()->message.code == MessageId::ModeIsLocked);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("Windows' network service is stale, and WSL has no network: nothing is restarted or deleted") {
    OpenMachine story{{website()}, c_auto};
    story.effective = NetworkingMode::None;
    story.host_facts.hns_errors = Lines{"0x803B0007"};
    story.ailment = nameless({"wiki"});
    story.begin();
    story.pass(20min);
    story.vpn_comes_up();
    check_left_alone(story, {Fault::StaleHns});
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
}

TEST_CASE("The company's git lies behind the VPN: the VPN is not excluded for it, though all may be done") {
    ClearMorning story{{intranet()}, c_auto};
    story.vpn_breaks_mirrored = true;
    story.somebody_works_in_wsl = true; // so that it is asked
    story.vpn_comes_up();
    story.pass(1h);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK_FALSE(was_ever(story, "exclude"));
}

TEST_CASE(
    "\"Always exclude this VPN\", and then its own git is out of reach: it is asked, and not excluded") {
    Settings settings;
    settings.endpoints = {intranet()};
    settings.policy.vpns = {{"Cisco*", VpnPolicy::Action::Exclude}};
    Story story{settings};
    story.begin();
    story.pass(1min);
    story.vpn_comes_up();
    story.pass(1h);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK_FALSE(was_ever(story, "exclude"));
}

TEST_CASE(
    "NAT did not bring the company's git back: the VPN is not excluded from a WSL that is not mirrored") {
    ClearMorning story{{website(), intranet()}};
    story.vpn_breaks_mirrored = story.nat_is_broken_too = true;
    story.vpn_comes_up();
    story.pass(15s);
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    story.wsl_starts();
    story.pass(1h);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, Restore{}, NotNow{}});
    CHECK_FALSE(was_ever(story, "exclude"));
}

TEST_CASE("Only names fail in WSL: the countdown is for DNS tunnelling, and the mode stays mirrored") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}, c_auto};
    story.ailment = nameless({"wiki"});
    story.ailment->cures = {ChangeSetting{ConfigSetting::DnsTunneling}};
    story.vpn_comes_up();
    story.pass(15s);
    CHECK(story.choices() == Choices{ChangeSetting{ConfigSetting::DnsTunneling},
                                     SwitchMode{NetworkingMode::Nat}, NotNow{}, Postpone{}});
    story.pass(40s);
    CHECK(story.shutdowns() == 1);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.wsl_starts();
    story.pass(1h);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("Only names fail in WSL, and without DNS tunnelling too: NAT is not tried without asking") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}, c_auto};
    story.ailment = nameless({"wiki"});
    story.vpn_comes_up();
    story.pass(1min);
    REQUIRE(story.shutdowns() == 1);
    story.wsl_starts();
    story.pass(1h);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("Private names bypass the VPN by my own resolv.conf: neither the mode nor the tunnel is touched") {
    ClearMorning story{{website(), intranet()}, c_auto};
    story.guest_facts.resolv_conf_is_generated = false;
    story.host_facts.has_nrpt_rules = true;
    story.ailment = nameless({"git"});
    story.vpn_comes_up();
    check_left_alone(story, {Fault::SplitDnsBypassed});
    CHECK(story.dns_tunneling());
}

TEST_CASE("My server crashed when the VPN came up: WSL is not restarted for it, and the VPN not excluded") {
    ClearMorning story{{Story::server("api", 8080)}, c_auto};
    story.server_alive["api"] = false;
    story.vpn_comes_up();
    check_left_alone(story, {Fault::ServerDead});
}

TEST_CASE("My server's port is reserved by Windows: the VPN that came up has nothing to do with it") {
    ClearMorning story{{Story::server("api", 8080)}, c_auto};
    story.host_facts.dynamic_port_start = 1024;
    story.ailment = out_of_reach("api");
    story.ailment->trial.listens_here = story.ailment->trial.answers_here = false;
    story.vpn_comes_up();
    check_left_alone(story, {Fault::PortsReserved});
}

TEST_CASE(
    "The train went into a tunnel when the VPN came up, which cuts WSL off as well: nothing is done there") {
    Settings settings;
    settings.endpoints = {Story::server("api", 8080), website()};
    settings.policy.action = c_auto;
    settings.connectivity.targets = {"proxy.corp.example:8080"};
    Story story{settings};
    story.begin();
    story.pass(1min);
    story.targets_accept = false;
    story.vpn_comes_up();
    story.pass(1h);
    CHECK(story.causes().front() == Fault::HostOffline);
    CHECK(story.is_left_alone());
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE("The question is on the screen when Windows loses the Internet: it is withdrawn") {
    Settings settings;
    settings.endpoints = {intranet()};
    settings.policy.action = c_auto;
    settings.connectivity.targets = {"proxy.corp.example:8080"};
    Story story{settings};
    story.somebody_works_in_wsl = true; // so that it is asked
    story.begin();
    story.pass(1min);
    story.vpn_comes_up();
    story.pass(15s);
    REQUIRE(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.targets_accept = false;
    story.pass(2min);
    CHECK(story.now().headline.code == MessageId::WindowsOffline);
    CHECK(story.choices().empty());
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("The wiki was out of WSL's reach before the VPN came up: the VPN is neither blamed nor excluded") {
    ClearMorning story{{website()}, c_auto};
    story.ailment = unconnected({"wiki"});
    story.pass(7min);
    REQUIRE(story.state_of("wiki") == EndpointState::Down);
    story.vpn_comes_up();
    story.pass(1h);
    CHECK_FALSE(story.found(Fault::VpnCutsWsl));
    CHECK(story.is_left_alone());
}

TEST_CASE("The wiki got out of WSL's reach an hour after the VPN came up: the VPN is not blamed") {
    ClearMorning story{{website()}, c_auto};
    story.vpn_comes_up();
    story.pass(1h);
    story.vpn_breaks_mirrored = true;
    story.pass(1h);
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::VpnCutsWsl));
    CHECK(story.is_left_alone());
}

TEST_CASE("The wiki got out of WSL's reach after the VPN had gone: a VPN that is not there is not blamed") {
    ClearMorning story{{website()}, c_auto};
    story.vpn_comes_up();
    story.pass(1min);
    story.vpn_goes_down();
    story.pass(10s);
    story.ailment = unconnected({"wiki"});
    story.pass(1h);
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::VpnCutsWsl));
    CHECK(story.is_left_alone());
}
