// SPDX-License-Identifier: MIT
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
        ailment = unreached("wiki", {SwitchMode{NetworkingMode::Nat}});
        vpn_comes_up(open_vpn());
        pass(30s);
    }
};

/// The VPN is one that is dialled, and is not connected: nobody gets to the company.
struct Undialled : ClearMorning {
    explicit Undialled(std::vector<PhonebookEntry> entries)
        : ClearMorning({website()}) {
        host_facts.ras_error_651 = RasFailure{std::chrono::sys_seconds{1'800'000'000s}, entries.front().name};
        phonebook = std::move(entries);
        network_changes();
        ailment = unreached("wiki", {SwitchMode{NetworkingMode::Nat}});
        pass(3min);
    }
};

Adapter dialled(const std::string& name) {
    Adapter adapter = Story::cisco();
    adapter.friendly_name = name;
    adapter.if_type = 23;
    adapter.mac.clear();
    return adapter;
}

} // namespace

TEST_CASE("The Internet is down, in Windows as in WSL: that is said, and nothing is done") {
    ClearMorning story{{website()}};
    story.network_is_unplugged();
    story.pass(5min);
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.now().headline.code == MessageId::WindowsOffline);
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
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
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
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_answers(SwitchMode{NetworkingMode::Nat});
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
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.vpn_comes_up(dialled("Office"));
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

TEST_CASE("My L2TP VPN fails with error 651 and nothing else does: NAT is offered all the same, and not "
          "while it is "
          "connected") {
    ClearMorning story{{website()}};
    story.phonebook = {{"Office", RasKind::Vpn}};
    story.network_changes();
    story.host_facts.ras_error_651 = RasFailure{std::chrono::sys_seconds{1'800'000'000s}, "Office"};
    story.pass(1min);
    REQUIRE(story.causes().empty());
    story.send(decide::DialFailed{});
    story.pass(8s);
    CHECK(story.causes() == Faults{Fault::WslBreaksVpn});
    CHECK(story.finding().finding.confidence == Confidence::Likely);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(story.causes().empty());
}

TEST_CASE("The question about my L2TP VPN is over when it connects after all, and when an hour has passed") {
    for (const bool connects : {true, false}) {
        CAPTURE(connects);
        ClearMorning story{{website()}};
        story.host_facts.ras_error_651 = RasFailure{std::chrono::sys_seconds{1'800'000'000s}, "Office"};
        story.send(decide::DialFailed{});
        story.pass(8s);
        REQUIRE(story.offers() == 1);
        if (connects) {
            story.vpn_comes_up(dialled("Office"));
        }
        story.pass(connects ? 10s : decide::Duration{61min});
        CHECK(story.causes().empty());
        CHECK(story.choices().empty());
    }
}

TEST_CASE("A VPN of my own that the service knows nothing of fails with error 651 while Windows is online: "
          "it is possible") {
    ClearMorning story{{website()}};
    story.host_facts.ras_error_651 = RasFailure{std::chrono::sys_seconds{1'800'000'000s}, "Home office"};
    story.send(decide::DialFailed{});
    story.pass(8s);
    CHECK(story.causes() == Faults{Fault::WslBreaksVpn});
    CHECK(story.finding().finding.confidence == Confidence::Possible);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("What I dial fails with another error, or is my broadband, or is all of the Internet I have: WSL "
          "is not blamed") {
    for (const std::string what : {"another error", "broadband", "offline"}) {
        CAPTURE(what);
        ClearMorning story{{website()}};
        story.phonebook = {{"Line", RasKind::Broadband}};
        story.network_changes();
        if (what != "another error") {
            story.host_facts.ras_error_651 =
                RasFailure{std::chrono::sys_seconds{1'800'000'000s}, what == "broadband" ? "Line" : "My own"};
        }
        if (what == "offline") {
            story.network_is_unplugged();
        }
        story.send(decide::DialFailed{});
        story.pass(1min);
        CHECK_FALSE(story.found(Fault::WslBreaksVpn));
        CHECK(story.is_left_alone());
    }
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
