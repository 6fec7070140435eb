// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapters_win.hpp"

#include <boost/asio/io_context.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

TEST_CASE("the table of this machine has its loopback interface") {
    const auto table = read_ip_tables();
    REQUIRE_MESSAGE(table.has_value(), table.error().message);
    const auto is_loopback = [](const Adapter& adapter) { return adapter.if_type == 24; };
    const auto found = std::find_if(table->adapters.begin(), table->adapters.end(), is_loopback);
    REQUIRE(found != table->adapters.end());
    CHECK(found->up);
    CHECK(found->guid.starts_with("{"));
    CHECK(found->luid != 0);
    CHECK(found->index != 0);
    CHECK(found->mac.empty());
    CHECK_FALSE(found->friendly_name.empty());
    CHECK(found->hardware_interface.has_value());
    CHECK(found->connector_present.has_value());
    CHECK(found->mtu != 0xFFFFFFFF);
    const AddressPrefix loopback{"127.0.0.1", 8};
    CHECK(std::count(found->addresses.begin(), found->addresses.end(), loopback) == 1);
}

TEST_CASE("the table read twice is the same") {
    const auto first = read_ip_tables();
    const auto second = read_ip_tables();
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK((*first == *second));
}

TEST_CASE("every route names an adapter's address family in both ends") {
    const auto table = read_ip_tables();
    REQUIRE(table.has_value());
    for (const Route& route : table->routes) {
        CAPTURE(route.destination.address);
        CHECK_FALSE(route.destination.address.empty());
        CHECK((route.destination.address.find(':') == std::string::npos) ==
              (route.next_hop.find(':') == std::string::npos));
    }
}

TEST_CASE("the system's notifications can be registered and ended, or say that they cannot") {
    boost::asio::io_context loop;
    const auto gate = std::make_shared<CoalescingNotifier>(loop, [] {});
    std::vector<std::string> complaints;
    const auto complain = [&](const std::string& sentence) { complaints.push_back(sentence); };
    const NotifyFunctions functions = windows_notify_functions();
    CHECK(functions.sources.size() == 3);
    { const AdapterWatch watch{gate, functions, complain}; }
    for (const std::string& sentence : complaints) {
        CAPTURE(sentence);
        CHECK(sentence.ends_with(" does nothing on this system."));
    }
}

TEST_CASE("a watch of the address list can be given up at any time") {
    boost::asio::io_context loop;
    int hints = 0;
    std::vector<std::string> complaints;
    const auto gate = std::make_shared<CoalescingNotifier>(loop, [&] { ++hints; });
    {
        const AddressListWatch watch{loop, gate,
                                     [&](const std::string& sentence) { complaints.push_back(sentence); }};
        loop.poll();
    }
    loop.restart();
    loop.run(); // returns when the cancelled request has completed
    CHECK(hints == 0);
    CHECK(complaints.empty());
}
