// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// WSL does not run with the mode that it is set to, or has no network at all: that gets words, as the cure
/// lies with Windows, with the organisation, or with the user's own file.
namespace {

/// WSL is set to mirrored, and runs with this mode.
struct Fallen : OpenMachine {
    explicit Fallen(NetworkingMode mode)
        : OpenMachine({website()}) {
        effective = mode;
        if (mode == NetworkingMode::None) {
            guest_facts.devices = std::vector<GuestDevice>{};
            ailment = nameless({"wiki"});
        }
    }

    void warned(const char* text) { host_facts.wsl_warnings = std::vector<WslWarning>{{{}, text}}; }

    /// WSL is started while the service runs, so it is known since when it does.
    void morning() {
        wsl_stops();
        begin();
        pass(1min);
        const NetworkingMode mode = effective;
        wsl_starts();
        effective = mode;
        pass(3min);
    }
};

struct OnlyLo : ClearMorning {
    OnlyLo()
        : ClearMorning({website()}) {
        guest_facts.devices = std::vector<GuestDevice>{};
        guest_facts.routes = std::vector<GuestRoute>{};
        guest_facts.gateway.reset();
        ailment = nameless({"wiki"});
    }
};

/// Said once, and nothing else came of it.
void check_only_told(const Story& story, Fault fault) {
    CHECK(story.causes() == Faults{fault});
    CHECK(story.finding().remedies.empty());
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
    CHECK(story.notices() == 1);
    CHECK(story.now().notice->finding.fault == fault);
    CHECK(story.is_left_alone());
}

} // namespace

TEST_CASE(
    "I set networkingMode=mirrored and still get a 172 address: WSL fell back to NAT, and its own warning "
    "says why") {
    Fallen story{NetworkingMode::Nat};
    story.warned("Mirrored networking is not supported. NAT is used.");
    story.morning();
    check_only_told(story, Fault::SilentNat);
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().finding.arguments.front() == "nat");
}

TEST_CASE("I set networkingMode=mirrored a minute ago and did not restart WSL: that is no fallback") {
    ClearMorning story{{website()}};
    story.user_edits_wslconfig(NetworkingMode::Nat);
    story.pass(5min);
    CHECK(story.is_left_alone());
    CHECK_FALSE(story.found(Fault::SilentNat));
    Fallen other{NetworkingMode::Nat};
    other.configured = NetworkingMode::Nat;
    other.morning();
    other.user_edits_wslconfig(NetworkingMode::Mirrored);
    other.pass(5min);
    CHECK(other.causes().empty());
}

TEST_CASE("Mirrored mode never comes: IPv6 is switched off for all of Windows, so WSL runs with NAT") {
    Fallen story{NetworkingMode::Nat};
    story.warned("Mirrored networking is not supported. NAT is used.");
    story.host_facts.disabled_components = 0xFF;
    story.morning();
    check_only_told(story, Fault::Ipv6Disabled);
    CHECK(story.finding().finding.confidence == Confidence::Certain);
}

TEST_CASE("IPv6 is only preferred less, not switched off, and WSL runs with NAT: that is not the reason") {
    Fallen story{NetworkingMode::Nat};
    story.warned("Mirrored networking is not supported. NAT is used.");
    story.host_facts.disabled_components = 0x20;
    story.morning();
    check_only_told(story, Fault::SilentNat);
}

TEST_CASE("WSL has nothing but lo, and ip a shows no eth0: IPv6 is switched off for all of Windows") {
    OnlyLo story;
    story.host_facts.disabled_components = 0xFF;
    story.pass(8min);
    check_only_told(story, Fault::Ipv6Disabled);
}

TEST_CASE(
    "WSL has nothing but lo, and Windows' network service reports 0x803B0007: its stale state is named, and "
    "not deleted") {
    OnlyLo story;
    story.host_facts.hns_errors = std::vector<std::string>{"0x803B0007"};
    story.pass(8min);
    check_only_told(story, Fault::StaleHns);
    CHECK(story.finding().finding.arguments.front() == "0x803B0007");
}

TEST_CASE("WSL has devices and an address, and the network service reported an error: it is not stale") {
    ClearMorning story{{website()}};
    story.host_facts.hns_errors = std::vector<std::string>{"0x803B0007"};
    story.ailment = unconnected({"wiki"});
    story.pass(8min);
    CHECK_FALSE(story.found(Fault::StaleHns));
    CHECK(story.is_left_alone());
}

