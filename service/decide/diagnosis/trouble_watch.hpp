// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/diagnosis/evidence_collector.hpp"
#include "service/decide/diagnosis/findings.hpp"

#include <algorithm>
#include <string>

namespace mirrorwatch::decide {

/// What is wrong for one user: collects evidence while something may be wrong, diagnoses, and keeps what was
/// found over time. At rest it costs nothing.
class TroubleWatch {
public:
    enum class Turn { None, Begins, Ends };

    Turn look(const EvidenceContext& context);

    /// While nobody wants to know.
    void stop_looking() { diagnosis_ = {}; }

    [[nodiscard]] const Findings& findings() const { return findings_; }

    [[nodiscard]] Findings& findings() { return findings_; }

    [[nodiscard]] EvidenceCollector& collector() { return collector_; }

    [[nodiscard]] const EvidenceCollector& collector() const { return collector_; }

    [[nodiscard]] bool is_wrong() const { return diagnosis_.is_wrong; }

    /// Before anything can be said more has to be known.
    [[nodiscard]] bool is_incomplete() const { return !diagnosis_.wants.empty(); }

    /// What Windows sees now has to be known.
    [[nodiscard]] bool awaits_windows() const {
        return std::ranges::count(diagnosis_.wants, Want::WindowsProbe) > 0;
    }

    /// WSL sends to one of the finding's endpoints by the VPN's device.
    [[nodiscard]] bool leaves_by_vpn(const Finding& finding) const;

    /// Of that device, in bytes; 0: not known.
    [[nodiscard]] std::uint32_t vpn_mtu() const { return diagnosis_.vpn_mtu; }

    /// One of them lies behind the VPN.
    [[nodiscard]] bool needs_vpn(const Finding& finding) const;

    /// `is_trouble`: something is wrong, or a remedy may be put back.
    void add_to(Agenda& agenda, bool is_trouble, const EvidenceContext& context) const;

private:
    [[nodiscard]] bool may_be_wrong(const EvidenceContext& context) const;
    [[nodiscard]] bool is_out_of_sight(const EvidenceContext& context) const;
    Turn note_end(bool was_wrong);

    EvidenceCollector collector_;
    Diagnosis diagnosis_;
    Findings findings_;
};

} // namespace mirrorwatch::decide
