// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// A VPN comes up, and WSL loses what Windows keeps.
namespace {

/// By their halves, which win over the default route.
std::vector<Route> all_through(const Adapter& vpn) {
    return {{{"0.0.0.0", 1}, "0.0.0.0", vpn.index, 1}, {{"128.0.0.0", 1}, "0.0.0.0", vpn.index, 1}};
}

} // namespace

TEST_CASE("localhost:8080 is dead in the browser since AnyConnect connected, and the server in WSL is fine: "
          "no route of "
          "the VPN leads there, so NAT is offered, and helps") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.causes().empty());
    CHECK(story.shutdowns() == 1);
}

TEST_CASE(
    "localhost:8080 is dead, and the Hyper-V firewall says why: words, and nothing is done to the VPN") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.host_facts.hyperv_loopback_blocked = true;
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(30s);
    CHECK(story.causes() == Faults{Fault::HypervBlocked});
    CHECK(story.is_left_alone());
    CHECK(story.finding().finding.arguments.front() == "LoopbackEnabled is False");
}

TEST_CASE("What fails leaves WSL by the card, not by the VPN: excluding that is no choice") {
    ClearMorning story{{website()}};
    story.ailment = unconnected({"wiki"});
    story.ailment->only_with_vpn = true;
    story.ailment->trial.leaves_by = "eth0";
    story.vpn_comes_up();
    story.pass(15s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("apt cannot reach the Internet from WSL since the VPN connected: excluded, it can") {
    ClearMorning story{{website()}};
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices().front() == Choice{Exclude{}});
    story.user_answers(Exclude{});
    story.pass(5s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("Windows reaches the company's git through the VPN and WSL does not: NAT is offered, and helps") {
    ClearMorning story{{intranet()}};
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("The company's git is out of reach with NAT as well: VirtioProxy is offered, and helps") {
    ClearMorning story{{intranet()}};
    story.vpn_breaks_mirrored = story.nat_is_broken_too = true;
    story.vpn_comes_up();
    story.pass(10s);
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(30s);
    CHECK(story.was_said(MessageId::ModeDidNotHelp));
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, Restore{}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.effective == NetworkingMode::VirtioProxy);
}

TEST_CASE("No mode brings the company's git back to WSL: the file is put back, and that is said") {
    ClearMorning story{{intranet()}};
    story.vpn_breaks_mirrored = story.nat_is_broken_too = story.virtioproxy_is_broken_too = true;
    story.vpn_comes_up();
    story.pass(10s);
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(30s);
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    story.pass(30s);
    CHECK(story.was_said(MessageId::NothingHelped));
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.choices().empty());
    CHECK(story.shutdowns() == 2);
}

TEST_CASE("git and localhost:8080 died together: what cures both is offered, which exclusion is not") {
    ClearMorning story{{Story::server("api", 8080), intranet()}};
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(15s);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut, Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("git") == EndpointState::Up);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.offers() == 1);
}

TEST_CASE("git answers in WSL with \"forbidden\" since this morning: no way is cut, and no VPN is blamed") {
    ClearMorning story{{intranet()}};
    story.ailment = Ailment{{"git"}, {false, "status 403", {}, ProbeStep::Status}};
    story.ailment->trial.connects = story.ailment->trial.large_answer = true;
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.state_of("git") == EndpointState::Down);
    CHECK(story.causes().empty());
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "Since November's Windows update nothing answers in WSL while AnyConnect is up: the update is named, "
    "and NAT helps meanwhile") {
    ClearMorning story{{website()}};
    story.host_facts.os_revision = 7171;
    story.guest_facts.gateway = NeighbourState::Failed;
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::NeighbourFails});
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.choices() == Choices{Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("AnyConnect cuts WSL off on a Windows without that update: it is not blamed on the update") {
    ClearMorning story{{website()}};
    story.host_facts.os_revision = 6899;
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
}

/// OpenVPN's tunnel has a device and a route in WSL.
struct TunnelMorning : ClearMorning {
    TunnelMorning()
        : ClearMorning({intranet("wiki")}) {
        GuestDevice& device = guest_facts.devices->back();
        device = {"eth1", open_vpn().guid, "", true, 1420, open_vpn().addresses};
        guest_facts.routes->push_back({{"203.0.113.0", 24}, "eth1", "", 1});
    }
};

TEST_CASE("curl to the company hangs in WSL with OpenVPN's Wintun: VirtioProxy comes first, and helps") {
    TunnelMorning story;
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::VirtioProxy}});
    story.vpn_comes_up(open_vpn());
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::TunnelRepliesDropped});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("curl to the company hangs with Wintun even with VirtioProxy: NAT is left to try, and helps") {
    TunnelMorning story;
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up(open_vpn());
    story.pass(10s);
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    story.pass(30s);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, Restore{}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.effective == NetworkingMode::Nat);
}

TEST_CASE("OpenVPN's device is down in WSL: no reply gets lost in it, the way itself is missing") {
    TunnelMorning story;
    story.guest_facts.devices->back().up = false;
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up(open_vpn());
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE(
    "With the VPN's full tunnel half of the Internet is gone in WSL: the missing half is found, and NAT "
    "helps") {
    ClearMorning story{{website()}};
    story.routes = all_through(Story::cisco());
    story.guest_facts.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.77.254", 25},
                                {{"0.0.0.0", 1}, "eth1", "", 1}};
    story.ailment =
        unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}}); // 203.0.113.9 lies in the upper half
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::HalvesNotMirrored});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("The VPN was up before WSL was started: what it takes of the LAN can be excluded all the same") {
    Story story{Story::lan_settings()};
    story.routes = {{{"192.168.77.0", 25}, "0.0.0.0", Story::cisco().index, 1}};
    story.wsl_stops();
    story.begin();
    story.vpn_comes_up();
    story.pass(1min);
    REQUIRE(story.offers() == 0);
    story.wsl_starts();
    story.pass(1min);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("WSL has the half of the Internet that fails there: it is not for want of a route") {
    ClearMorning story{{website()}};
    story.routes = all_through(Story::cisco());
    story.guest_facts.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.77.254", 25},
                                {{"128.0.0.0", 1}, "eth1", "", 1}};
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
}

TEST_CASE("Check Point swallows all that WSL sends: NAT, then VirtioProxy, and never an exclusion") {
    ClearMorning story{{website(), intranet()}};
    story.vpn_breaks_mirrored = story.nat_is_broken_too = true;
    story.vpn_comes_up(check_point());
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnTrapsHost});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(30s);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, Restore{}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::VirtioProxy});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.state_of("git") == EndpointState::Up);
}

TEST_CASE("Check Point is up, and WSL still reaches the printer: it takes not all, only what is behind it") {
    ClearMorning story{{intranet(), box("printer", "192.168.77.9")}};
    story.ailment = Ailment{{"git"}};
    story.ailment->trial.connects = false;
    story.vpn_comes_up(check_point());
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnTargetsCut});
}
