// SPDX-License-Identifier: MIT
#include "service/decide/network/routes.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;

namespace {

Route route(const char* address, std::uint8_t length, std::uint32_t index, std::uint32_t metric = 1) {
    const bool is_ipv6 = std::string{address}.find(':') != std::string::npos;
    return {{address, length}, is_ipv6 ? "::" : "0.0.0.0", index, metric};
}

/// IfIndex of the adapter; 0 when there is no route.
std::uint32_t way_to(const char* address, const AdapterTable& table) {
    const Route* best = best_route(table, address);
    return best == nullptr ? 0 : best->interface_index;
}

} // namespace

TEST_CASE("The longest prefix decides which adapter Windows uses, then the metric") {
    const AdapterTable table{{},
                             {route("0.0.0.0", 0, 10), route("10.0.0.0", 8, 20), route("10.1.0.0", 16, 10),
                              route("172.16.0.0", 12, 10, 50), route("172.16.0.0", 12, 20, 5)}};
    CHECK(way_to("10.2.0.1", table) == 20);
    CHECK(way_to("10.1.2.3", table) == 10);
    CHECK(way_to("172.20.0.1", table) == 20);
    CHECK(way_to("8.8.8.8", table) == 10);
    CHECK(is_routed_through(table, Story::cisco(), "10.2.0.1"));
    CHECK_FALSE(is_routed_through(table, Story::cisco(), "10.1.2.3"));
}

TEST_CASE("The longest prefix decides for IPv6 too, and the families do not mix") {
    const AdapterTable table{{},
                             {route("0.0.0.0", 0, 10), route("::", 0, 10), route("fd00::", 8, 20),
                              route("fd00:1::", 32, 10), route("8000::", 1, 30)}};
    CHECK(way_to("2001:db8::1", table) == 10);
    CHECK(way_to("fd00:2::1", table) == 20);
    CHECK(way_to("FD00:0001:0::1", table) == 10);
    CHECK(way_to("9000::1", table) == 30);
    CHECK(way_to("1.2.3.4", table) == 10);
}

TEST_CASE("The metric is the route's and the interface's together, each family's own") {
    AdapterTable table{{Story::ethernet(), Story::cisco()},
                       {route("0.0.0.0", 0, 10, 0), route("0.0.0.0", 0, 20, 5), route("::", 0, 10, 0),
                        route("::", 0, 20, 5)}};
    table.adapters[0].metric_ipv4 = 25;
    table.adapters[1].metric_ipv4 = 1;
    table.adapters[0].metric_ipv6 = 25;
    table.adapters[1].metric_ipv6 = 6000;
    CHECK(way_to("8.8.8.8", table) == 20);
    CHECK(way_to("2001:db8::1", table) == 10);
    table.routes[1].metric = 4'294'967'295U;
    CHECK(way_to("8.8.8.8", table) == 10);
}

TEST_CASE("A longer prefix wins whatever the metrics are") {
    AdapterTable table{{Story::ethernet(), Story::cisco()},
                       {route("0.0.0.0", 0, 10, 0), route("0.0.0.0", 1, 20, 9999)}};
    table.adapters[1].metric_ipv4 = 9999;
    CHECK(way_to("8.8.8.8", table) == 20);
    CHECK(way_to("200.8.8.8", table) == 10);
}

TEST_CASE("Routes of an adapter that is not up do not count") {
    AdapterTable table{{Story::ethernet(), Story::cisco()},
                       {route("0.0.0.0", 0, 10), route("10.0.0.0", 8, 20)}};
    table.adapters[1].up = false;
    CHECK(way_to("10.1.1.1", table) == 10);
}

TEST_CASE("There is no way to a name, to nonsense, and where no route leads") {
    const AdapterTable table{{}, {route("10.0.0.0", 8, 20)}};
    for (const char* address :
         {"db.corp.example", "10.2.0", "10.2.0.1.5", "10.2.0.256", "", "8.8.8.8", "::1"}) {
        CAPTURE(address);
        CHECK(best_route(table, address) == nullptr);
        CHECK_FALSE(is_routed_through(table, Story::cisco(), address));
    }
}

TEST_CASE("What a full tunnel takes on its way is not behind it: a neighbour, and the Internet") {
    AdapterTable table{{Story::ethernet(), Story::cisco()},
                       {route("0.0.0.0", 0, 10, 25), route("0.0.0.0", 1, 20), route("128.0.0.0", 1, 20),
                        route("192.168.77.0", 24, 10, 25), route("192.168.77.0", 25, 20),
                        route("2000::", 3, 20)}};
    const auto is_behind = [&](const char* address) {
        return decide::is_behind(table, Story::cisco(), address);
    };
    CHECK(is_routed_through(table, Story::cisco(), "192.168.77.9"));
    CHECK_FALSE(is_behind("192.168.77.9"));
    CHECK_FALSE(is_behind("8.8.8.8"));
    CHECK_FALSE(is_behind("2606:4700::1111"));
    CHECK(is_behind("10.20.0.5")); // private, and in nobody else's network
    CHECK_FALSE(is_behind("db.corp.example"));
    table.routes.push_back(route("8.8.8.0", 24, 20)); // somebody named it
    CHECK(is_behind("8.8.8.8"));
    table.adapters[0].up = false;
    CHECK(is_behind("192.168.77.9"));
}

TEST_CASE("A full tunnel takes the default route of IPv4 or IPv6, whole or in two halves") {
    const Adapter vpn = Story::cisco();
    CHECK(carries_default_route({{}, {route("0.0.0.0", 0, 20)}}, vpn));
    CHECK(carries_default_route({{}, {route("0.0.0.0", 1, 20), route("128.0.0.0", 1, 20)}}, vpn));
    CHECK(carries_default_route({{}, {route("::", 0, 20)}}, vpn));
    CHECK(carries_default_route({{}, {route("::", 1, 20), route("8000::", 1, 20)}}, vpn));
    CHECK_FALSE(carries_default_route({{}, {route("0.0.0.0", 1, 20)}}, vpn));
    CHECK_FALSE(carries_default_route({{}, {route("0.0.0.0", 1, 20), route("8000::", 1, 20)}}, vpn));
    CHECK_FALSE(carries_default_route({{}, {route("0.0.0.0", 0, 10), route("10.0.0.0", 8, 20)}}, vpn));
}
