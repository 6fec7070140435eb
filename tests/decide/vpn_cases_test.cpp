// SPDX-License-Identifier: MIT
#include "service/decide/network/network.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

const std::vector<Choice> c_no_exclusion{SwitchMode{NetworkingMode::Nat}, NotNow{}};

/// Nothing but its type speaks for it: 35, which is perhaps a VPN.
Adapter tunnel(int number = 1) {
    Adapter adapter = Story::cisco();
    adapter.guid = "{0000" + std::to_string(1000 + number) + "-0000-0000-0000-000000000000}";
    adapter.index = 1000 + static_cast<std::uint32_t>(number);
    adapter.friendly_name = "Tailspin";
    adapter.description = "Tailspin Tunnel #" + std::to_string(number);
    adapter.mac.clear();
    adapter.if_type = 53;
    adapter.addresses = {{"10.9.0.2", 24}};
    return adapter;
}

Route default_route(const Adapter& adapter) {
    return {{"0.0.0.0", 0}, "0.0.0.0", adapter.index, 1};
}

} // namespace

TEST_CASE("Several VPNs: each is shown, and the one that came up last is asked about") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(30s);
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up(Story::second_vpn());
    story.pass(8s);
    CHECK(story.now().vpns.size() == 2);
    REQUIRE(story.now().offer);
    CHECK(story.offers() == 1);
    story.user_answers(NotNow{});
    story.vpn_goes_down(Story::second_vpn());
    story.pass(10min);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("A VPN over a VPN that is excluded: exclusion is not offered again, as the guest has one rule") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    REQUIRE(story.state_of("api") == EndpointState::Up);
    story.vpn_comes_up(Story::second_vpn());
    story.pass(10s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices == c_no_exclusion);
}

TEST_CASE("A VPN over a VPN that ends leaves the lower one there, and nothing more is asked") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(60s);
    story.vpn_comes_up(Story::second_vpn());
    story.pass(60s);
    story.vpn_goes_down(Story::second_vpn());
    story.pass(10min);
    REQUIRE(story.now().vpns.size() == 1);
    CHECK(story.now().vpns[0].name == Story::cisco().friendly_name);
    CHECK(story.offers() == 0);
}

TEST_CASE("A VPN that reconnects every few seconds is asked about once it stays, and only once") {
    QuietMorning story;
    for (int round = 0; round < 20; ++round) {
        story.vpn_comes_up();
        story.pass(3s);
        story.vpn_goes_down();
        story.pass(2s);
    }
    CHECK(story.offers() == 0);
    story.vpn_comes_up();
    story.pass(8s);
    CHECK(story.now().offer);
    story.pass(10min);
    CHECK(story.offers() == 1);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("A VPN that is up before the service starts is known, and a break from before is not its doing") {
    Story story;
    story.vpn_comes_up();
    story.begin();
    story.pass(10min);
    CHECK(story.now().vpns.size() == 1);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK(story.offers() == 0);
}

TEST_CASE("A VPN that is up before the service starts and reconnects is an event") {
    Story story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.begin();
    story.pass(60s);
    story.vpn_goes_down();
    story.pass(60s);
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(8s);
    CHECK(story.now().offer);
}

TEST_CASE("What is perhaps a VPN and takes nothing over is no event") {
    QuietMorning story;
    story.vpn_comes_up(tunnel());
    story.pass(10min);
    CHECK(story.now().vpns.empty());
    CHECK(story.offers() == 0);
}

TEST_CASE("What is perhaps a VPN and takes over the default route is an event that says so") {
    QuietMorning story;
    story.routes = {default_route(tunnel())};
    story.vpn_comes_up(tunnel());
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->vpn == "Tailspin");
    const auto evidence = story.evidence_of(MessageId::VpnBrokeMirrored);
    CHECK(evidence.at(0) ==
          "the adapter \"Tailspin\" (Tailspin Tunnel #1) came up, which is perhaps a VPN (score 35)");
    CHECK(evidence.at(1) == "it took over the default route, now or the last time");
}

