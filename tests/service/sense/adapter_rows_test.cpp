// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

namespace {

/// 16 bytes from 8 groups.
Bytes v6(std::initializer_list<int> groups) {
    Bytes bytes;
    for (const int group : groups) {
        bytes.push_back(static_cast<std::uint8_t>(group >> 8));
        bytes.push_back(static_cast<std::uint8_t>(group & 0xFF));
    }
    return bytes;
}

AdapterRow cisco() {
    AdapterRow row;
    row.guid = "{37217669-42da-4657-a55b-0d995d328250}";
    row.luid = 7;
    row.index = 12;
    row.ipv6_index = 13;
    row.friendly_name = "Ethernet 4";
    row.description = "Cisco Secure Client Virtual Miniport Adapter for Windows x64";
    row.if_type = 6;
    row.mac = {0x00, 0x05, 0x9A, 0x3C, 0x7A, 0x00};
    row.up = true;
    row.addresses = {{{10, 8, 0, 2}, 24}, {v6({0xfe80, 0, 0, 0, 0, 0, 0, 1}), 64}};
    row.gateways = {{10, 8, 0, 1}};
    return row;
}

} // namespace

TEST_CASE("addresses are written in their canonical form") {
    const std::vector<std::pair<Bytes, std::string>> rows{
        {{10, 8, 0, 255}, "10.8.0.255"},
        {{0, 0, 0, 0}, "0.0.0.0"},
        {v6({0, 0, 0, 0, 0, 0, 0, 0}), "::"},
        {v6({0, 0, 0, 0, 0, 0, 0, 1}), "::1"},
        {v6({0xfe80, 0, 0, 0, 0, 0, 0, 0}), "fe80::"},
        {v6({0x2001, 0xdb8, 0, 0, 1, 0, 0, 1}), "2001:db8::1:0:0:1"},
        {v6({0x2001, 0xdb8, 0, 1, 1, 1, 1, 1}), "2001:db8:0:1:1:1:1:1"},
        {v6({0x2001, 0, 0, 1, 0, 0, 0, 1}), "2001:0:0:1::1"},
        {v6({1, 2, 3, 4, 5, 6, 0, 0}), "1:2:3:4:5:6::"},
        {v6({0xfd00, 0xabc, 0x12, 4, 5, 6, 7, 0x8000}), "fd00:abc:12:4:5:6:7:8000"},
        {v6({0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304}), "::ffff:1.2.3.4"},
        {{}, ""},
        {{1, 2, 3}, ""},
    };
    for (const auto& [bytes, text] : rows) {
        CHECK(address_text(bytes) == text);
    }
}

TEST_CASE("hardware addresses are written in upper case with dashes") {
    CHECK(mac_text(Bytes{0x00, 0x05, 0x9A, 0x3C, 0x7A, 0xff}) == "00-05-9A-3C-7A-FF");
    CHECK(mac_text(Bytes{}) == "");
    CHECK(mac_text(Bytes{0, 0, 0, 0, 0, 0}) == "");
}

TEST_CASE("a row becomes an adapter") {
    const AdapterTable table = to_table({cisco()}, {}, {});
    REQUIRE(table.adapters.size() == 1);
    const Adapter expected{"{37217669-42DA-4657-A55B-0D995D328250}",
                           7,
                           12,
                           "Ethernet 4",
                           "Cisco Secure Client Virtual Miniport Adapter for Windows x64",
                           6,
                           "00-05-9A-3C-7A-00",
                           true,
                           {{"10.8.0.2", 24}, {"fe80::1", 64}},
                           {"10.8.0.1"}};
    CHECK((table.adapters[0] == expected));
}

TEST_CASE("an adapter with IPv6 alone has IPv6's index") {
    AdapterRow row = cisco();
    row.index = 0;
    CHECK(to_table({row}, {}, {}).adapters.at(0).index == 13);
}

TEST_CASE("packet filters are no adapters") {
    AdapterRow filter = cisco();
    filter.luid = 8;
    Details filters;
    filters.interfaces = {{8, true, false, false, 0, 0}, {9, true, false, false, 0, 0}};
    CHECK((to_table({cisco(), filter}, {}, filters) == to_table({cisco()}, {}, {})));
}

TEST_CASE("a route keeps its destination, next hop, adapter and metric") {
    const RouteRow half{{{128, 0, 0, 0}, 1}, {10, 8, 0, 1}, 12, 5};
    const RouteRow on_link{{v6({0xfe80, 0, 0, 0, 0, 0, 0, 0}), 64}, v6({0, 0, 0, 0, 0, 0, 0, 0}), 11, 256};
    const AdapterTable table = to_table({}, {half, on_link}, {});
    const std::vector<Route> expected{{{"fe80::", 64}, "::", 11, 256}, {{"128.0.0.0", 1}, "10.8.0.1", 12, 5}};
    CHECK((table.routes == expected));
}

