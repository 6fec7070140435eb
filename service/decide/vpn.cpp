#include "service/decide/vpn.hpp"

#include "service/decide/ipv4.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace mirrorwatch::decide {
namespace {

VerdictKind kind_of(int score, const VpnRules& rules) {
    if (score >= rules.vpn_score) {
        return VerdictKind::Vpn;
    }
    return score >= rules.maybe_score ? VerdictKind::Maybe : VerdictKind::No;
}

/// The highest score that still means `kind`.
int highest_score(VerdictKind kind, const VpnRules& rules) {
    return (kind == VerdictKind::No ? rules.maybe_score : rules.vpn_score) - 1;
}

void limit(Verdict& verdict, const VpnRule& row, const VpnRules& rules) {
    const int highest = highest_score(row.at_most, rules);
    if (row.at_most != VerdictKind::Vpn && verdict.score > highest) {
        verdict.reasons.push_back({highest - verdict.score, "whatever else it looks like: " + row.reason});
        verdict.score = highest;
    }
}

void obey(Verdict& verdict, const VpnRule& row, const VpnRules& rules) {
    const int score = row.score > 0 ? std::max(verdict.score, rules.vpn_score)
                                    : std::min(verdict.score, highest_score(VerdictKind::No, rules));
    if (score != verdict.score) {
        verdict.reasons.push_back({score - verdict.score, "your own rule decides: " + row.reason});
        verdict.score = score;
    }
}

} // namespace

std::string to_string(const Reason& reason) {
    return (reason.score < 0 ? "" : "+") + std::to_string(reason.score) + " " + reason.text;
}

Verdict judge(const Adapter& adapter, const VpnRules& rules, const Circumstances& circumstances) {
    const AdapterEvidence evidence{adapter, circumstances};
    Verdict verdict;
    const VpnRule* limiting = nullptr;
    const VpnRule* users = nullptr;
    for (const VpnRule& rule : rules.rules) {
        if (!evidence.fits(rule)) {
            continue;
        }
        verdict.score += rule.score;
        verdict.reasons.push_back({rule.score, rule.reason});
        if (verdict.client.empty()) {
            verdict.client = rule.client;
        }
        if (limiting == nullptr || rule.at_most < limiting->at_most) {
            limiting = &rule;
        }
        users = users == nullptr && rule.is_users ? &rule : users;
    }
    if (users != nullptr) {
        obey(verdict, *users, rules);
    } else if (limiting != nullptr) {
        limit(verdict, *limiting, rules);
    }
    verdict.kind = kind_of(verdict.score, rules);
    if (verdict.kind == VerdictKind::No) {
        verdict.client.clear();
    }
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
        const auto network = parse_ipv4(route.destination.address);
        if (!network || !covers(*network, route.destination.length, *address)) {
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
