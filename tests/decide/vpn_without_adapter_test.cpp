// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

const std::vector<Choice> c_no_exclusion{SwitchMode{NetworkingMode::Nat}, NotNow{}};

/// Wi-Fi at home, with the router's DNS.
Adapter wifi() {
    Adapter adapter = Story::ethernet();
    adapter.guid = "{00000011-0000-0000-0000-000000000000}";
    adapter.index = 11;
    adapter.friendly_name = "Wi-Fi";
    adapter.if_type = 71;
    adapter.addresses = {{"192.168.1.23", 24}};
    adapter.gateways = {"192.168.1.1"};
    adapter.dns_servers = {"192.168.1.1"};
    return adapter;
}

struct WifiMorning : Story {
    WifiMorning() {
        lan = {wifi()};
        begin();
        pass(90s);
        REQUIRE(state_of("api") == EndpointState::Up);
    }

    Adapter& card() { return lan.front(); }

    void changes() {
        network_changes();
        pass(2s);
    }

    [[nodiscard]] bool has_vpn() const { return !now().vpns.empty(); }
};

} // namespace

TEST_CASE("A VPN that is only a service comes up and breaks mirrored: NAT is offered, exclusion is not") {
    QuietMorning story;
    const auto began = story.time();
    story.services = {"ZSATunnel"};
    story.filter_breaks_mirrored = true;
    story.network_changes();
    story.pass(3s);
    CHECK(story.state_of("api") == EndpointState::Down);
    story.pass(5s);
    REQUIRE(story.now().offer);
    CHECK(*story.offered_at() - began <= 8s);
    const Offer offer = *story.now().offer;
    CHECK(offer.vpn == "Zscaler");
    CHECK(offer.kind == VpnKind::Service);
    CHECK(offer.choices == c_no_exclusion);
    CHECK(story.now().headline == Message{MessageId::VpnBrokeMirrored, {"Zscaler", "api"}});
    CHECK(story.now().vpns == std::vector<VpnView>{{"Zscaler", "Zscaler", false, VpnKind::Service}});
    CHECK(story.evidence_of(MessageId::VpnBrokeMirrored).at(0) ==
          "the service \"ZSATunnel\" of Zscaler started");

    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.was_said(MessageId::ModeHelped));
}

TEST_CASE("A service that starts without any notification is found when the first probe fails") {
    QuietMorning story;
    story.services = {"ZSATunnel"};
    story.filter_breaks_mirrored = true;
    story.pass(60s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->vpn == "Zscaler");
}

TEST_CASE("A VPN's service that runs when the service starts is there, and an hour later not to blame") {
    Story story;
    story.services = {"ZSATunnel"};
    story.begin();
    story.pass(1h);
    REQUIRE(story.now().vpns.size() == 1);
    CHECK(story.now().vpns[0].kind == VpnKind::Service);
    story.filter_breaks_mirrored = true;
    story.pass(10min);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.offers() == 0);
}

TEST_CASE("A service that stops is a VPN that went, and its offer goes with it") {
    QuietMorning story;
    story.services = {"ZSATunnel"};
    story.filter_breaks_mirrored = true;
    story.network_changes();
    story.pass(10s);
    REQUIRE(story.now().offer);
    story.services = {""};
    story.network_changes();
    story.pass(1s);
    CHECK_FALSE(story.now().offer);
    CHECK(story.now().vpns.empty());
}

