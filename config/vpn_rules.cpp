// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "common/names.hpp"
#include "config/parse.hpp"
#include "config/section.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::config {
namespace {

/// "00-FF", "00-05-9A-3C-7A-00": pairs of hexadecimal digits.
bool is_mac_prefix(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fits =
            i % 3 == 2 ? text[i] == '-' : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
        if (!fits) {
            return false;
        }
    }
    return text.size() % 3 == 2 && text.size() <= 17;
}

/// ASCII only, whatever the locale.
char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

void read_macs(Section& section, VpnRule& rule) {
    section.read("mac", rule.mac);
    for (std::string& mac : rule.mac) {
        if (!is_mac_prefix(mac)) {
            section.wrong("mac",
                          "must be the beginning of an address such as \"00-05-9A-3C-7A-00\" or \"00-FF\"");
        }
        std::ranges::transform(mac, mac.begin(), upper);
    }
}

void read_conditions(Section& section, VpnRule& rule) {
    section.read("description", rule.description);
    section.read("description_word", rule.description_word);
    section.read("name", rule.name);
    section.read("name_word", rule.name_word);
    section.read("guid", rule.guid);
    read_macs(section, rule);
    section.read("component_id", rule.component_id);
    section.read("service", rule.service);
    section.read("physical_medium", rule.physical_medium);
    section.read("if_type", rule.if_type, 1, 0xFFFF);
    section.read("tunnel_type", rule.tunnel_type, 1, 0xFFFF);
    section.read("hardware_interface", rule.hardware_interface);
    section.read("connector_present", rule.connector_present);
    if (section.has("circumstance")) {
        section.read("circumstance", rule.circumstance.emplace(),
                     words_of<Circumstance>(c_names_of<Circumstance>));
    }
}

constexpr std::array c_conditions{"description",
                                  "description_word",
                                  "name",
                                  "name_word",
                                  "guid",
                                  "mac",
                                  "component_id",
                                  "service",
                                  "physical_medium",
                                  "if_type",
                                  "tunnel_type",
                                  "hardware_interface",
                                  "connector_present",
                                  "circumstance"};

/// A trait that nobody knows would be one that no rule asks for.
void read_traits(Section& section, std::vector<Trait>& traits) {
    const std::string what = "must be a trait in quotes, or a list of such";
    for (const auto& [word, place] : section.read_words("trait", what)) {
        if (const auto trait = value_named<Trait>(word)) {
            traits.push_back(*trait);
        } else {
            section.wrong_at(place, "trait", "has no \"" + word + "\"" + suggestion(word, c_names_of<Trait>));
        }
    }
}

std::ptrdiff_t conditions_in(const Section& section) {
    return std::ranges::count_if(c_conditions, [&](const char* key) { return section.has(key); });
}

/// One sign is easily had by another: the row must be sure.
void read_limits(Section& section, VpnRule& rule) {
    section.read("at_most", rule.at_most, words_of<VerdictKind>(c_names_of<VerdictKind>));
    section.read("at_least", rule.at_least, words_of<VerdictKind>(c_names_of<VerdictKind>));
    if (rule.at_least != VerdictKind::No && conditions_in(section) < 2) {
        section.wrong("at_least",
                      "needs a rule with two conditions or more, such as a description and a mac");
    } else if (rule.at_least > rule.at_most) {
        section.wrong("at_least", "must not be more than at_most");
    }
}

VpnRule read_rule(Section& section) {
    VpnRule rule;
    section.read("client", rule.client);
    read_conditions(section, rule);
    read_traits(section, rule.traits);
    section.read("score", rule.score, -100, 100);
    read_limits(section, rule);
    section.read("reason", rule.reason);
    if (conditions_in(section) == 0) {
        section.wrong("description",
                      "is missing: a rule needs a condition, such as a description, name, mac or if_type");
    }
    if (rule.score == 0) {
        section.wrong("score", "is missing: a whole number between -100 and 100, but not 0");
    }
    if (rule.reason.empty()) {
        section.wrong("reason", "is missing: a few words that tell the user why");
    }
    section.warn_of_unknown_keys();
    return rule;
}

VpnService read_service(Section& section) {
    VpnService service;
    section.read("client", service.client);
    section.read("name", service.name);
    section.read("without_adapter", service.without_adapter);
    read_traits(section, service.traits);
    if (service.client.empty()) {
        section.wrong("client", "is missing: how the VPN is called");
    }
    if (service.name.empty()) {
        section.wrong("name", "is missing: the name of the Windows service");
    }
    section.warn_of_unknown_keys();
    return service;
}

constexpr std::uint8_t c_widest_range = 8; // bits; a wider one would be a slip, and explain every address

void read_ranges(Section& section, std::vector<AddressPrefix>& ranges) {
    const std::string what = "must be a range in quotes, such as \"198.18.0.0/15\", or a list of such";
    for (const auto& [word, place] : section.read_words("ranges", what)) {
        const auto range = parse_prefix(word);
        if (!range) {
            section.wrong_at(place, "ranges", what);
        } else if (range->length < c_widest_range) {
            section.wrong_at(place, "ranges", "has \"" + word + "\", which is too wide: /8 at most");
        } else {
            ranges.push_back(*range);
        }
    }
}

SyntheticRanges read_synthetic_dns(Section& section) {
    SyntheticRanges row;
    section.read("client", row.client);
    read_ranges(section, row.ranges);
    section.read("without_client", row.without_client);
    section.read("through_tunnel", row.through_tunnel);
    if (!section.has("ranges")) {
        section.wrong("ranges", "is missing: the addresses, such as \"198.18.0.0/15\"");
    }
    section.warn_of_unknown_keys();
    return row;
}

VpnRules read_vpn_rules(Section root) {
    VpnRules rules;
    check_schema(root);
    root.read("vpn_score", rules.vpn_score, 1, 1'000);
    root.read("maybe_score", rules.maybe_score, 1, 1'000);
    if (!root.has("maybe_score")) {
        rules.maybe_score = std::min(rules.maybe_score, rules.vpn_score);
    } else if (rules.maybe_score > rules.vpn_score) {
        root.wrong("maybe_score",
                   "must not be more than vpn_score (" + std::to_string(rules.vpn_score) + ")");
    }
    for (Section& section : root.sections("rule")) {
        rules.rules.push_back(read_rule(section));
    }
    for (Section& section : root.sections("service")) {
        rules.services.push_back(read_service(section));
    }
    for (Section& section : root.sections("synthetic_dns")) {
        rules.synthetic_dns.push_back(read_synthetic_dns(section));
    }
    root.warn_of_unknown_keys();
    return rules;
}

} // namespace

boost::system::result<Parsed<VpnRules>, ConfigError> parse_vpn_rules(std::string_view text,
                                                                     std::string_view file_name) {
    Report report{std::string{file_name}, {}, {}, {}};
    VpnRules rules;
    if (const auto document = document_in(text, report)) {
        rules = read_vpn_rules(Section{report, &*document, ""});
    }
    finish(report);
    if (!report.errors.empty()) {
        return report.errors.front();
    }
    return Parsed<VpnRules>{std::move(rules), std::move(report.warnings), std::move(report.notes)};
}

} // namespace mirrorwatch::config