TEST_CASE("WSL says that it falls back to networkingMode None: that is told, with what the network service "
          "reports") {
    Fallen story{NetworkingMode::None};
    story.warned(
        "Failed to configure network (networkingMode Mirrored), falling back to networkingMode None.");
    story.host_facts.hns_errors = std::vector<std::string>{"0x803B0015"};
    story.morning();
    check_only_told(story, Fault::NoNetworking);
    CHECK(story.finding().finding.arguments.front() == "0x803B0015");
}

TEST_CASE("WSL fell back to None, and the network service is stale: the cause is told, not the fallback") {
    Fallen story{NetworkingMode::None};
    story.host_facts.hns_errors = std::vector<std::string>{"0x80070424"};
    story.morning();
    check_only_told(story, Fault::StaleHns);
}

TEST_CASE("I set networkingMode=none myself: WSL without a network is what I wanted") {
    Fallen story{NetworkingMode::None};
    story.configured = NetworkingMode::None;
    story.morning();
    CHECK_FALSE(story.found(Fault::NoNetworking));
    CHECK(story.notices() == 0);
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "My dock's network card has the laptop's MAC address, and WSL lost the network: both cards are named") {
    ClearMorning story{{website()}};
    Adapter dock = Story::ethernet();
    dock.guid = "{00000012-0000-0000-0000-000000000000}";
    dock.index = 12;
    dock.friendly_name = "Ethernet 2";
    dock.addresses = {{"192.168.77.2", 24}};
    story.lan.push_back(dock);
    story.guest_facts.devices->front().up = false;
    story.host_facts.hns_errors = std::vector<std::string>{"0xC0010022"};
    story.ailment = nameless({"wiki"});
    story.network_changes();
    story.pass(1min);
    check_only_told(story, Fault::DuplicateMac);
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().finding.arguments.front() == "Ethernet and Ethernet 2");
}

TEST_CASE(
    "My dock's network card has a MAC address of its own, and WSL lost the network: they do not clash") {
    ClearMorning story{{website()}};
    Adapter dock = Story::ethernet();
    dock.guid = "{00000012-0000-0000-0000-000000000000}";
    dock.index = 12;
    dock.mac = "3C-52-82-00-00-12";
    story.lan.push_back(dock);
    story.guest_facts.devices->front().up = false;
    story.ailment = unconnected({"wiki"});
    story.network_changes();
    story.pass(1min);
    CHECK_FALSE(story.found(Fault::DuplicateMac));
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "I set networkingMode=mirrored and the company's policy makes it NAT: that is explained, and no alarm") {
    Fallen story{NetworkingMode::Nat};
    story.host_facts.mode_is_locked = true;
    story.host_facts.policy_mode = NetworkingMode::Nat;
    story.morning();
    CHECK(story.causes() == Faults{Fault::ModeLocked});
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().finding.severity == Severity::Hint);
    CHECK(story.finding().not_yet->code == MessageId::ModeIsLocked);
    CHECK(story.notices() == 0);
    CHECK(story.is_left_alone());
}

TEST_CASE("The company's policy makes it NAT, and I set NAT as well: there is nothing to explain") {
    Fallen story{NetworkingMode::Nat};
    story.configured = NetworkingMode::Nat;
    story.host_facts.mode_is_locked = true;
    story.host_facts.policy_mode = NetworkingMode::Nat;
    story.morning();
    CHECK(story.causes().empty());
}

TEST_CASE(
    "I wrote networkMode=mirrored, and nothing happened: the line is shown, and over when it is mended") {
    ClearMorning story{{website()}};
    story.config_mistakes = {"line 3: networkMode is not known; networkingMode is"};
    story.user_edits_wslconfig(NetworkingMode::Mirrored);
    story.pass(10s);
    CHECK(story.notices() == 0); // who is still writing is not interrupted
    story.pass(10s);
    check_only_told(story, Fault::ConfigMistake);
    story.config_mistakes.clear();
    story.user_edits_wslconfig(NetworkingMode::Mirrored);
    story.pass(10s);
    CHECK(story.causes().empty());
    CHECK(story.now().notice->is_over);
}