TEST_CASE("What is perhaps a VPN and brings DNS servers, though later, is an event") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up(tunnel());
    story.pass(60s);
    REQUIRE(story.now().vpns.empty());
    Adapter with_dns = tunnel();
    with_dns.dns_servers = {"10.9.0.53"};
    story.vpn_goes_down(tunnel());
    story.vpn_comes_up(with_dns);
    story.pass(2s);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("What is perhaps a VPN and holds the default route when the service starts is one") {
    Story story;
    story.routes = {default_route(tunnel())};
    story.vpn_comes_up(tunnel());
    story.begin();
    story.pass(5s);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("A tunnel with a new GUID each time keeps what was seen of it, and leaves nothing behind") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.routes = {default_route(tunnel(1))};
    story.vpn_comes_up(tunnel(1));
    story.pass(5s);
    REQUIRE(story.now().vpns.size() == 1);
    story.vpn_goes_down(tunnel(1));
    story.routes.clear();
    story.pass(5s);
    for (int number = 2; number < 200; ++number) {
        story.vpn_comes_up(tunnel(number));
        story.pass(5s);
        CHECK(story.now().vpns.size() == 1);
        story.vpn_goes_down(tunnel(number));
        story.pass(5s);
    }
    CHECK(story.now().vpns.empty());
}

TEST_CASE("The ghost of a removed device is no VPN, and its twin that is up is one") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    Adapter ghost = Story::cisco();
    ghost.up = false;
    story.lan.push_back(ghost);
    story.network_changes();
    story.pass(5s);
    CHECK(story.now().vpns.empty());
    Adapter twin = Story::second_vpn();
    twin.friendly_name = ghost.friendly_name;
    story.vpn_comes_up(twin);
    story.pass(5s);
    CHECK(story.now().vpns.size() == 1);
    story.vpn_goes_down(twin);
    story.pass(5s);
    CHECK(story.now().vpns.empty());
}

TEST_CASE("A ghost with the GUID of a device that is up changes nothing") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(5s);
    Adapter ghost = Story::cisco();
    ghost.up = false;
    story.lan.insert(story.lan.begin(), ghost);
    story.network_changes();
    story.pass(5s);
    CHECK(story.now().vpns.size() == 1);
}

TEST_CASE("A connection that is renamed is the same VPN, shown with its new name") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(60s);
    const auto calls = story.guest_calls().size();
    Adapter renamed = Story::cisco();
    renamed.friendly_name = "Firma";
    story.vpn_goes_down();
    story.vpn_comes_up(renamed);
    story.pass(5s);
    REQUIRE(story.now().vpns.size() == 1);
    CHECK(story.now().vpns[0].name == "Firma");
    CHECK(story.guest_calls().size() == calls);
}

TEST_CASE("A renamed VPN that is excluded stays so, and is given back when it goes") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    REQUIRE(story.vpn_is_excluded());
    Adapter renamed = Story::cisco();
    renamed.friendly_name = "Firma";
    story.vpn_goes_down();
    story.vpn_comes_up(renamed);
    story.pass(60s);
    CHECK(story.vpn_is_excluded());
    CHECK(story.now().vpns.at(0).excluded);
    story.vpn_goes_down(renamed);
    story.pass(10s);
    CHECK_FALSE(story.vpn_is_excluded());
}

TEST_CASE("A PPP connection is a VPN or a provider's by the phonebook, whatever the case of its name") {
    Adapter ppp = tunnel();
    ppp.friendly_name = ppp.description = "Office";
    for (const RasKind kind : {RasKind::Vpn, RasKind::Broadband}) {
        VpnRule vpn;
        vpn.circumstance = Circumstance::RasVpn;
        vpn.score = 40;
        VpnRule provider;
        provider.circumstance = Circumstance::RasBroadband;
        provider.score = -100;
        const VpnRules rules{50, {vpn, provider}};
        decide::Network network{Settings::Adapters{}, rules};
        AdapterTable table{{ppp}, {default_route(ppp)}, {{"OFFICE", kind}}};
        decide::Outbox out{"test"};
        network.read_if_due(decide::TimePoint{}, out);
        const auto id = std::get<decide::ReadAdapters>(out.take().at(0)).id;
        CHECK(network.on_table(id, table, decide::TimePoint{}).vpn_came_up == (kind == RasKind::Vpn));
    }
}
