// SPDX-License-Identifier: MIT
#include "service/cli/vpn_view.hpp"

#include "service/decide/network/vpn.hpp"
#include "tests/support/adapter_dumps.hpp"
#include "tests/support/shipped_rules.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::cli;
using mirrorwatch::support::shipped_rules;

namespace {

boost::json::array classified(const std::string& text) {
    return boost::json::parse(classification_json(read_adapters(text).value(), shipped_rules())).as_array();
}

Adapter named(const char* name, const char* description = "", const char* guid = "") {
    Adapter adapter;
    adapter.friendly_name = name;
    adapter.description = description;
    adapter.guid = guid;
    adapter.if_type = 6;
    return adapter;
}

VpnRules small_table() {
    VpnRules rules;
    rules.rules.resize(2);
    rules.rules[0].client = "Acme";
    rules.rules[0].description = {"acme"};
    rules.rules[0].score = 60;
    rules.rules[0].reason = "made by Acme";
    rules.rules[1].if_type = {6};
    rules.rules[1].score = -5;
    rules.rules[1].reason = "Ethernet";
    return rules;
}

} // namespace

TEST_CASE("a list is judged in its order, and keeps what it says") {
    const auto list = classified(R"([
        {"friendly_name": "Ethernet 4", "description": "PANGP Virtual Ethernet Adapter Secure #2", "if_type": 6, "my": 1},
        {"friendly_name": "以太网", "description": "Realtek PCIe GbE Family Controller", "if_type": 6},
        {"friendly_name": "x", "description": "Some Virtual Adapter", "if_type": 6}])");
    REQUIRE(list.size() == 3);
    const auto& vpn = list[0].as_object();
    CHECK(vpn.at("verdict") == "vpn");
    CHECK(vpn.at("client") == "GlobalProtect");
    CHECK(vpn.at("score").as_int64() >= 50);
    CHECK(vpn.at("reasons").as_array().at(0) == "+80 the adapter of GlobalProtect");
    CHECK(vpn.at("friendly_name") == "Ethernet 4");
    CHECK(vpn.at("my") == 1);
    const auto& card = list[1].as_object();
    CHECK(card.at("verdict") == "no");
    CHECK(card.at("client") == "");
    CHECK(card.at("friendly_name") == "以太网");
    CHECK(list[2].at("verdict") == "maybe");
}

TEST_CASE("an old verdict in the list is replaced") {
    const auto list = classified(
        R"([{"friendly_name": "x", "description": "y", "if_type": 24, "verdict": "vpn", "score": 99}])");
    CHECK(list.at(0).at("verdict") == "no");
    CHECK(list.at(0).at("score").as_int64() < 30);
}

TEST_CASE("an empty list stays one") {
    CHECK(classification_json({}, shipped_rules()) == "[]\n");
}

TEST_CASE("every dump can be listed, read again and judged alike") {
    const VpnRules rules = shipped_rules();
    AdapterTable table;
    for (const auto& dump : support::known_vpns()) {
        table.adapters.push_back(support::adapter_of(dump));
    }
    const std::string listed = adapters_json(table, rules, Which::All);
    const auto again = read_adapters(listed);
    REQUIRE(again.has_value());
    CHECK(boost::json::parse(classification_json(*again, rules)) == boost::json::parse(listed));
}

TEST_CASE("an explanation has a line for each row that matches, and the sum") {
    CHECK(explanation(named("Ethernet 4", "Acme Adapter"), {}, small_table()) ==
          "Ethernet 4 (Acme Adapter), ifType 6, down\n"
          "   +60  made by Acme\n"
          "    -5  Ethernet\n"
          "    55  vpn (Acme): 50 is a VPN, 30 is perhaps one\n");
}

TEST_CASE("an explanation says so when nothing matches") {
    Adapter adapter = named("lo", "Loop");
    adapter.if_type = 24;
    adapter.up = true;
    CHECK(explanation(adapter, {}, small_table()) == "lo (Loop), ifType 24, up\n"
                                                     "     +0  no rule of the table matches\n"
                                                     "     0  no: 50 is a VPN, 30 is perhaps one\n");
}

TEST_CASE("an adapter is found by its name, else by its GUID or description, in either case of letters") {
    const std::vector<Adapter> adapters{named("Ethernet", "Twin", "{A}"), named("WLAN", "Twin", "{B}"),
                                        named("Twin", "", "{C}")};
    CHECK(adapters_named("ethernet", adapters)->at(0).guid == "{A}");
    CHECK(adapters_named("{b}", adapters)->at(0).friendly_name == "WLAN");
    CHECK(adapters_named("TWIN", adapters)->at(0).guid == "{C}");
    CHECK(adapters_named("twin", {adapters[0], adapters[1]})->size() == 2);
}

TEST_CASE("a wrong name gets the nearest one told") {
    const auto found = adapters_named("Ethrenet", {named("Ethernet"), named("WLAN")});
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().message == "unknown adapter \"Ethrenet\"; did you mean \"Ethernet\"?");
}

