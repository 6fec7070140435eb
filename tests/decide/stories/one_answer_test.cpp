// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// What one answer is worth: one that was lost condemns no remedy, and one from before acquits nobody.
namespace {

/// The guest's own adapters, and no default route among its routes.
struct Undocked : ClearMorning {
    Undocked()
        : ClearMorning({website()}) {
        routes = {{{"0.0.0.0", 0}, "192.168.77.254", ethernet().index, 25}};
        guest_facts.routes = std::vector<GuestRoute>{{{"192.168.77.0", 24}, "eth0", "", 0}};
        ailment = unconnected({"wiki"}, {RestartWsl{}});
    }
};

Route to(const std::string& network, std::uint8_t length, const Adapter& adapter) {
    return {{network, length}, "0.0.0.0", adapter.index, 1};
}

} // namespace

TEST_CASE("The agent dies once while it excludes the VPN: it is asked again, and WSL is not shut down") {
    CutOffMorning story;
    story.agent_is_dead = true;
    story.user_answers(Exclude{});
    story.pass(1s);
    story.agent_is_dead = false;
    story.pass(30s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.offers() == 1);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("No answer comes from WSL while an exclusion is verified: it is not in vain for that") {
    CutOffMorning story;
    story.guest_probes_nothing = true;
    story.user_answers(Exclude{});
    story.pass(2min);
    CHECK(story.remedy() == RemedyState::Verifying);
    CHECK_FALSE(story.was_said(MessageId::ExcludedDidNotHelp));
    story.guest_probes_nothing = false;
    story.pass(30s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.offers() == 1);
}

TEST_CASE("Nobody ever hears whether an exclusion helped: after twelve minutes it is taken back") {
    CutOffMorning story;
    story.guest_probes_nothing = true;
    story.user_answers(Exclude{});
    story.pass(13min);
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE("A kill switch blocks WSL and lets the LAN pass: it is the kill switch all the same") {
    ClearMorning story{{website(), box("nas", "192.168.77.50")}, PolicyAction::Auto};
    story.host_facts.hyperv_block_rules = Lines{"Mullvad VPN outbound block-all rule"};
    story.ailment = unconnected({"wiki"});
    story.vpn_comes_up();
    check_left_alone(story, {Fault::HypervBlocked});
}

TEST_CASE("A rule of the firewall blocks something, and WSL reaches the Internet but for one site: it is not "
          "the rule") {
    ClearMorning story{{website(), website("shop")}, PolicyAction::Notify};
    story.host_facts.hyperv_block_rules = Lines{"a rule for outbound traffic"};
    story.ailment = unconnected({"wiki"});
    story.vpn_comes_up();
    story.pass(10min);
    CHECK_FALSE(story.found(Fault::HypervBlocked));
}

TEST_CASE(
    "The laptop is undocked, and WSL has lost its default route: a restart of WSL is offered, and no VPN "
    "is blamed") {
    Undocked story;
    story.network_changes();
    story.pass(3min);
    CHECK(story.causes() == Faults{Fault::NoDefaultRoute});
    CHECK(story.choices() == Choices{RestartWsl{}, NotNow{}});
    story.user_takes(RestartWsl{});
    CHECK(story.was_said(MessageId::RestartHelped));
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE(
    "Nobody hears that WSL was shut down, only that its process has gone; it runs again, and does not tell "
    "which machine it is: it is not shut down once more") {
    Undocked story;
    story.network_changes();
    story.pass(3min);
    story.signs_of_wsl = false;
    story.shutdown_answer_is_lost = true;
    story.user_answers(RestartWsl{});
    while (story.shutdowns() == 0) {
        story.pass(10ms);
    }
    story.agent_is_dead = true;
    story.pass(2s);
    story.send(decide::WslVmPresence{});
    story.wsl_starts();
    story.guest_tells_machine = false;
    story.pass(5s);
    story.agent_is_dead = false;
    story.pass(2min);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE(
    "The laptop is undocked while a VPN is up that takes nothing: the VPN is not blamed for the route that "
    "WSL has lost") {
    Undocked story;
    story.vpn_comes_up();
    story.pass(3min);
    CHECK(story.causes() == Faults{Fault::NoDefaultRoute});
}

TEST_CASE("WSL has lost its default route for IPv4 and has that for IPv6: it is lost all the same") {
    Undocked story;
    story.routes.push_back({{"::", 0}, "fe80::1", Story::ethernet().index, 25});
    story.guest_facts.routes->push_back({{"::", 0}, "eth0", "fe80::1", 1024});
    story.network_changes();
    story.pass(3min);
    CHECK(story.causes() == Faults{Fault::NoDefaultRoute});
}

TEST_CASE("WSL has its default route, and a site is out of reach: that is not for the route") {
    Undocked story;
    story.guest_facts.routes = std::vector<GuestRoute>{{{"0.0.0.0", 0}, "eth0", "192.168.77.254", 0}};
    story.network_changes();
    story.pass(3min);
    CHECK_FALSE(story.found(Fault::NoDefaultRoute));
}

TEST_CASE("Docker's network inside WSL has the address of the company's git: that is named, and nothing is "
          "switched") {
    ClearMorning story{{website(), box("git", "172.17.3.4")}, PolicyAction::Auto};
    story.ailment = unreached("git");
    story.ailment->from_windows.reset();
    story.ailment->trial.leaves_by = "docker0";
    story.vpn_comes_up();
    check_left_alone(story, {Fault::BridgeCoversTarget});
    CHECK(story.finding().finding.arguments.front() == "docker0");
}

TEST_CASE(
    "Two VPNs are up, and what goes through the first is cut off: the first is blamed, not the one that "
    "came up last") {
    ClearMorning story{{website(), box("git", "10.1.2.3")}};
    story.routes = {to("10.1.0.0", 16, Story::cisco()), to("100.64.0.0", 10, open_vpn())};
    story.vpn_comes_up();
    story.pass(1min);
    story.vpn_comes_up(open_vpn());
    story.pass(10min);
    REQUIRE(story.causes().empty());
    story.ailment = unreached("git");
    story.ailment->from_windows.reset();
    story.ailment->trial.leaves_by = "eth1"; // Cisco's
    story.pass(10min);
    REQUIRE(story.causes() == Faults{Fault::VpnTargetsCut});
    CHECK(story.finding().finding.arguments.front() == "Cisco Secure Client");
}

TEST_CASE("Windows is back online with a VPN that cuts WSL off: WSL is asked at once, and the VPN is known") {
    Settings settings = Story::lan_settings();
    settings.connectivity.targets = {"10.0.0.1:53"};
    QuietMorning story{settings};
    story.targets_accept = false;
    story.vpn_comes_up();
    story.pass(10min);
    REQUIRE(story.offers() == 0);
    story.targets_accept = true;
    story.pass(1min);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.offers() == 1);
}

TEST_CASE("Clash answers with addresses of its own: VirtioProxy is offered, and NAT is not") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}};
    story.ailment = unconnected({"wiki"}, {SwitchMode{NetworkingMode::VirtioProxy}});
    story.ailment->trial.resolved = {"198.18.0.23"};
    story.vpn_comes_up(open_vpn());
    story.pass(1min);
    CHECK(story.causes() == Faults{Fault::FakeIpDns});
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
}

