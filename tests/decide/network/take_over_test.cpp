// SPDX-License-Identifier: MIT
#include "service/decide/network/take_over.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;

namespace {

Route route(const char* to, std::uint8_t length, const char* next_hop) {
    return {{to, length}, next_hop, Story::ethernet().index, 1};
}

/// Ethernet with a router that is also its DNS server.
AdapterTable at_home() {
    Adapter lan = Story::ethernet();
    lan.gateways = {"192.168.77.254"};
    lan.dns_servers = {"192.168.77.254", "192.168.77.253"};
    return {{lan}, {route("0.0.0.0", 0, "192.168.77.254")}, {}, {}, ""};
}

/// What one change of it takes over.
template <class Change>
std::vector<Taken> taken_by(Change change) {
    AdapterTable after = at_home();
    change(after, after.adapters[0]);
    std::vector<Taken> kinds;
    for (const TakeOver& taken : take_overs(what_matters(at_home()), what_matters(after))) {
        kinds.push_back(taken.what);
        CHECK(holds(taken, what_matters(after)));
        CHECK_FALSE(holds(taken, what_matters(at_home())));
    }
    return kinds;
}

using Kinds = std::vector<Taken>;

} // namespace

TEST_CASE("A DNS server outside of the adapter's network that was not there before is a take-over") {
    for (const char* server : {"127.0.0.1", "10.8.0.53", "::1", "1.1.1.1"}) {
        CAPTURE(server);
        CHECK(taken_by([&](AdapterTable&, Adapter& lan) { lan.dns_servers = {server}; }) ==
              Kinds{Taken::Dns});
    }
}

TEST_CASE("Servers that a lease may bring are no take-over") {
    const auto by_servers = [](std::vector<std::string> servers, std::optional<bool> by_hand = {}) {
        return taken_by([&](AdapterTable&, Adapter& lan) {
            lan.dns_servers = servers;
            lan.dns_by_hand = by_hand;
        });
    };
    CHECK(by_servers({"192.168.77.250"}).empty());
    CHECK(by_servers({"192.168.77.253", "192.168.77.254"}).empty());
    CHECK(by_servers({"192.168.77.254", "10.8.0.53"}).empty());
    CHECK(by_servers({}).empty());
    CHECK(by_servers({"10.8.0.53"}, false).empty());
    CHECK(by_servers({"10.8.0.53"}, true) == Kinds{Taken::Dns});
    CHECK(taken_by([](AdapterTable&, Adapter& lan) { lan.dns_suffix = "corp.example"; }).empty());
}

TEST_CASE("Halves of the default route, or one without a router, are a take-over") {
    CHECK(taken_by([](AdapterTable& table, Adapter&) {
              table.routes.push_back(route("0.0.0.0", 1, "192.168.77.9"));
              table.routes.push_back(route("128.0.0.0", 1, "192.168.77.9"));
          }) == Kinds{Taken::DefaultRoute});
    CHECK(taken_by([](AdapterTable& table, Adapter&) { table.routes = {route("0.0.0.0", 0, "0.0.0.0")}; }) ==
          Kinds{Taken::DefaultRoute});
    CHECK(taken_by([](AdapterTable& table, Adapter&) {
              table.routes = {route("0.0.0.0", 0, "192.168.77.1")};
          }) == Kinds{Taken::DefaultRoute});
}

TEST_CASE("Another router, another metric, no router and a route into a network are no take-over") {
    CHECK(taken_by([](AdapterTable& table, Adapter&) {
              table.routes = {route("0.0.0.0", 0, "192.168.77.9")};
          }).empty());
    CHECK(taken_by([](AdapterTable& table, Adapter&) { table.routes[0].metric = 500; }).empty());
    CHECK(taken_by([](AdapterTable& table, Adapter&) { table.routes.clear(); }).empty());
    CHECK(taken_by([](AdapterTable& table, Adapter&) {
              table.routes.push_back(route("10.0.0.0", 8, "192.168.77.9"));
          }).empty());
}

TEST_CASE("A proxy that is new is a take-over, one that is gone or was not known is none") {
    CHECK(taken_by([](AdapterTable& table, Adapter&) { table.proxy = "127.0.0.1:9000"; }) ==
          Kinds{Taken::Proxy});
    AdapterTable with = at_home();
    with.proxy = "127.0.0.1:9000";
    AdapterTable unknown = at_home();
    unknown.proxy.reset();
    CHECK(take_overs(with, at_home()).empty());
    CHECK(take_overs(unknown, with).empty());
    CHECK(take_overs(with, unknown).empty());
}

TEST_CASE("What is taken over when the adapter itself comes or goes is the adapter's") {
    AdapterTable down = at_home();
    down.adapters[0].up = false;
    AdapterTable taken = at_home();
    taken.adapters[0].dns_servers = {"127.0.0.1"};
    CHECK(take_overs(what_matters(down), what_matters(taken)).empty());
    CHECK(take_overs(what_matters(taken), what_matters(down)).empty());
}

TEST_CASE("A take-over is over when the adapter is gone or has its own settings again") {
    AdapterTable after = at_home();
    after.adapters[0].dns_servers = {"127.0.0.1"};
    const auto taken = take_overs(at_home(), after);
    REQUIRE(taken.size() == 1);
    CHECK(holds(taken[0], after));
    CHECK_FALSE(holds(taken[0], at_home()));
    CHECK_FALSE(holds(taken[0], {}));
    after.adapters[0].up = false;
    CHECK_FALSE(holds(taken[0], after));
}

TEST_CASE("Coming, going, other addresses and services explain a take-over; what is taken over does not") {
    for (const AdapterEvent event :
         {AdapterEvent::Appeared, AdapterEvent::Up, AdapterEvent::Down, AdapterEvent::Gone,
          AdapterEvent::Recreated, AdapterEvent::Addresses, AdapterEvent::Mirrored, AdapterEvent::Services}) {
        CHECK(explains_take_overs({{AdapterEvent::Mtu, "{1}"}, {event, "{1}"}}));
    }
    for (const AdapterEvent event :
         {AdapterEvent::DefaultRoute, AdapterEvent::Routes, AdapterEvent::Dns, AdapterEvent::Mtu,
          AdapterEvent::Metric, AdapterEvent::Gateways, AdapterEvent::Forwarding, AdapterEvent::Proxy}) {
        CHECK_FALSE(explains_take_overs({{event, "{1}"}}));
    }
    CHECK_FALSE(explains_take_overs({}));
}

TEST_CASE("A take-over is told with what was before and what is now") {
    CHECK(
        to_string(TakeOver{Taken::Dns, "{1}", "Ethernet", "192.168.77.254", "127.0.0.1"}) ==
        "the DNS servers of \"Ethernet\" changed from 192.168.77.254 to 127.0.0.1, and no adapter had come, "
        "gone or got another address");
    CHECK(to_string(TakeOver{Taken::Proxy, "", "", "", "127.0.0.1:9000"}) ==
          "the proxy became 127.0.0.1:9000, and no adapter had come, gone or got another address");
}
