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

/// The lowest score that still means `kind`, which is not No.
int lowest_score(VerdictKind kind, const VpnRules& rules) {
    return kind == VerdictKind::Vpn ? rules.vpn_score : rules.maybe_score;
}

void settle(Verdict& verdict, int score, const std::string& why) {
    if (score != verdict.score) {
        verdict.reasons.push_back({score - verdict.score, why});
        verdict.score = score;
    }
}

void limit(Verdict& verdict, const VpnRule& row, const VpnRules& rules) {
    settle(verdict, std::min(verdict.score, highest_score(row.at_most, rules)),
           "whatever else it looks like: " + row.reason);
}

void raise(Verdict& verdict, const VpnRule& row, const VpnRules& rules) {
    settle(verdict, std::max(verdict.score, lowest_score(row.at_least, rules)),
           "whatever else it looks like: " + row.reason);
}

void obey(Verdict& verdict, const VpnRule& row, const VpnRules& rules) {
    settle(verdict,
           row.score > 0 ? std::max(verdict.score, rules.vpn_score)
                         : std::min(verdict.score, highest_score(VerdictKind::No, rules)),
           "your own rule decides: " + row.reason);
}

/// The rows that have more to say than their score.
struct Deciding {
    const VpnRule* users = nullptr;    // the first of the user's own
    const VpnRule* raising = nullptr;  // the one that says the most, of those that say what it is at least
    const VpnRule* limiting = nullptr; // the one that says the least, of those that say what it is at most

    void take(const VpnRule& rule) {
        users = users == nullptr && rule.is_users ? &rule : users;
        if (rule.at_least > (raising == nullptr ? VerdictKind::No : raising->at_least)) {
            raising = &rule;
        }
        if (rule.at_most < (limiting == nullptr ? VerdictKind::Vpn : limiting->at_most)) {
            limiting = &rule;
        }
    }

    void decide(Verdict& verdict, const VpnRules& rules) const {
        if (users != nullptr) {
            obey(verdict, *users, rules);
        } else if (raising != nullptr) {
            raise(verdict, *raising, rules);
        } else if (limiting != nullptr) {
            limit(verdict, *limiting, rules);
        }
        verdict.is_limited = users != nullptr || raising != nullptr || limiting != nullptr;
    }
};

} // namespace

std::string to_string(const Reason& reason) {
    return (reason.score < 0 ? "" : "+") + std::to_string(reason.score) + " " + reason.text;
}

Verdict judge(const Adapter& adapter, const VpnRules& rules, const Circumstances& circumstances) {
    const AdapterEvidence evidence{adapter, circumstances};
    Verdict verdict;
    Deciding deciding;
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
        deciding.take(rule);
    }
    deciding.decide(verdict, rules);
    verdict.kind = kind_of(verdict.score, rules);
    if (verdict.kind == VerdictKind::No) {
        verdict.client.clear();
    }
    return verdict;
}

} // namespace mirrorwatch::decide
