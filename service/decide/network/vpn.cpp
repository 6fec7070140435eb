// SPDX-License-Identifier: MIT
#include "service/decide/network/vpn.hpp"

#include <algorithm>

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
        verdict.traits.insert(verdict.traits.end(), rule.traits.begin(), rule.traits.end());
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
    verdict.is_limited = users != nullptr || (limiting != nullptr && limiting->at_most != VerdictKind::Vpn);
    verdict.kind = kind_of(verdict.score, rules);
    if (verdict.kind == VerdictKind::No) {
        verdict.client.clear();
    }
    return verdict;
}

} // namespace mirrorwatch::decide
