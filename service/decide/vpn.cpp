#include "service/decide/vpn.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

namespace mirrorwatch::decide {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool contains(std::string_view text, std::string_view part) {
    return lower(text).find(lower(part)) != std::string::npos;
}

bool matches(const VpnRule& rule, const Adapter& adapter) {
    const bool has_condition =
        !rule.description.empty() || !rule.name.empty() || !rule.mac.empty() || rule.if_type.has_value();
    return has_condition && (rule.description.empty() || contains(adapter.description, rule.description)) &&
           (rule.name.empty() || contains(adapter.friendly_name, rule.name)) &&
           (rule.mac.empty() || lower(adapter.mac).starts_with(lower(rule.mac))) &&
           (!rule.if_type || *rule.if_type == adapter.if_type);
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    std::uint32_t value = 0;
    for (int part = 0; part < 4; ++part) {
        unsigned octet = 256;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
        if (error != std::errc{} || octet > 255) {
            return std::nullopt;
        }
        value = value << 8 | octet;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (part < 3) {
            if (text.empty() || text.front() != '.') {
                return std::nullopt;
            }
            text.remove_prefix(1);
        }
    }
    return text.empty() ? std::optional{value} : std::nullopt;
}

bool covers(const AddressPrefix& prefix, std::uint32_t address) {
    const auto network = parse_ipv4(prefix.address);
    if (!network || prefix.length > 32) {
        return false;
    }
    const std::uint32_t mask = prefix.length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix.length);
    return (*network & mask) == (address & mask);
}

} // namespace

Verdict judge(const Adapter& adapter, const VpnRules& rules) {
    Verdict verdict;
    for (const VpnRule& rule : rules.rules) {
        if (!matches(rule, adapter)) {
            continue;
        }
        verdict.score += rule.score;
        verdict.reasons.push_back(rule.reason);
        if (verdict.client.empty()) {
            verdict.client = rule.client;
        }
    }
    verdict.is_vpn = verdict.score >= rules.vpn_score;
    return verdict;
}

bool is_full_tunnel(const AdapterTable& table, const Adapter& adapter) {
    const auto has = [&](std::string_view address, int length) {
        return std::any_of(table.routes.begin(), table.routes.end(), [&](const Route& route) {
            return route.interface_index == adapter.index && route.destination.address == address &&
                   route.destination.length == length;
        });
    };
    return has("0.0.0.0", 0) || (has("0.0.0.0", 1) && has("128.0.0.0", 1));
}

bool is_routed_through(const AdapterTable& table, const Adapter& adapter, const std::string& ipv4) {
    const auto address = parse_ipv4(ipv4);
    if (!address) {
        return false;
    }
    const Route* best = nullptr;
    for (const Route& route : table.routes) {
        if (!covers(route.destination, *address)) {
            continue;
        }
        const auto rank = [](const Route& r) { return std::tuple{-int{r.destination.length}, r.metric}; };
        if (best == nullptr || rank(route) < rank(*best)) {
            best = &route;
        }
    }
    return best != nullptr && best->interface_index == adapter.index;
}

} // namespace mirrorwatch::decide
