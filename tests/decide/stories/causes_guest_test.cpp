// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// WSL has its network, and something keeps it from using it, or some of it.
namespace {

/// Connections come about, and what is large does not arrive.
Ailment stalled(std::vector<RemedySpec> cures) {
    Ailment ailment{{"git"}, {false, "no answer within 5 s (agreeing on TLS)", {}, ProbeStep::Tls}};
    ailment.trial.name_resolves = true;
    ailment.trial.resolved = {"10.1.2.3"};
    ailment.trial.connects = true;
    ailment.trial.large_answer = false;
    ailment.cures = std::move(cures);
    return ailment;
}

Adapter with_mtu(std::uint32_t mtu) {
    Adapter vpn = Story::cisco();
    vpn.mtu = mtu;
    return vpn;
}

/// With the cable alone the VM's own network, which some VPN's routes may cover.
struct OnNat : OpenMachine {
    explicit OnNat(std::vector<Route> routes_of_vpn)
        : OpenMachine({website()}) {
        configured = effective = NetworkingMode::Nat;
        guest_facts.devices =
            std::vector<GuestDevice>{{"eth0", "", "00-15-5D-01-02-03", true, 1500, {{"172.28.16.5", 20}}}};
        guest_facts.routes = std::vector<GuestRoute>{{{"0.0.0.0", 0}, "eth0", "172.28.16.1", 0}};
        ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::VirtioProxy}});
        ailment->only_with_vpn = true;
        begin();
        pass(1min);
        REQUIRE(state_of("wiki") == EndpointState::Up);
        routes = std::move(routes_of_vpn);
        vpn_comes_up();
        pass(15s);
    }
};

/// A network that only this machine and its virtual machines have.
struct HostOnly : ClearMorning {
    explicit HostOnly(bool counted_as_connected)
        : ClearMorning({box("vm", "192.168.56.10")}) {
        Adapter adapter = Story::ethernet();
        adapter.guid = "{00000013-0000-0000-0000-000000000000}";
        adapter.index = 13;
        adapter.friendly_name = "VirtualBox Host-Only Network";
        adapter.mac = "0A-00-27-00-00-05";
        adapter.addresses = {{"192.168.56.1", 24}};
        adapter.nlm_connected = counted_as_connected;
        lan.push_back(adapter);
        routes = {{{"192.168.56.0", 24}, "0.0.0.0", 13, 0}};
        guest_facts.devices->push_back({"eth2", adapter.guid, adapter.mac, counted_as_connected, 1500, {}});
        ailment = unconnected({"vm"});
        ailment->trial.name_resolves.reset();
        ailment->trial.resolved.clear();
        network_changes();
        pass(1min);
    }
};

/// It slept for an hour, and nothing in WSL has worked since, not even names.
struct WokenUp : ClearMorning {
    explicit WokenUp(std::vector<RemedySpec> cures)
        : ClearMorning({website()}) {
        pass(10min);
        ailment = nameless({"wiki"}, std::move(cures));
        guest_facts.devices->front().up = guest_facts.devices->back().up = false;
        machine_sleeps(1h);
    }
};

} // namespace

