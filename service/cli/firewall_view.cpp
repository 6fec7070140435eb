// SPDX-License-Identifier: MIT
#include "service/cli/firewall_view.hpp"

#include "common/text.hpp"
#include "service/cli/table.hpp"
#include "service/doctor/exposure.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <vector>

namespace mirrorwatch::cli {
namespace {

namespace bj = boost::json;
using doctor::FirewallFacts;
using doctor::InboundRule;

bool is_ours(const InboundRule& rule) {
    return rule.name.starts_with("Mirrorwatch: ");
}

std::string_view action_of(const InboundRule& rule) {
    return rule.allows ? "allow" : "block";
}

std::string networks_cell(const InboundRule& rule) {
    std::vector<std::string> names;
    names.reserve(rule.networks.size());
    for (const doctor::NetworkCategory network : rule.networks) {
        names.emplace_back(doctor::label(network));
    }
    return names.empty() ? "any network" : text::list_of(names);
}

Row row_of(std::string_view firewall, const InboundRule& rule) {
    return {std::string{firewall}, visible(rule.name) + (is_ours(rule) ? " (ours)" : ""),
            rule.ports.empty() ? "*" : visible(rule.ports), std::string{action_of(rule)},
            networks_cell(rule)};
}

/// As it is spelled in JSON.
std::string_view word_of(doctor::NetworkCategory network) {
    constexpr std::array<std::string_view, 4> words{"unknown", "public", "private", "domain"};
    return words.at(static_cast<std::size_t>(network));
}

bj::object rule_json(std::string_view firewall, const InboundRule& rule) {
    bj::array networks;
    for (const doctor::NetworkCategory network : rule.networks) {
        networks.emplace_back(word_of(network));
    }
    return {{"firewall", firewall},      {"name", rule.name},    {"ports", rule.ports},
            {"action", action_of(rule)}, {"networks", networks}, {"ours", is_ours(rule)}};
}

/// `take` gets each rule with the name of its firewall.
template <class Take>
void for_each_rule(const FirewallFacts& firewall, Take take) {
    for (const InboundRule& rule : firewall.hyperv_rules) {
        take("Hyper-V", rule);
    }
    for (const InboundRule& rule : firewall.windows_rules) {
        take("Windows", rule);
    }
}

} // namespace

std::string firewall_table(const FirewallFacts& firewall) {
    std::vector<Row> rows{{"firewall", "rule", "ports", "action", "on"}};
    for_each_rule(firewall, [&](std::string_view whose, const InboundRule& rule) {
        rows.push_back(row_of(whose, rule));
    });
    return std::string{"What has no rule and comes from other machines is "} +
           (firewall.inbound_blocked ? "blocked" : "let in") + ".\nRules of Windows' own firewall " +
           (firewall.merges_host_rules ? "count for WSL too" : "do not count for WSL") +
           ".\nFrom Windows itself, by 127.0.0.1, WSL " +
           (firewall.loopback_blocked ? "cannot be reached" : "can be reached") + ".\n\n" +
           (rows.size() == 1 ? "There is no rule that can concern WSL.\n" : table(rows));
}

std::string firewall_json(const FirewallFacts& firewall) {
    bj::array rules;
    for_each_rule(firewall, [&](std::string_view whose, const InboundRule& rule) {
        rules.emplace_back(rule_json(whose, rule));
    });
    const bj::object object{{"version", 1},
                            {"default_inbound", firewall.inbound_blocked ? "block" : "allow"},
                            {"host_rules_count", firewall.merges_host_rules},
                            {"loopback", firewall.loopback_blocked ? "block" : "allow"},
                            {"rules", rules}};
    return bj::serialize(object) + "\n";
}

} // namespace mirrorwatch::cli