TEST_CASE("the order in which the system lists things does not matter") {
    AdapterRow other = cisco();
    other.luid = 3;
    AdapterRow turned = cisco();
    std::swap(turned.addresses[0], turned.addresses[1]);
    const RouteRow a{{{0, 0, 0, 0}, 1}, {10, 8, 0, 1}, 12, 5};
    const RouteRow b{{{128, 0, 0, 0}, 1}, {10, 8, 0, 1}, 12, 5};
    CHECK((to_table({cisco(), other}, {a, b}, {}) == to_table({other, turned}, {b, a}, {})));
}

TEST_CASE("what the other tables tell is added to its adapter and to no other") {
    AdapterRow other = cisco();
    other.luid = 9;
    other.guid = "{00000000-0000-0000-0000-000000000009}";
    Details details;
    details.interfaces = {{9, false, true, true, 9, 2}, {7, false, false, true, 14, 1}};
    details.ip_interfaces = {
        {7, false, 25, 1500, false}, {7, true, 6000, 1390, true}, {9, true, 50, 9000, false}};
    details.devices = {{"{37217669-42da-4657-a55b-0d995d328250}", "vpnva-6", "vpnva"}, {"{1}", "x", "y"}};
    const AdapterTable table = to_table({cisco(), other}, {}, details);
    const Adapter& vpn = table.adapters.at(0);
    CHECK(vpn.hardware_interface == false);
    CHECK(vpn.connector_present == true);
    CHECK(vpn.physical_medium == "802.3");
    CHECK(vpn.media == MediaState::Connected);
    CHECK(vpn.metric_ipv4 == 25);
    CHECK(vpn.metric_ipv6 == 6000);
    CHECK(vpn.mtu == 1390);
    CHECK(vpn.forwarding);
    CHECK(vpn.component_id == "vpnva-6");
    CHECK(vpn.service == "vpnva");
    const Adapter& wifi = table.adapters.at(1);
    CHECK(wifi.physical_medium == "Native 802.11");
    CHECK(wifi.media == MediaState::Disconnected);
    CHECK_FALSE(wifi.metric_ipv4.has_value());
    CHECK(wifi.metric_ipv6 == 50);
    CHECK(wifi.mtu == 9000);
    CHECK(wifi.component_id.empty());
}

TEST_CASE("without the other tables nothing is made up") {
    const Adapter adapter = to_table({cisco()}, {}, {}).adapters.at(0);
    CHECK_FALSE(adapter.hardware_interface.has_value());
    CHECK_FALSE(adapter.metric_ipv4.has_value());
    CHECK(adapter.media == MediaState::Unknown);
    CHECK(adapter.mtu == 0);
}

TEST_CASE("an MTU without limit is none") {
    AdapterRow row = cisco();
    row.mtu = 0xFFFFFFFF;
    Details details;
    details.ip_interfaces = {{7, false, 75, 0xFFFFFFFF, false}};
    const Adapter adapter = to_table({row}, {}, details).adapters.at(0);
    CHECK(adapter.mtu == 0);
    CHECK(adapter.metric_ipv4 == 75);
    row.mtu = 1400;
    CHECK(to_table({row}, {}, {}).adapters.at(0).mtu == 1400);
}

TEST_CASE("DNS servers keep their order, without the addresses that Windows puts in for none") {
    AdapterRow row = cisco();
    row.dns_servers = {{10, 8, 0, 53}, v6({0xfec0, 0, 0, 0xffff, 0, 0, 0, 1}), {10, 8, 0, 5}};
    row.dns_suffix = "corp.example";
    row.tunnel_type = 15;
    const Adapter adapter = to_table({row}, {}, {}).adapters.at(0);
    CHECK((adapter.dns_servers == std::vector<std::string>{"10.8.0.53", "10.8.0.5"}));
    CHECK(adapter.dns_suffix == "corp.example");
    CHECK(adapter.tunnel_type == 15);
}

TEST_CASE(
    "DNS servers are set by hand if they are for one family, and not known to be without the registry") {
    Details details;
    CHECK_FALSE(to_table({cisco()}, {}, details).adapters.at(0).dns_by_hand.has_value());
    details.dns = {{"{37217669-42da-4657-a55b-0d995d328250}", false}, {"{other}", true}};
    CHECK(to_table({cisco()}, {}, details).adapters.at(0).dns_by_hand == false);
    details.dns.push_back({"{37217669-42da-4657-a55b-0d995d328250}", true});
    CHECK(to_table({cisco()}, {}, details).adapters.at(0).dns_by_hand == true);
}

TEST_CASE("the physical medium has its usual name") {
    CHECK(physical_medium_text(0) == "");
    CHECK(physical_medium_text(8) == "Wireless WAN");
    CHECK(physical_medium_text(10) == "Bluetooth");
    CHECK(physical_medium_text(20) == "Native 802.15.4");
    CHECK(physical_medium_text(21) == "");
}
