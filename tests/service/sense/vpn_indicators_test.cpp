// SPDX-License-Identifier: MIT
#include "service/sense/adapters/vpn_indicators.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

namespace {

AdapterTable two_adapters() {
    AdapterTable table;
    table.adapters.resize(2);
    table.adapters[0].guid = "{AA000000-0000-0000-0000-000000000000}";
    table.adapters[1].guid = "{BB000000-0000-0000-0000-000000000000}";
    return table;
}

AdapterTable with(const VpnIndicators& indicators) {
    AdapterTable table = two_adapters();
    add_signs(table, indicators);
    return table;
}

} // namespace

TEST_CASE("what could not be read leaves the table as it is") {
    CHECK((with({}) == two_adapters()));
}

TEST_CASE("an adapter is connected if Network List Manager names it, in either case of letters") {
    VpnIndicators indicators;
    indicators.connected = {"{bb000000-0000-0000-0000-000000000000}"};
    CHECK(with(indicators).adapters[0].nlm_connected == false);
    CHECK(with(indicators).adapters[1].nlm_connected == true);
    indicators.connected = std::vector<std::string>{};
    CHECK(with(indicators).adapters[1].nlm_connected == false);
}

TEST_CASE("connections of the phonebook have the kind of their type, and others are left out") {
    VpnIndicators indicators;
    indicators.phonebook = {{"Office", 2}, {"Telekom", 5}, {"Modem", 1},
                            {"Cable", 3},  {"Old", 4},     {"Broken", 0}};
    const std::vector<PhonebookEntry> expected{
        {"Modem", RasKind::DialUp}, {"Office", RasKind::Vpn}, {"Telekom", RasKind::Broadband}};
    CHECK((with(indicators).phonebook == expected));
}

TEST_CASE("of two connections with one name the first comes first") {
    VpnIndicators indicators;
    indicators.phonebook = {{"Office", 5}, {"A", 2}, {"Office", 2}};
    CHECK((with(indicators).phonebook.at(1) == PhonebookEntry{"Office", RasKind::Broadband}));
}

TEST_CASE("the services that run are sorted, and none is not the same as not known") {
    VpnIndicators indicators;
    indicators.services = {"b", "a"};
    CHECK((with(indicators).services == std::vector<std::string>{"a", "b"}));
    indicators.services = std::vector<std::string>{};
    CHECK(with(indicators).services.has_value());
}

TEST_CASE("the proxy is one text of all places") {
    VpnIndicators indicators;
    indicators.proxy = ProxyRow{};
    CHECK(with(indicators).proxy == "");
    CHECK(proxy_text({"proxy:8080", "", "", ""}) == "proxy:8080");
    CHECK(proxy_text({"proxy:8080", "<local>", "127.0.0.1:9000", "http://pac.example/p.pac"}) ==
          "proxy:8080 (not for <local>), by policy 127.0.0.1:9000, script http://pac.example/p.pac");
    CHECK(proxy_text({"", "<local>", "", "http://pac.example/p.pac"}) == "script http://pac.example/p.pac");
}

TEST_CASE("the host of Windows' own connectivity test: none is not the same as not known") {
    VpnIndicators indicators;
    CHECK_FALSE(with(indicators).internet_test);
    indicators.internet_test = "";
    CHECK(with(indicators).internet_test == "");
    indicators.internet_test = "www.msftconnecttest.com";
    CHECK(with(indicators).internet_test == "www.msftconnecttest.com");
}

TEST_CASE("secrets in a proxy are not shown") {
    const auto masked = [](const char* proxy) { return proxy_text({proxy, "", "", ""}); };
    CHECK(masked("user:secret@proxy:8080") == "***@proxy:8080");
    CHECK(masked("http=user:secret@a:80;https=b:443") == "http=***@a:80;https=b:443");
    CHECK(masked("socks=u:p@a:1 http://u:p@b:2/") == "socks=***@a:1 http://***@b:2/");
    CHECK(masked("http://u:p@ss@b:2") == "http://***@b:2");
    CHECK(masked("u:p=w@b:2") == "***@b:2");
    CHECK(proxy_text({"", "", "", "http://u:p@pac.example/a@b.pac?token=secret"}) ==
          "script http://***@pac.example/a@b.pac?***");
    CHECK(proxy_text({"", "", "", "http://pac.example#secret"}) == "script http://pac.example#***");
    CHECK(proxy_text({"", "", "", "http://pac.example?u@secret"}) == "script http://pac.example?***");
}
