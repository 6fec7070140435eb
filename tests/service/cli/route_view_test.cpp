// SPDX-License-Identifier: MIT
#include "service/cli/vpn_view.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::cli;

namespace {

Adapter adapter(const char* name, std::uint32_t index) {
    Adapter result;
    result.friendly_name = name;
    result.index = index;
    result.up = true;
    return result;
}

const Route c_default{{"0.0.0.0", 0}, "192.168.77.254", 10, 25};
const Route c_office{{"10.0.0.0", 8}, "0.0.0.0", 20, 1};
const AdapterTable c_table{{adapter("Ethernet", 10), adapter("Büro", 20)}, {c_default, c_office}};

sense::BestRoute always(const Route& route) {
    return [route](const std::string&) -> Result<Route> { return route; };
}

Result<Route> silent(const std::string&) {
    return Error{"GetBestRoute2: not supported (50)"};
}

} // namespace

TEST_CASE("Windows' way to an address and ours are told, and that they agree") {
    const auto answer = route_answer("10.1.2.3", c_table, always(c_office), false);
    REQUIRE(answer.has_value());
    CHECK_FALSE(answer->differs);
    CHECK(answer->text == "WHO          ADAPTER  DESTINATION  NEXT HOP  METRIC\n"
                          "Windows      Büro     10.0.0.0/8   0.0.0.0   1\n"
                          "Mirrorwatch  Büro     10.0.0.0/8   0.0.0.0   1\n"
                          "They agree.\n");
}

TEST_CASE("another adapter is a difference, another route of the same adapter is none") {
    CHECK(route_answer("10.1.2.3", c_table, always(c_default), false)->differs);
    CHECK(route_answer("10.1.2.3", c_table, always(c_default), false)->text.find("They differ") !=
          std::string::npos);
    Route halves = c_office;
    halves.destination.length = 9;
    CHECK_FALSE(route_answer("10.1.2.3", c_table, always(halves), false)->differs);
    CHECK(route_answer("2001:db8::1", c_table, always(c_default), false)->differs);
}

TEST_CASE("when Windows does not tell nothing is compared") {
    const auto answer = route_answer("10.1.2.3", c_table, silent, false);
    REQUIRE(answer.has_value());
    CHECK_FALSE(answer->differs);
    CHECK(answer->text.find("Windows      GetBestRoute2: not supported (50)\n") != std::string::npos);
    CHECK(answer->text.ends_with("Windows does not tell, so nothing can be compared.\n"));
    const auto json = boost::json::parse(route_answer("10.1.2.3", c_table, silent, true)->text);
    CHECK(json.at("windows").is_null());
    CHECK(json.at("windows_error") == "GetBestRoute2: not supported (50)");
    CHECK(json.at("differs").is_null());
}

TEST_CASE("as JSON the ways have their adapter, prefix, next hop and metric") {
    const auto json = boost::json::parse(route_answer("10.1.2.3", c_table, always(c_default), true)->text);
    CHECK(json.at("address") == "10.1.2.3");
    CHECK(json.at("windows").at("adapter") == "Ethernet");
    CHECK(json.at("windows").at("destination") == "0.0.0.0/0");
    CHECK(json.at("windows").at("next_hop") == "192.168.77.254");
    CHECK(json.at("mirrorwatch").at("adapter") == "Büro");
    CHECK(json.at("mirrorwatch").at("index") == 20);
    CHECK(json.at("differs") == true);
    CHECK(json.at("windows_error").is_null());
}

TEST_CASE("a name is refused, as nothing is looked up") {
    const auto answer = route_answer("db.corp.example", c_table, silent, false);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().message ==
          "\"db.corp.example\" is no IPv4 or IPv6 address; names are not looked up");
}