TEST_CASE(
    "A site behind Tailscale has an address of the shared range, and is out of reach: that is no proxy's") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}};
    story.routes = {to("100.64.0.0", 10, open_vpn())};
    story.ailment = unconnected({"wiki"});
    story.ailment->trial.resolved = {"100.64.7.7"};
    story.vpn_comes_up(open_vpn());
    story.pass(1min);
    CHECK_FALSE(story.found(Fault::FakeIpDns));
}

TEST_CASE(
    "WSL does not tell its mode while the VPN comes up: the exclusion is offered, and not NAT for that") {
    QuietMorning story{Story::lan_settings()};
    story.pass(1min);
    story.guest_tells_machine = false;
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.choices() == Choices{Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("A server has just died: nothing is said of it before it had the time to start again") {
    QuietMorning story;
    story.pass(5min);
    story.server_alive["api"] = false;
    while (story.state_of("api") != EndpointState::Down) {
        story.pass(1s);
    }
    story.pass(10s);
    CHECK(story.causes().empty());
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::ServerDead});
}

TEST_CASE(
    "The VPN's adapter is missing in one table of Windows, after \"not now\": the same is not asked again") {
    CutOffMorning story;
    story.user_answers(NotNow{});
    story.pass(1min);
    story.vpn_goes_down();
    story.pass(2s);
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.offers() == 1);
}
