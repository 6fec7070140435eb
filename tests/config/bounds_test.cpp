// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/places.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace mirrorwatch;
using namespace mirrorwatch::config;

/// How much a file may hold: what is too much is told with its place, and how much would do.
namespace {

std::string endpoints(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "[[endpoint]]\nname = \"" + std::to_string(i) + "\"\nurl = \"tcp://h:1\"\n";
    }
    return text;
}

std::string letters(std::size_t count) {
    return std::string(count, 'a');
}

std::string numbers(int count) {
    std::string list;
    for (int i = 0; i < count; ++i) {
        list += "200,";
    }
    return "[" + list + "]";
}

const std::string c_head = "[[endpoint]]\nname = \"a\"\n";
const std::string c_http = c_head + "url = \"http://h/\"\n";

/// The only error in a user's file.
std::string error_in(const std::string& text) {
    const auto checked = check_user_settings(text, "t", {});
    REQUIRE(checked.errors.size() == 1);
    CHECK(misplaced_in(text).empty());
    return to_string(checked.errors.front());
}

/// The settings that end with `key = "` and so many letters are right, and with one letter more they are not.
void check_longest(const std::string& text, std::size_t most, const std::string& place) {
    CAPTURE(text);
    CHECK(check_user_settings(text + letters(most) + "\"\n", "t", {}).errors.empty());
    CHECK(error_in(text + letters(most + 1) + "\"\n") == place + " must not be longer than " +
                                                             std::to_string(most) + " characters, and has " +
                                                             std::to_string(most + 1) + ": shorten it");
}

} // namespace

TEST_CASE("a user's file has 500 endpoints at most, and one more is told with its place") {
    CHECK(check_user_settings(endpoints(500), "t", {}).value.size() == 500);
    CHECK(error_in(endpoints(501)) ==
          "t:1501:1: endpoint is one too many: there may be 500 in this file; remove some");
    CHECK(error_in(endpoints(5'000)) ==
          "t:1501:1: endpoint is one too many: there may be 500 in this file; remove some");
}

TEST_CASE("the machine's file has 2,000 of any table at most") {
    CHECK(check_settings(endpoints(2'000), "t").errors.empty());
    const auto checked = check_settings(endpoints(2'001), "t");
    REQUIRE(checked.errors.size() == 1);
    CHECK(to_string(checked.errors[0]) ==
          "t:6001:1: endpoint is one too many: there may be 2000 in this file; remove some");
}

TEST_CASE("texts have a length for what they are") {
    check_longest("[[group]]\nname = \"", 256, "t:2:8: group.name");
    check_longest("[[endpoint]]\nurl = \"tcp://h:1\"\nname = \"", 256, "t:3:8: endpoint.name");
    check_longest(c_http + "group = \"", 256, "t:4:9: endpoint.group");
    check_longest(c_http + "body_match = \"", 4'096, "t:4:14: endpoint.body_match");
    check_longest(c_http + "body_not_match = \"", 4'096, "t:4:18: endpoint.body_not_match");
}

TEST_CASE("a host that is too long for any name is told once, by its length") {
    const std::string how = " must not be longer than 256 characters, and has 257: shorten it";
    CHECK(error_in(c_head + "type = \"tcp\"\nport = 1\nhost = \"" + letters(257) + "\"\n") ==
          "t:5:8: endpoint.host" + how);
    CHECK(error_in(c_head + "url = \"https://h/\"\ntls_server_name = \"" + letters(257) + "\"\n") ==
          "t:4:19: endpoint.tls_server_name" + how);
}

TEST_CASE("characters are counted, not bytes") {
    std::string name;
    for (int i = 0; i < 256; ++i) {
        name += "ü";
    }
    CHECK(check_user_settings("[[endpoint]]\nurl = \"tcp://h:1\"\nname = \"" + name + "\"\n", "t", {})
              .errors.empty());
}

TEST_CASE("an address has 2,048 characters at most, and none of them is told") {
    const std::string url = "url = \"http://me:s3cret@h/";
    CHECK(check_user_settings(c_head + url + letters(2'048 - 19) + "\"\n", "t", {}).errors.empty());
    CHECK(error_in(c_head + url + letters(2'049 - 19) + "\"\n") ==
          "t:3:7: endpoint.url must not be longer than 2048 characters, and has 2049: shorten it");
    CHECK(error_in(c_http + "proxy = \"http://" + letters(2'048) + "\"\n") ==
          "t:4:9: endpoint.proxy must not be longer than 2048 characters, and has 2055: shorten it");
}

TEST_CASE("a header's value has 4,096 characters at most, its name 256, and neither is told") {
    const auto header = [](std::size_t name, std::size_t value) {
        return c_http + "headers = { " + letters(name) + " = \"" + letters(value) + "\" }\n";
    };
    CHECK(check_user_settings(header(256, 4'096), "t", {}).errors.empty());
    CHECK(error_in(header(1, 4'097)) ==
          "t:4:17: endpoint.headers must not be longer than 4096 characters, and has 4097: shorten it");
    CHECK(error_in(header(257, 1)) ==
          "t:4:273: endpoint.headers must not be longer than 256 characters, and has 257: shorten it");
}

TEST_CASE("lists have 256 entries at most") {
    CHECK(check_user_settings(c_http + "expected_status = " + numbers(256) + "\n", "t", {}).errors.empty());
    CHECK(error_in(c_http + "expected_status = " + numbers(257) + "\n") ==
          "t:4:19: endpoint.expected_status must not have more than 256 entries, and has 257: remove some");
    std::string headers;
    for (int i = 0; i < 257; ++i) {
        headers += (i == 0 ? "A" : ", A") + std::to_string(i) + " = \"\"";
    }
    CHECK(error_in(c_http + "headers = { " + headers + " }\n") ==
          "t:4:11: endpoint.headers must not have more than 256 entries, and has 257: remove some");
}

TEST_CASE("the machine's own texts and the VPN table's are bounded, too") {
    const auto told = [](const auto& parsed) {
        REQUIRE_FALSE(parsed.has_value());
        return to_string(parsed.error());
    };
    CHECK(told(parse_settings("[[vpn]]\naction = \"ask\"\nname = \"" + letters(257) + "\"\n", "t")) ==
          "t:3:8: vpn.name must not be longer than 256 characters, and has 257: shorten it");
    CHECK(told(parse_settings("[connectivity]\ntargets = [\"" + letters(257) + "\"]\n", "t")) ==
          "t:2:12: connectivity.targets must not be longer than 256 characters, and has 257: shorten it");
    CHECK(told(parse_vpn_rules("[[rule]]\nscore = 1\nname = \"n\"\nreason = \"" + letters(4'097) + "\"\n",
                               "t")) ==
          "t:4:10: rule.reason must not be longer than 4096 characters, and has 4097: shorten it");
}

TEST_CASE("a key that nobody knows is told by its beginning") {
    const auto checked = check_user_settings(letters(100'000) + " = 1\n", "t", {});
    REQUIRE(checked.warnings.size() == 1);
    CHECK(checked.warnings[0].message.size() < 320);
}
