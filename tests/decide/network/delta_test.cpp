// SPDX-License-Identifier: MIT
#include "service/decide/network/delta.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;

namespace {

const std::string c_lan = Story::ethernet().guid;
const std::string c_vpn = Story::cisco().guid;

Adapter wifi() {
    Adapter adapter = Story::ethernet();
    adapter.guid = "{00000099-0000-0000-0000-000000000000}";
    adapter.luid = 99;
    adapter.index = 99;
    adapter.friendly_name = "Wi-Fi";
    adapter.if_type = 71;
    return adapter;
}

Delta between(const AdapterTable& before, const AdapterTable& after) {
    return difference(what_matters(before), what_matters(after));
}

/// What one change of the Ethernet adapter is, beside the VPN.
template <class Change>
Delta after(Change change) {
    AdapterTable table{{Story::ethernet(), Story::cisco()}, {}};
    AdapterTable changed = table;
    change(changed.adapters[0], changed.routes);
    return between(table, changed);
}

using Routes = std::vector<Route>;

Route route(const std::string& to, std::uint8_t length, const Adapter& through) {
    return {{to, length}, "0.0.0.0", through.index, 1};
}

} // namespace

TEST_CASE("Two equal tables differ in nothing, however often and in whatever order they are read") {
    const AdapterTable one{{Story::ethernet(), Story::cisco()}, {route("10.0.0.0", 8, Story::cisco())}};
    const AdapterTable other{{Story::cisco(), Story::ethernet()}, one.routes};
    CHECK(between(one, other).empty());
}

TEST_CASE("An adapter appears, goes up, goes down and is gone") {
    Adapter down = Story::cisco();
    down.up = false;
    const AdapterTable without{{Story::ethernet()}, {}};
    const AdapterTable with_down{{Story::ethernet(), down}, {}};
    const AdapterTable with_up{{Story::ethernet(), Story::cisco()}, {}};
    CHECK((between(without, with_up) == Delta{{AdapterEvent::Appeared, c_vpn}}));
    CHECK((between(with_down, with_up) == Delta{{AdapterEvent::Up, c_vpn}}));
    CHECK((between(with_up, with_down) == Delta{{AdapterEvent::Down, c_vpn}}));
    CHECK((between(with_up, without) == Delta{{AdapterEvent::Gone, c_vpn}}));
}

TEST_CASE("An adapter that is not up is as good as none, whatever changes about it") {
    Adapter down = Story::cisco();
    down.up = false;
    Adapter other = down;
    other.addresses = {{"10.1.1.1", 8}};
    other.metric_ipv4 = 1;
    other.index = 77;
    const AdapterTable without{{Story::ethernet()}, {}};
    const AdapterTable one{{Story::ethernet(), down}, {route("0.0.0.0", 0, down)}};
    const AdapterTable two{{Story::ethernet(), other}, {}};
    CHECK(between(without, one).empty());
    CHECK(between(one, two).empty());
    CHECK(between(two, without).empty());
}

TEST_CASE("A ghost with the GUID of an adapter that is up is not seen, before or behind it") {
    Adapter ghost = Story::cisco();
    ghost.up = false;
    const AdapterTable one{{Story::cisco()}, {}};
    CHECK(between(one, {{Story::cisco(), ghost}, {}}).empty());
    CHECK(between(one, {{ghost, Story::cisco()}, {}}).empty());
}

TEST_CASE("Each property that matters is a change of its own") {
    const auto only = [](AdapterEvent what) { return Delta{{what, c_lan}}; };
    CHECK((after([](Adapter& a, Routes&) {
               a.addresses = {{"192.168.77.9", 24}};
           }) == only(AdapterEvent::Addresses)));
    CHECK((after([](Adapter& a, Routes&) { a.gateways = {"192.168.77.254"}; }) ==
           only(AdapterEvent::Gateways)));
    CHECK((after([](Adapter& a, Routes&) { a.dns_servers = {"10.8.0.53"}; }) == only(AdapterEvent::Dns)));
    CHECK((after([](Adapter& a, Routes&) { a.dns_suffix = "corp.example"; }) == only(AdapterEvent::Dns)));
    CHECK((after([](Adapter& a, Routes&) { a.forwarding = true; }) == only(AdapterEvent::Forwarding)));
    CHECK((after([](Adapter& a, Routes&) { a.luid = 4711; }) == only(AdapterEvent::Recreated)));
    CHECK((after([](Adapter& a, Routes& routes) { routes = {route("10.0.0.0", 8, a)}; }) ==
           only(AdapterEvent::Routes)));
}

TEST_CASE("A name, a description and the media state are no change") {
    CHECK(after([](Adapter& a, Routes&) {
              a.friendly_name = "LAN";
              a.description += " #2";
              a.media = MediaState::Connected;
              a.hardware_interface = true;
          }).empty());
}

