// SPDX-License-Identifier: MIT
#include "service/cli/firewall_view.hpp"
#include "service/firewall/port_rules.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using doctor::FirewallFacts;
using doctor::NetworkCategory;

FirewallFacts some() {
    FirewallFacts firewall;
    firewall.hyperv_rules = {{firewall::display_name(8080), "8080", true, {NetworkCategory::Private}}};
    firewall.windows_rules = {{"Keep out", "", false, {}}};
    return firewall;
}

} // namespace

TEST_CASE("what decides is told first, then each rule, with ours marked") {
    CHECK(firewall_table(some()) ==
          "What has no rule and comes from other machines is blocked.\n"
          "Rules of Windows' own firewall count for WSL too.\n"
          "From Windows itself, by 127.0.0.1, WSL can be reached.\n\n"
          "firewall  rule                                  ports  action  on\n"
          "Hyper-V   Mirrorwatch: port 8080 of WSL (ours)  8080   allow   a private network\n"
          "Windows   Keep out                              *      block   any network\n");
}

TEST_CASE("without a rule that is said") {
    CHECK(firewall_table({}).ends_with("\n\nThere is no rule that can concern WSL.\n"));
}

TEST_CASE("the same as JSON") {
    const auto json = boost::json::parse(firewall_json(some())).as_object();
    CHECK(json.at("default_inbound") == "block");
    CHECK(json.at("host_rules_count") == true);
    const auto& rules = json.at("rules").as_array();
    REQUIRE(rules.size() == 2);
    CHECK(rules[0].as_object().at("ours") == true);
    CHECK(rules[0].as_object().at("networks").as_array()[0] == "private");
    CHECK(rules[1].as_object().at("action") == "block");
}

} // namespace mirrorwatch::cli
