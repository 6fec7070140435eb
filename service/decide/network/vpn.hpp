// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/vpn_rules.hpp"
#include "service/decide/network/vpn_evidence.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// What one row of the table added.
struct Reason {
    int score = 0;
    std::string text;

    friend bool operator==(const Reason&, const Reason&) = default;
};

/// "+50 the adapter of Cisco Secure Client".
[[nodiscard]] std::string to_string(const Reason& reason);

/// Is this adapter a VPN? About its identity, not about being up.
struct Verdict {
    VerdictKind kind = VerdictKind::No;
    std::string client; // "Cisco Secure Client" when a row knows it, and it is not No
    int score = 0;      // always on the side of the thresholds where `kind` is
    std::vector<Reason> reasons;
    std::vector<Trait> traits = {};
    bool is_limited = false; // a row says what it is at most or least, or the user's own has decided

    [[nodiscard]] bool is_vpn() const { return kind == VerdictKind::Vpn; }

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// Adds up the rows that match. The first row of the user's own that matches decides alone; otherwise a row's
/// `at_least`, and if there is none a row's `at_most`, holds whatever the others say.
[[nodiscard]] Verdict judge(const Adapter& adapter, const VpnRules& rules,
                            const Circumstances& circumstances = {});

} // namespace mirrorwatch::decide