TEST_CASE("the adapters are a table with their verdicts") {
    Adapter adapter = named("Ethernet 4", "Acme Adapter");
    adapter.up = true;
    adapter.addresses = {{"10.8.0.2", 24}, {"fe80::1", 64}};
    CHECK(adapters_table({{adapter, named("LAN", "Card")}, {}}, small_table(), Which::All) ==
          "NAME        STATE  VPN         SCORE  DESCRIPTION   ADDRESSES\n"
          "Ethernet 4  up     vpn (Acme)  55     Acme Adapter  10.8.0.2/24, fe80::1/64\n"
          "LAN         down   no          -5     Card\n");
}

namespace {

/// A PPP connection that only the phonebook knows, on a machine where a VPN's service runs.
AdapterTable table_with_phonebook() {
    Adapter ppp = named("Office", "Office", "{1}");
    ppp.if_type = 23;
    ppp.hardware_interface = false;
    return {{ppp},
            {{{"10.0.0.0", 8}, "0.0.0.0", 5, 1}},
            {{"office", RasKind::Vpn}, {"Telekom", RasKind::Broadband}},
            std::vector<std::string>{"ZSATunnel"},
            "127.0.0.1:9000"};
}

} // namespace

TEST_CASE("the phonebook and the running services count in every view") {
    const VpnRules rules = shipped_rules();
    const std::string text = explanation(table_with_phonebook().adapters[0], table_with_phonebook(), rules);
    CHECK(text.find("   +40  a VPN of the phonebook\n") != std::string::npos);
    CHECK(text.find("   +10  a VPN's service runs\n") != std::string::npos);
    CHECK(text.find("vpn (Windows VPN)") != std::string::npos);
    const auto list = boost::json::parse(adapters_json(table_with_phonebook(), rules, Which::All)).as_array();
    CHECK(list.at(0).at("verdict") == "vpn");
}

TEST_CASE("the list has what is a VPN or may be one, and says where every other adapter is") {
    const AdapterTable table{{named("Ethernet 4", "Acme Adapter"), named("LAN", "Card")}, {}};
    CHECK(adapters_table(table, small_table(), Which::Vpns) ==
          "NAME        STATE  VPN         SCORE  DESCRIPTION   ADDRESSES\n"
          "Ethernet 4  down   vpn (Acme)  55     Acme Adapter\n");
    const auto list = boost::json::parse(adapters_json(table, small_table(), Which::Vpns)).as_array();
    REQUIRE(list.size() == 1);
    CHECK(list.at(0).at("friendly_name") == "Ethernet 4");
    CHECK(adapters_table({{named("LAN", "Card")}, {}}, small_table(), Which::Vpns) ==
          "No adapter is a VPN, or may be one; --all lists every adapter.\n");
    CHECK(adapters_json({{named("LAN", "Card")}, {}}, small_table(), Which::Vpns) == "[]\n");
}

TEST_CASE("phonebook, services and proxy are below the adapters if there are any") {
    const std::string text = adapters_table(table_with_phonebook(), shipped_rules(), Which::All);
    CHECK(text.ends_with("\n\nPhonebook: office (vpn) and Telekom (broadband)\n"
                         "Running services of VPNs: ZSATunnel\n"
                         "Proxy: 127.0.0.1:9000\n"));
    CHECK(
        adapters_table({{named("LAN")}, {}, {}, std::vector<std::string>{}, ""}, {}, Which::All).find(':') ==
        std::string::npos);
}

TEST_CASE("the whole table has what no adapter shows, and null for what could not be read") {
    const auto whole = boost::json::parse(whole_json(table_with_phonebook(), shipped_rules())).as_object();
    CHECK(whole.at("adapters").as_array().size() == 1);
    CHECK(boost::json::serialize(whole.at("routes")) ==
          R"([{"destination":"10.0.0.0/8","next_hop":"0.0.0.0","index":5,"metric":1}])");
    CHECK(boost::json::serialize(whole.at("phonebook")) ==
          R"([{"name":"office","kind":"vpn"},{"name":"Telekom","kind":"broadband"}])");
    CHECK(boost::json::serialize(whole.at("services")) == R"(["ZSATunnel"])");
    CHECK(whole.at("proxy") == "127.0.0.1:9000");
    const auto unread = boost::json::parse(whole_json({}, shipped_rules())).as_object();
    CHECK(unread.at("services").is_null());
    CHECK(unread.at("proxy").is_null());
}

TEST_CASE("what is perhaps a VPN and up is shown as that") {
    Adapter tunnel = named("Tailspin", "Tailspin Something");
    tunnel.if_type = 53;
    tunnel.up = true;
    CHECK(adapters_table({{tunnel}, {}}, shipped_rules(), Which::Vpns).find("Tailspin  up     maybe") !=
          std::string::npos);
}
