// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;

TEST_CASE("a VPN rule is read with all its conditions") {
    const auto parsed =
        parse_vpn_rules("vpn_score = 60\nmaybe_score = 20\n[[rule]]\nclient = \"C\"\ndescription = \"D\"\n"
                        "description_word = [\"E\", \"F\"]\nname = \"N\"\nname_word = \"M\"\nguid = \"{G}\"\n"
                        "mac = [\"00-ff\", \"02\"]\ncomponent_id = \"PCI\\\\\"\nservice = \"s\"\n"
                        "physical_medium = \"802.3\"\nif_type = 53\ntunnel_type = [11, 13]\n"
                        "hardware_interface = false\nconnector_present = true\n"
                        "circumstance = \"dns_change\"\ntrait = \"takes_whole_host\"\nscore = -7\nat_most = "
                        "\"maybe\"\nreason = \"R\"\n",
                        "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->warnings.empty());
    VpnRule rule;
    rule.client = "C";
    rule.description = {"D"};
    rule.description_word = {"E", "F"};
    rule.name = {"N"};
    rule.name_word = {"M"};
    rule.guid = {"{G}"};
    rule.mac = {"00-FF", "02"};
    rule.component_id = {"PCI\\"};
    rule.service = {"s"};
    rule.physical_medium = {"802.3"};
    rule.if_type = {53};
    rule.tunnel_type = {11, 13};
    rule.hardware_interface = false;
    rule.connector_present = true;
    rule.circumstance = Circumstance::DnsChange;
    rule.traits = {Trait::TakesWholeHost};
    rule.score = -7;
    rule.at_most = VerdictKind::Maybe;
    rule.reason = "R";
    CHECK((parsed->value == VpnRules{60, {rule}, 20, {}}));
}

TEST_CASE("a service of a VPN is read") {
    const auto parsed = parse_vpn_rules("[[service]]\nclient = \"C\"\nname = \"N\"\nwithout_adapter = true\n"
                                        "trait = [\"synthetic_addresses\", \"takes_whole_host\"]\n",
                                        "t");
    REQUIRE(parsed.has_value());
    const std::vector traits{Trait::SyntheticAddresses, Trait::TakesWholeHost};
    CHECK((parsed->value.services == std::vector<VpnService>{{"C", "N", true, traits}}));
}

TEST_CASE("what the VPN table does not know is a warning") {
    const auto parsed =
        parse_vpn_rules("maybe = 3\n[[rule]]\nname = \"n\"\nscore = 1\nreason = \"r\"\nmacs = \"\"\n", "t");
    REQUIRE(parsed.has_value());
    REQUIRE(parsed->warnings.size() == 2);
    CHECK(to_string(parsed->warnings[0]) == "t:1:1: maybe is not a known setting and has no effect");
    CHECK(to_string(parsed->warnings[1]) == "t:6:1: rule.macs is not a known setting and has no effect; "
                                            "did you mean \"mac\"?");
}

TEST_CASE("a rule of several conditions may say what an adapter is at least") {
    const auto parsed = parse_vpn_rules("[[rule]]\nname = \"n\"\nmac = \"02\"\nat_least = \"maybe\"\n"
                                        "score = 1\nreason = \"r\"\n",
                                        "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->value.rules.at(0).at_least == VerdictKind::Maybe);
    CHECK(parsed->warnings.empty());
}

TEST_CASE("addresses that stand for names are read with their client, or for all") {
    const auto parsed =
        parse_vpn_rules("[[synthetic_dns]]\nclient = \"c\"\nranges = [\"198.18.0.1/16\", "
                        "\"FC00::/18\"]\nwithout_client = true\n"
                        "[[synthetic_dns]]\nranges = \"203.0.113.0/24\"\nthrough_tunnel = true\n",
                        "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->warnings.empty());
    CHECK(parsed->value.synthetic_dns ==
          std::vector<SyntheticRanges>{{"c", {{"198.18.0.1", 16}, {"fc00::", 18}}, true, false},
                                       {"", {{"203.0.113.0", 24}}, false, true}});
}

TEST_CASE("a user's own addresses come before the shipped ones") {
    VpnRules table;
    table.synthetic_dns = {{"c", {{"198.18.0.0", 15}}}};
    VpnRules users;
    users.synthetic_dns = {{"", {{"203.0.113.0", 24}}}};
    add_users_rules(table, users);
    REQUIRE(table.synthetic_dns.size() == 2);
    CHECK(table.synthetic_dns.front().client.empty());
}

TEST_CASE("a lower vpn_score lowers what is perhaps a VPN") {
    const auto parsed = parse_vpn_rules("vpn_score = 20\n", "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->value.maybe_score == 20);
}

TEST_CASE("what is wrong in the VPN table is told with line and column") {
    check_errors(
        parse_vpn_rules,
        {
            {"[[rule]]\nscore = 1\nreason = \"r\"\n", 1, 1,
             "rule.description is missing: a rule needs a condition, such as a description, name, mac or "
             "if_type"},
            {"[[rule]]\nname = \"n\"\nreason = \"r\"\n", 1, 1,
             "rule.score is missing: a whole number between -100 and 100, but not 0"},
            {"[[rule]]\nname = \"n\"\nreason = \"r\"\nscore = 101\n", 4, 9,
             "rule.score must be a whole number between -100 and 100"},
            {"[[rule]]\nname = \"n\"\nscore = 1\n", 1, 1,
             "rule.reason is missing: a few words that tell the user why"},
            {"[[rule]]\nmac = \"00:FF\"\nscore = 1\nreason = \"r\"\n", 2, 7,
             "rule.mac must be the beginning of an address such as \"00-05-9A-3C-7A-00\" or \"00-FF\""},
            {"rule = 1\n", 1, 8, "rule must be written as [[rule]]"},
            {"[[rule]]\nname = []\nscore = 1\nreason = \"r\"\n", 2, 8,
             "rule.name must be text in quotes, or a list of such"},
            {"[[rule]]\nname = [\"a\", 3]\nscore = 1\nreason = \"r\"\n", 2, 14,
             "rule.name must be text in quotes, or a list of such"},
            {"[[rule]]\nif_type = [6, -1]\nscore = 1\nreason = \"r\"\n", 2, 15,
             "rule.if_type must be a whole number between 1 and 65535, or a list of such"},
            {"[[rule]]\nhardware_interface = 1\nscore = 1\nreason = \"r\"\n", 2, 22,
             "rule.hardware_interface must be true or false, without quotes"},
            {"[[rule]]\nname = \"n\"\nat_most = \"never\"\nscore = 1\nreason = \"r\"\n", 3, 11,
             "rule.at_most must be one of \"no\", \"maybe\", \"vpn\""},
            {"[[rule]]\nname = \"n\"\nat_least = \"vpn\"\nscore = 1\nreason = \"r\"\n", 3, 12,
             "rule.at_least needs a rule with two conditions or more, such as a description and a mac"},
            {"[[rule]]\nname = \"n\"\nif_type = 6\nat_least = \"vpn\"\nat_most = \"maybe\"\nscore = 1\n"
             "reason = \"r\"\n",
             4, 12, "rule.at_least must not be more than at_most"},
            {"[[rule]]\nname = \"n\"\nif_type = 6\nat_least = \"sure\"\nscore = 1\nreason = \"r\"\n", 4, 12,
             "rule.at_least must be one of \"no\", \"maybe\", \"vpn\""},
            {"[[synthetic_dns]]\nclient = \"c\"\n", 1, 1,
             "synthetic_dns.ranges is missing: the addresses, such as \"198.18.0.0/15\""},
            {"[[synthetic_dns]]\nranges = [\"10.0.0.0/8\", \"198.18.0.0\"]\n", 2, 25,
             "synthetic_dns.ranges must be a range in quotes, such as \"198.18.0.0/15\", or a list of such"},
            {"[[synthetic_dns]]\nranges = \"0.0.0.0/0\"\n", 2, 10,
             "synthetic_dns.ranges has \"0.0.0.0/0\", which is too wide: /8 at most"},
            {"vpn_score = 40\nmaybe_score = 41\n", 2, 15, "maybe_score must not be more than vpn_score (40)"},
            {"[[rule]]\nname = \"n\"\ntrait = \"takes_hole_host\"\nscore = 1\nreason = \"r\"\n", 3, 9,
             "rule.trait has no \"takes_hole_host\"; did you mean \"takes_whole_host\"?"},
            {"[[service]]\nclient = \"c\"\n", 1, 1,
             "service.name is missing: the name of the Windows service"},
        });
}