TEST_CASE(
    "git fetch hangs in WSL through the VPN, and small answers come: the device's packets are made smaller, "
    "and that helps without a restart") {
    ClearMorning story{{intranet()}};
    story.ailment = stalled({LowerMtu{}});
    story.vpn_comes_up(with_mtu(9000));
    story.pass(12s);
    CHECK(story.causes() == Faults{Fault::LargePacketsLost});
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.choices() == Choices{LowerMtu{}, SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
    story.user_answers(LowerMtu{});
    story.pass(10s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.shutdowns() == 0);
    CHECK(story.effective == NetworkingMode::Mirrored);
    story.vpn_goes_down(with_mtu(9000));
    story.pass(10s);
    CHECK_FALSE(story.mtu_is_lowered());
    CHECK(story.journal().empty());
}

TEST_CASE(
    "git fetch hangs in WSL even with smaller packets: they are made as large as before, and VirtioProxy is "
    "the next question") {
    ClearMorning story{{intranet()}};
    story.ailment = stalled({});
    story.vpn_comes_up(with_mtu(9000));
    story.pass(12s);
    story.user_answers(LowerMtu{});
    story.pass(30s);
    CHECK(story.was_said(MessageId::MtuDidNotHelp));
    CHECK(story.remedy() == RemedyState::GivenUp);
    CHECK_FALSE(story.mtu_is_lowered());
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("git is slow in WSL through the VPN, and large answers arrive: no packet is lost for its size") {
    ClearMorning story{{intranet()}};
    story.ailment = stalled({});
    story.ailment->trial.large_answer = true;
    story.vpn_comes_up(with_mtu(9000));
    story.pass(12s);
    CHECK_FALSE(story.found(Fault::LargePacketsLost));
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "With NAT nothing works in WSL since the VPN took 172.28.16.0/20: VirtioProxy is offered, and helps") {
    OnNat story{{{{"172.28.16.0", 21}, "0.0.0.0", 20, 1}, {{"172.28.24.0", 21}, "0.0.0.0", 20, 1}}};
    CHECK(story.causes() == Faults{Fault::NatRoutesOverlap});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE(
    "With NAT nothing works in WSL since the VPN took 172.16.0.0/12: WSL's own route is narrower and wins, "
    "so that is not why") {
    OnNat story{{{{"172.16.0.0", 12}, "0.0.0.0", 20, 1}}};
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::NatRoutesOverlap));
    CHECK(story.is_left_alone());
}

TEST_CASE("Nothing in WSL gets out with Mullvad's lockdown on: its rule is named, and nothing is changed") {
    ClearMorning story{{website(), intranet()}};
    story.host_facts.hyperv_block_rules = Lines{"Mullvad VPN outbound block-all rule"};
    story.ailment = unconnected({"wiki", "git"});
    story.vpn_comes_up();
    story.pass(10s);
    check_only_words(story, Fault::HypervBlocked);
    CHECK(story.finding().finding.arguments.front() == "Mullvad VPN outbound block-all rule");
    CHECK(story.notices() == 1);
}

TEST_CASE(
    "The administrator lets nothing out of WSL (DefaultOutboundAction is Block): that is named, without a "
    "VPN") {
    ClearMorning story{{website()}};
    story.host_facts.hyperv_outbound_blocked = true;
    story.ailment = unconnected({"wiki"});
    story.pass(7min); // it is asked that often while nothing happens
    check_only_words(story, Fault::HypervBlocked);
}

TEST_CASE(
    "Mullvad's rule keeps others from getting into WSL, and WSL lost the Internet: the VPN is blamed, not "
    "the rule") {
    ClearMorning story{{website()}};
    story.host_facts.hyperv_block_rules = Lines{"Mullvad VPN inbound block-all rule"};
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
}

TEST_CASE(
    "WSL cannot reach my VirtualBox machine on the host-only network: Windows does not count that network as "
    "connected, and that is explained") {
    HostOnly story{false};
    check_only_words(story, Fault::AdapterHidden);
    CHECK(story.finding().finding.arguments.front() == "VirtualBox Host-Only Network");
    CHECK(story.now().notice->finding.fault == Fault::AdapterHidden);
}

TEST_CASE("WSL cannot reach my VirtualBox machine though its network counts as connected: it is not hidden") {
    HostOnly story{true};
    CHECK(story.state_of("vm") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::AdapterHidden));
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "The laptop woke up and nothing works in WSL, not even names: a restart of WSL is asked for, and helps") {
    WokenUp story{{RestartWsl{}}};
    story.pass(25s);
    CHECK(story.offers() == 0); // most of it heals by itself
    story.pass(100s);
    CHECK(story.causes() == Faults{Fault::AfterResume});
    CHECK(story.choices() == Choices{RestartWsl{}, NotNow{}});
    CHECK(story.now().offer->distros == Lines{"Ubuntu"});
    story.user_takes(RestartWsl{});
    CHECK(story.was_said(MessageId::RestartHelped));
    CHECK(story.remedy() == RemedyState::Undone);
    CHECK(story.shutdowns() == 1);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.journal().empty());
}

TEST_CASE(
    "The laptop woke up, WSL was restarted, and nothing works still: that is said, and not asked again") {
    WokenUp story{{}};
    story.pass(100s);
    story.user_takes(RestartWsl{});
    story.pass(5min);
    CHECK(story.was_said(MessageId::RestartDidNotHelp));
    CHECK(story.remedy() == RemedyState::GivenUp);
    CHECK(story.choices().empty());
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("The laptop woke up, and WSL found its network again within a minute: nobody is asked") {
    WokenUp story{{}};
    story.pass(20s);
    story.ailment.reset();
    story.pass(5min);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.causes().empty());
    CHECK(story.is_left_alone());
}

TEST_CASE("WSL was started after the laptop woke up, and nothing works there: it is not for the sleep") {
    WokenUp story{{}};
    story.wsl_stops();
    story.pass(70s);
    story.wsl_starts();
    story.pass(3min);
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::AfterResume));
}

TEST_CASE(
    "ping and names work in WSL, no connection does, and there is no VPN: a filter is supposed, and nothing "
    "is changed") {
    ClearMorning story{{website()}};
    story.ailment = unconnected({"wiki"});
    story.pass(8min);
    check_only_words(story, Fault::SecurityFilter);
    CHECK(story.finding().finding.confidence == Confidence::Likely);
    CHECK(story.notices() == 1);
}

TEST_CASE(
    "No connection to the Internet comes about in WSL, and the router answers there: no filter takes all") {
    ClearMorning story{{website(), box("router", "192.168.77.254")}};
    story.ailment = unconnected({"wiki"});
    story.pass(8min);
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::SecurityFilter));
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "WSL has no network at home, where the adapter that ExternalInterfaceConstraint names is not: the value "
    "is named") {
    ClearMorning story{{website()}};
    story.host_facts.external_interface_constraint = "Dock";
    story.ailment = unconnected({"wiki"});
    story.pass(8min);
    check_only_words(story, Fault::InterfaceConstraint);
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().finding.arguments.front() == "Dock");
}

TEST_CASE("WSL may use only the VPN, which is the way to what fails: the constraint is not to blame") {
    EndpointSpec git = box("git", "10.1.2.3");
    git.when = EndpointWhen::Vpn;
    ClearMorning story{{git}};
    story.host_facts.external_interface_constraint = "ethernet 4";
    story.routes = {{{"10.0.0.0", 8}, "0.0.0.0", 20, 1}};
    story.ailment = unconnected({"git"});
    story.ailment->only_with_vpn = true;
    story.vpn_comes_up();
    story.pass(30s);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut});
}
