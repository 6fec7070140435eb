// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/places.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;
using namespace std::chrono_literals;

/// A file of a later release, on a machine that has this one.
namespace {

using Lines = std::vector<std::string>;

Lines told(const std::vector<ConfigError>& list) {
    Lines lines;
    std::transform(list.begin(), list.end(), std::back_inserter(lines),
                   [](const ConfigError& error) { return to_string(error); });
    return lines;
}

const std::string c_warning = " schema 2 is newer than this Mirrorwatch knows (1): what it knows of this "
                              "file counts, and the rest has no effect";

} // namespace

TEST_CASE("settings of a newer schema count as far as they are known, with a warning and one note") {
    const std::string text = "colour = 1\nschema = 2\n[policy]\nsettle = \"1s\"\nzones = 3\n"
                             "[[endpoint]]\nname = \"a\"\nurl = \"tcp://h:1\"\nform = \"wsl\"\n";
    const auto checked = check_settings(text, "t");
    CHECK(told(checked.errors).empty());
    CHECK(told(checked.warnings) == Lines{"t:2:10:" + c_warning});
    CHECK(told(checked.notes) ==
          Lines{"t:1:1: not known here, and without effect: colour, policy.zones and endpoint.form"});
    CHECK(checked.value.policy.settle == 1s);
    CHECK(checked.value.endpoints.size() == 1);
    CHECK(misplaced_in(text).empty());
}

TEST_CASE("a user's own file may be of a newer schema, too") {
    const auto checked =
        check_user_settings("schema = 2\n[[endpoint]]\nname = \"a\"\nurl = \"tcp://h:1\"\n", "t", {});
    CHECK(checked.errors.empty());
    CHECK(told(checked.warnings) == Lines{"t:1:10:" + c_warning});
    CHECK(checked.notes.empty());
    CHECK(checked.value.size() == 1);
}

TEST_CASE("and so may the VPN table") {
    const auto parsed = parse_vpn_rules("schema = 2\n[[rule]]\nname = \"n\"\nscore = 1\nreason = \"r\"\n"
                                        "weather = \"fair\"\n",
                                        "t");
    REQUIRE(parsed.has_value());
    CHECK(told(parsed->warnings) == Lines{"t:1:10:" + c_warning});
    CHECK(told(parsed->notes) == Lines{"t:6:1: not known here, and without effect: rule.weather"});
    CHECK(parsed->value.rules.size() == 1);
}

TEST_CASE("of many settings that are not known the first five are named") {
    const auto checked = check_settings("schema = 9\nz1=1\nz2=1\nz3=1\nz4=1\nz5=1\nz6=1\nz7=1\n", "t");
    CHECK(told(checked.notes) ==
          Lines{"t:2:1: not known here, and without effect: z1, z2, z3, z4, z5 and 2 more"});
}

TEST_CASE("what is wrong in a known setting stays an error") {
    const auto checked = check_settings("schema = 2\n[wsl]\npoll = 1\n", "t");
    REQUIRE(checked.errors.size() == 1);
    CHECK(checked.errors[0].line == 3);
}

TEST_CASE("a schema that is no number from 1 on is an error, in each of the files") {
    for (const char* value : {"0", "-1", "\"2\"", "true", "1.5"}) {
        CAPTURE(value);
        const std::string text = std::string{"schema = "} + value + "\n";
        const Lines error{"t:1:10: schema must be a whole number from 1 on"};
        CHECK(told(check_settings(text, "t").errors) == error);
        CHECK(told(check_user_settings(text, "t", {}).errors) == error);
        check_errors(parse_vpn_rules, {{text, 1, 10, "schema must be a whole number from 1 on"}});
    }
}