TEST_CASE("Services that could not be read are taken to be unchanged") {
    QuietMorning story;
    story.services = {"ZSATunnel"};
    story.network_changes();
    story.pass(2s);
    story.services.reset();
    story.network_changes();
    story.pass(2s);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("A VPN's service that could not be looked at before is there from the first look on") {
    Story story;
    story.services.reset();
    story.begin();
    story.pass(60s);
    story.services = {"ZSATunnel"};
    story.network_changes();
    story.pass(2s);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("The service of a VPN that has an adapter is no VPN by itself") {
    QuietMorning story;
    story.services = {"AcmeAgent"};
    story.filter_breaks_mirrored = true;
    story.network_changes();
    story.pass(10min);
    CHECK(story.now().vpns.empty());
    CHECK(story.offers() == 0);
}

TEST_CASE("A proxy that comes from nowhere and breaks mirrored is named as what it is") {
    QuietMorning story;
    story.proxy = "127.0.0.1:9000";
    story.filter_breaks_mirrored = true;
    story.network_changes();
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->kind == VpnKind::TakeOver);
    CHECK(story.now().offer->vpn == "A change of the proxy");
    CHECK(story.now().offer->choices == c_no_exclusion);
    CHECK(
        story.evidence_of(MessageId::VpnBrokeMirrored).at(0).starts_with("the proxy became 127.0.0.1:9000"));
}

TEST_CASE("DNS that a running client without an adapter takes over is that client's") {
    WifiMorning story;
    story.services = {"ZSATunnel"};
    story.network_changes();
    story.pass(10min);
    story.card().dns_servers = {"127.0.0.1"};
    story.filter_breaks_mirrored = true;
    story.network_changes();
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->vpn == "Zscaler");
    CHECK(story.now().offer->kind == VpnKind::TakeOver);
    const VpnView dns{"A change of the DNS servers on Wi-Fi", "Zscaler", false, VpnKind::TakeOver};
    CHECK(story.now().vpns.size() == 2);
    CHECK(story.now().vpns.back() == dns);
    CHECK(story.evidence_of(MessageId::VpnBrokeMirrored).at(1).find("Zscaler runs") != std::string::npos);

    story.card().dns_servers = {"192.168.1.1"};
    story.changes();
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("Halves of the default route on an adapter that stays are a VPN") {
    WifiMorning story;
    story.routes = {{{"0.0.0.0", 1}, "192.168.1.9", 11, 1}, {{"128.0.0.0", 1}, "192.168.1.9", 11, 1}};
    story.changes();
    REQUIRE(story.has_vpn());
    CHECK(story.now().vpns[0].name == "A change of the default route on Wi-Fi");
    story.routes.clear();
    story.changes();
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("Roaming to another Wi-Fi network is no VPN, though its DNS and proxy come late") {
    WifiMorning story;
    story.card().addresses = {{"10.20.0.7", 16}};
    story.card().gateways = {"10.20.0.1"};
    story.changes();
    story.card().dns_servers = {"10.99.0.53"};
    story.routes = {{{"0.0.0.0", 0}, "10.20.0.7", 11, 1}};
    story.changes();
    story.proxy = "proxy.corp.example:8080";
    story.changes();
    story.pass(10min);
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("A Wi-Fi card that loses its network and finds another is no VPN") {
    WifiMorning story;
    story.card().up = false;
    story.changes();
    story.card().up = true;
    story.card().dns_servers = {"10.99.0.53"};
    story.changes();
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("A dock is no VPN, nor is what it changes on the Wi-Fi card") {
    WifiMorning story;
    Adapter dock = Story::ethernet();
    dock.dns_servers = {"10.99.0.53"};
    story.lan.push_back(dock);
    story.changes();
    story.card().dns_servers = {"10.99.0.53"};
    story.proxy = "proxy.corp.example:8080";
    story.changes();
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("A renewed lease is no VPN, though it brings another address, router or server") {
    WifiMorning story;
    story.card().gateways = {"192.168.1.2"};
    story.routes = {{{"0.0.0.0", 0}, "192.168.1.2", 11, 1}};
    story.changes();
    story.card().dns_servers = {"192.168.1.2"};
    story.changes();
    story.card().dns_by_hand = false;
    story.card().dns_servers = {"9.9.9.9"};
    story.changes();
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("What a VPN's adapter brings to others while it comes up is no second VPN") {
    WifiMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(5s);
    story.card().dns_servers = {"10.8.0.53"};
    story.proxy = "proxy.corp.example:8080";
    story.changes();
    REQUIRE(story.now().vpns.size() == 1);
    CHECK(story.now().vpns[0].kind == VpnKind::Adapter);
    story.vpn_goes_down();
    story.pass(5s);
    story.card().dns_servers = {"192.168.1.1"};
    story.proxy = "";
    story.changes();
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("After sleep the machine is anywhere: what changed meanwhile is no VPN") {
    WifiMorning story;
    story.send(decide::Resumed{});
    story.card().dns_servers = {"127.0.0.1"};
    story.proxy = "proxy.corp.example:8080";
    story.pass(2s);
    CHECK_FALSE(story.has_vpn());
}

TEST_CASE("An endpoint behind the VPN waits for a service, and not for a take-over") {
    Settings settings = Story::default_settings();
    settings.endpoints[0].when = EndpointWhen::Vpn;
    Story story{settings};
    story.begin();
    story.pass(90s);
    REQUIRE(story.state_of("api") == EndpointState::Skipped);
    story.proxy = "127.0.0.1:9000";
    story.network_changes();
    story.pass(5s);
    REQUIRE(story.now().vpns.size() == 1);
    CHECK(story.state_of("api") == EndpointState::Skipped);
    story.services = {"ZSATunnel"};
    story.network_changes();
    story.pass(5s);
    CHECK(story.state_of("api") == EndpointState::Up);
}
