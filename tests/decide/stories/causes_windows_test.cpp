#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// Windows itself has lost the network: mostly that is no matter of WSL's, and sometimes WSL is why.
namespace {

/// A proxy's TUN carries everything, and WSL has turned forwarding on for the card.
struct Looping : ClearMorning {
    explicit Looping(bool forwarding)
        : ClearMorning({website()}) {
        routes = {{{"0.0.0.0", 0}, "10.8.0.1", open_vpn().index, 1}};
        lan.front().forwarding = forwarding;
        ailment = unreached("wiki", {Choice::FallBackToNat});
        vpn_comes_up(open_vpn());
        pass(30s);
    }
};

/// The VPN is one that is dialled, and is not connected: nobody gets to the company.
struct Undialled : ClearMorning {
    explicit Undialled(std::vector<PhonebookEntry> entries)
        : ClearMorning({website()}) {
        phonebook = std::move(entries);
        network_changes();
        host_facts.ras_error_651 = std::chrono::sys_seconds{1'800'000'000s};
        ailment = unreached("wiki", {Choice::FallBackToNat});
        pass(3min);
    }
};

} // namespace

TEST_CASE("The Internet is down, in Windows as in WSL: that is said, and nothing is done") {
    ClearMorning story{{website()}};
    story.network_is_unplugged();
    story.pass(5min);
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.now().headline.code == Say::WindowsOffline);
    CHECK(story.finding().remedies.empty());
    CHECK(story.notices() == 0);
    CHECK(story.is_left_alone());
    story.network_is_plugged_in();
    story.pass(30s);
    CHECK(story.causes().empty());
}

TEST_CASE(
    "The wiki is down for Windows and for WSL since the VPN came up, the shop is not: it is the wiki's own "
    "trouble") {
    ClearMorning story{{website(), website("shop")}};
    story.ailment = unreached("wiki");
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.finding().finding.endpoints == std::vector<std::string>{"wiki"});
    CHECK(story.finding().finding.severity == Severity::Hint);
    CHECK(story.notices() == 0);
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "Windows lost the Internet a moment after WSL started, with my proxy's TUN on: it goes in circles, and "
    "NAT ends that") {
    Looping story{true};
    CHECK(story.causes() == Faults{Fault::ForwardingLoop});
    CHECK(story.finding().finding.arguments.front() == "Ethernet");
    CHECK(story.choices() == Choices{Choice::FallBackToNat, Choice::NotNow});
    story.user_takes(Choice::FallBackToNat);
    story.pass(1min);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE(
    "Windows lost the Internet with my proxy's TUN on, and no card forwards: the line is down, no loop") {
    Looping story{false};
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "Windows is known to be offline, and a card forwards into the TUN: the question comes all the same") {
    Settings settings;
    settings.endpoints = {website()};
    settings.connectivity.targets = {"proxy.corp.example:8080"};
    Story story{settings};
    story.vpn_breaks_mirrored = false;
    story.begin();
    story.pass(1min);
    story.routes = {{{"0.0.0.0", 0}, "10.8.0.1", open_vpn().index, 1}};
    story.lan.front().forwarding = true;
    story.targets_accept = false;
    story.vpn_comes_up(open_vpn());
    story.pass(1min);
    CHECK(story.causes() == Faults{Fault::ForwardingLoop});
    CHECK(story.choices() == Choices{Choice::FallBackToNat, Choice::NotNow});
    story.user_answers(Choice::FallBackToNat);
    story.pass(5s);
    story.targets_accept = true; // WSL is down, and with it what went in circles
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("My L2TP VPN fails with error 651 whenever WSL runs: NAT is offered, and then it connects") {
    Undialled story{{{"Office", RasKind::Vpn}}};
    CHECK(story.causes() == Faults{Fault::WslBreaksVpn});
    CHECK(story.choices() == Choices{Choice::FallBackToNat, Choice::NotNow});
    story.user_takes(Choice::FallBackToNat);
    Adapter office = Story::cisco();
    office.friendly_name = "Office";
    office.if_type = 23;
    office.mac.clear();
    story.vpn_comes_up(office);
    story.pass(1min);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.causes().empty());
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("A modem fails with error 651, and no VPN is in the phonebook: WSL has nothing to do with it") {
    Undialled story{{{"Modem", RasKind::DialUp}}};
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.is_left_alone());
}

TEST_CASE("My L2TP VPN does not connect, for another reason than error 651: WSL is not blamed") {
    ClearMorning story{{website()}};
    story.phonebook = {{"Office", RasKind::Vpn}};
    story.network_changes();
    story.ailment = unreached("wiki");
    story.pass(3min);
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.is_left_alone());
}
