// SPDX-License-Identifier: MIT
#include "service/cli/adapter_json.hpp"

#include "common/wslconfig/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::cli;

namespace {

/// One adapter with these members besides the required ones.
std::string with(const std::string& members) {
    return "[{\"friendly_name\": \"E\", \"description\": \"D\", \"if_type\": 6" +
           (members.empty() ? "" : ", " + members) + "}]";
}

Adapter read(const std::string& members) {
    const auto adapters = read_adapters(with(members));
    REQUIRE_MESSAGE(adapters.has_value(), adapters.error().message);
    REQUIRE(adapters->size() == 1);
    return adapters->front().adapter;
}

std::string error_of(const std::string& text) {
    const auto adapters = read_adapters(text);
    return adapters ? "no error" : adapters.error().message;
}

} // namespace

TEST_CASE("an adapter needs no more than its names and its type") {
    const Adapter adapter = read("");
    CHECK(adapter.friendly_name == "E");
    CHECK(adapter.description == "D");
    CHECK(adapter.if_type == 6);
    CHECK_FALSE(adapter.hardware_interface.has_value());
    CHECK(adapter.addresses.empty());
}

TEST_CASE("what an adapter may have besides is read") {
    const Adapter adapter = read(
        R"("mac": "00:05:9a:3c:7a:00", "hardware_interface": true, "connector_present": false,
           "oper_status": "down", "physical_medium": "802.3", "component_id": "PCI\\VEN_8086", "service": "e1d",
           "guid": "{1}", "tunnel_type": 14, "addresses": ["10.8.0.2/24", "fe80::1%12/64"])");
    CHECK(adapter.mac == "00-05-9A-3C-7A-00");
    CHECK(adapter.hardware_interface == true);
    CHECK(adapter.connector_present == false);
    CHECK_FALSE(adapter.up);
    CHECK(adapter.physical_medium == "802.3");
    CHECK(adapter.component_id == "PCI\\VEN_8086");
    CHECK(adapter.service == "e1d");
    CHECK(adapter.guid == "{1}");
    CHECK(adapter.tunnel_type == 14);
    CHECK((adapter.addresses == std::vector<AddressPrefix>{{"10.8.0.2", 24}, {"fe80::1", 64}}));
}

TEST_CASE("null is as good as nothing, and what is not known is left alone") {
    const Adapter adapter =
        read(R"("mac": null, "hardware_interface": null, "addresses": null, "Speed": [1, {}])");
    CHECK(adapter == read(""));
}

TEST_CASE("an empty list is a list") {
    CHECK(read_adapters(" [] \r\n")->empty());
}

TEST_CASE("a list is read as PowerShell writes it, with a mark, in UTF-8 and UTF-16") {
    const std::string text = R"([{"friendly_name": "イーサネット 4", "description": "D", "if_type": 6}])";
    const std::string utf16 = "\xff\xfe" + wslconfig::encode(text, wslconfig::Encoding::Utf16Le);
    for (const std::string& bytes : {text, "\xef\xbb\xbf" + text, utf16}) {
        const auto adapters = read_adapters(bytes);
        REQUIRE(adapters.has_value());
        CHECK(adapters->front().adapter.friendly_name == "イーサネット 4");
    }
}

TEST_CASE("what is no JSON is told with line and column") {
    CHECK(error_of("[\n  {\"a\": tru}]").starts_with("line 2, column 9: this is no JSON"));
    CHECK(error_of("garbage").starts_with("line 1, column 1: this is no JSON"));
    CHECK(error_of("[\"a\xff\"]").starts_with("line 1, column 4: this is no JSON"));
    CHECK(error_of("") == "line 1, column 1: the JSON ends too early");
    CHECK(error_of("[{\"a\":\n1}") == "line 2, column 3: the JSON ends too early");
    CHECK(error_of("[]\n ]") == "line 2, column 2: there is something behind the end of the JSON");
    CHECK(error_of(std::string(100, '[')).starts_with("line 1, column 33: this is no JSON"));
    CHECK(error_of("{}").starts_with("line 1, column 1: a list of adapters is expected"));
    CHECK(error_of("\xfe\xff[]").find("UTF-16") != std::string::npos);
}

TEST_CASE("what is wrong with an adapter is told with its place in the list") {
    CHECK(error_of("[1]") == "adapter 1 of the list is no object");
    CHECK(error_of("[{}]") == "adapter 1 of the list: friendly_name is missing");
    const std::string good = with("").substr(1, with("").size() - 2);
    CHECK(error_of("[" + good + ", {\"friendly_name\": \"E\", \"description\": null, \"if_type\": 6}]") ==
          "adapter 2 of the list: description is missing");
    const std::vector<std::pair<std::string, std::string>> rows{
        {R"("if_type": "6")", "if_type must be a whole number between 0 and 4294967295"},
        {R"("if_type": -1)", "if_type must be a whole number between 0 and 4294967295"},
        {R"("if_type": 6.5)", "if_type must be a whole number between 0 and 4294967295"},
        {R"("if_type": 4294967296)", "if_type must be a whole number between 0 and 4294967295"},
        {R"("friendly_name": 3)", "friendly_name must be a text"},
        {R"("mac": "00-05-9")", "mac must be an address such as \"00-05-9A-3C-7A-00\""},
        {R"("mac": "zz-05")", "mac must be an address such as \"00-05-9A-3C-7A-00\""},
        {R"("hardware_interface": 1)", "hardware_interface must be true or false"},
        {R"("oper_status": "Up ")", "oper_status must be \"up\" or \"down\""},
        {R"("addresses": "10.8.0.2/24")",
         "addresses must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]"},
        {R"("addresses": ["10.8.0.2"])",
         "addresses must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]"},
        {R"("addresses": ["10.8.0.2/33"])",
         "addresses must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]"},
        {R"("addresses": ["x/24"])",
         "addresses must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]"},
        {R"("addresses": [4])",
         "addresses must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]"},
    };
    for (const auto& [member, sentence] : rows) {
        CHECK(error_of(with(member)) == "adapter 1 of the list: " + sentence);
    }
}

TEST_CASE("what is listed of an adapter can be judged again") {
    Adapter adapter;
    adapter.guid = "{37217669-42DA-4657-A55B-0D995D328250}";
    adapter.friendly_name = "Tailscale";
    adapter.description = "Tailscale \"Tunnel\"\n";
    adapter.if_type = 53;
    adapter.mac = "00-FF-00-00-00-01";
    adapter.up = true;
    adapter.hardware_interface = false;
    adapter.connector_present = false;
    adapter.physical_medium = "802.3";
    adapter.component_id = "root\\tap0901";
    adapter.service = "tap0901";
    adapter.tunnel_type = 1;
    adapter.addresses = {{"100.100.1.2", 32}, {"fd7a::1", 128}};
    const auto again = read_adapters(boost::json::serialize(boost::json::array{to_json(adapter)}));
    REQUIRE(again.has_value());
    CHECK(again->front().adapter == adapter);
}

TEST_CASE("what is not known of an adapter is listed as null") {
    const auto object = to_json(Adapter{});
    for (const char* name :
         {"hardware_interface", "connector_present", "metric_ipv4", "nlm_connected", "media_state"}) {
        CHECK(object.at(name).is_null());
    }
}