TEST_CASE("A default route is one in a piece or in halves, of IPv4 or IPv6") {
    const Delta expected{{AdapterEvent::DefaultRoute, c_lan}};
    CHECK((after([](Adapter& a, Routes& r) { r = {route("0.0.0.0", 0, a)}; }) == expected));
    CHECK((after([](Adapter& a, Routes& r) { r = {route("::", 0, a)}; }) == expected));
    CHECK((after([](Adapter& a, Routes& r) {
               r = {route("0.0.0.0", 1, a), route("128.0.0.0", 1, a)};
           }) == expected));
    CHECK((after([](Adapter& a, Routes& r) { r = {route("::", 1, a), route("8000::", 1, a)}; }) == expected));
    CHECK((after([](Adapter& a, Routes& r) { r = {route("128.0.0.0", 1, a)}; }) ==
           Delta{{AdapterEvent::Routes, c_lan}}));
}

TEST_CASE("Broadcast and multicast routes are no change, nor is a route of nobody") {
    CHECK(after([](Adapter& a, Routes& r) {
              r = {route("255.255.255.255", 32, a),
                   route("224.0.0.0", 4, a),
                   route("ff00::", 8, a),
                   {{"10.0.0.0", 8}, "0.0.0.0", 555, 1}};
          }).empty());
}

TEST_CASE("A route keeps being the same when its adapter got another index") {
    Adapter again = Story::cisco();
    again.index = 77;
    CHECK((between({{Story::cisco()}, {route("10.0.0.0", 8, Story::cisco())}},
                   {{again}, {route("10.0.0.0", 8, again)}}) == Delta{{AdapterEvent::Recreated, c_vpn}}));
}

TEST_CASE("An MTU that becomes known is no change, one that changes is") {
    Adapter known = Story::ethernet();
    known.mtu = 1500;
    Adapter smaller = known;
    smaller.mtu = 1400;
    CHECK(between({{Story::ethernet()}, {}}, {{known}, {}}).empty());
    CHECK((between({{known}, {}}, {{smaller}, {}}) == Delta{{AdapterEvent::Mtu, c_lan}}));
}

TEST_CASE("A metric counts when it changes who comes first, and not when a Wi-Fi card changes its speed") {
    AdapterTable table{{Story::ethernet(), wifi()}, {}};
    table.adapters[0].metric_ipv4 = 25;
    table.adapters[1].metric_ipv4 = 35;
    AdapterTable slower = table;
    slower.adapters[1].metric_ipv4 = 50;
    CHECK(between(table, slower).empty());
    AdapterTable first = table;
    first.adapters[1].metric_ipv4 = 20;
    CHECK((between(table, first) == Delta{{AdapterEvent::Metric, wifi().guid}}));
    AdapterTable level = table;
    level.adapters[1].metric_ipv4 = 25;
    CHECK((between(table, level) == Delta{{AdapterEvent::Metric, wifi().guid}}));
    AdapterTable unknown = table;
    unknown.adapters[1].metric_ipv4.reset();
    CHECK(between(table, unknown).empty());
}

TEST_CASE("What Network List Manager connects counts once it was told") {
    Adapter yes = Story::ethernet();
    yes.nlm_connected = true;
    Adapter no = yes;
    no.nlm_connected = false;
    CHECK(between({{Story::ethernet()}, {}}, {{yes}, {}}).empty());
    CHECK((between({{yes}, {}}, {{no}, {}}) == Delta{{AdapterEvent::Mirrored, c_lan}}));
}

TEST_CASE(
    "A service that starts or stops and another proxy are changes of the machine, once both are known") {
    AdapterTable one{{Story::ethernet()}, {}, {}, std::vector<std::string>{}, ""};
    AdapterTable other = one;
    other.services = {"ZSATunnel"};
    CHECK((between(one, other) == Delta{{AdapterEvent::Services, ""}}));
    CHECK((between(other, one) == Delta{{AdapterEvent::Services, ""}}));
    other = one;
    other.proxy = "127.0.0.1:9000";
    other.phonebook = {{"Office", RasKind::Vpn}};
    CHECK((between(one, other) == Delta{{AdapterEvent::Proxy, ""}}));
    other.proxy.reset();
    other.services.reset();
    CHECK(between(one, other).empty());
    CHECK(between(other, one).empty());
}

TEST_CASE("Several changes come in the order of the adapters") {
    Adapter lan = Story::ethernet();
    lan.dns_suffix = "corp.example";
    const Delta delta = between({{Story::ethernet()}, {}}, {{wifi(), Story::cisco(), lan}, {}});
    REQUIRE(delta.size() == 3);
    CHECK(std::is_sorted(delta.begin(), delta.end(),
                         [](const auto& a, const auto& b) { return a.guid < b.guid; }));
}
