// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/diagnosis/evidence.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

using Comparisons = std::vector<const Comparison*>;

/// Nothing known is nothing there.
template <class T>
[[nodiscard]] const T& or_empty(const std::optional<T>& facts) {
    static const T c_empty{};
    return facts ? *facts : c_empty;
}

[[nodiscard]] Comparisons those(const Comparisons& endpoints, auto fit) {
    Comparisons result;
    std::ranges::copy_if(endpoints, std::back_inserter(result), fit);
    return result;
}

/// Required endpoints that are down, by what the other side says. Each is in one list at most.
struct Suspects {
    Comparisons cut;        // WSL does not reach it, and Windows does
    Comparisons uncompared; // of Windows it is not known, or not any more
    Comparisons cut_off;    // a server in WSL, alive there, which Windows does not reach
    Comparisons unasked;    // perhaps a server in WSL, which Windows does not reach; the guest was not asked
    Comparisons dead;       // a server in WSL that does not answer there either
    Comparisons unreached;  // elsewhere, and Windows does not reach it either

    /// Of which WSL may be to blame.
    [[nodiscard]] bool are_of_wsl() const {
        return !cut.empty() || !uncompared.empty() || !cut_off.empty() || !unasked.empty() || !dead.empty();
    }
};

/// The evidence, made ready for the rules. Refers to it.
class DiagnosisContext {
public:
    explicit DiagnosisContext(const Evidence& evidence);

    [[nodiscard]] const Evidence& evidence() const { return evidence_; }

    [[nodiscard]] const Suspects& suspects() const { return suspects_; }

    /// Empty when they could not be had, or are not here yet.
    [[nodiscard]] const HostFacts& host() const { return or_empty(evidence_.host.facts); }

    [[nodiscard]] const GuestFacts& guest() const { return or_empty(evidence_.guest.facts); }

    /// WSL runs with mirrored networking, or is set to it while its mode could not be had.
    [[nodiscard]] bool is_mirrored() const;

    /// WSL reaches it: its probe says so since the network changed, and the guest's own trial agrees.
    [[nodiscard]] bool is_reached_from_wsl(const Comparison& endpoint) const;
    /// A target elsewhere that WSL reaches; null when there is none.
    [[nodiscard]] const Comparison* reached_from_wsl() const;
    /// WSL is asked for targets elsewhere, and reaches none.
    [[nodiscard]] bool is_all_cut() const;
    /// No device but lo is up and has an address; nothing when that is not known.
    [[nodiscard]] std::optional<bool> has_no_network() const;

    /// Empty when the guest was not asked to try it.
    [[nodiscard]] const GuestTrial& trial_of(const Comparison& endpoint) const;
    /// The guest gets a connection to it now.
    [[nodiscard]] bool connects(const Comparison& endpoint) const;
    /// Cut, cut off, and those of which the other side could not tell.
    [[nodiscard]] Comparisons all_concerned() const;
    /// What is seen of an endpoint, one observation each.
    [[nodiscard]] std::vector<std::string> describe(const Comparison& endpoint) const;
    /// WSL's, as the guest's shell has it, else as Windows hands it on; empty without one.
    [[nodiscard]] std::string proxy() const;
    [[nodiscard]] std::string vpn_name() const; // empty without one

private:
    void sort(const Comparison& endpoint);
    [[nodiscard]] bool is_denied_by_trial(const Comparison& endpoint) const;
    [[nodiscard]] bool may_be_in_wsl(const Comparison& endpoint) const;
    void sort_server(const Comparison& endpoint);

    const Evidence& evidence_;
    Suspects suspects_;
};

/// Asked from there, and so.
[[nodiscard]] inline bool is_in(const std::optional<Side>& side, EndpointState state) {
    return side && side->state == state;
}

/// When it answers, packets have passed. That WSL has a network, or has found an address, shows none.
[[nodiscard]] bool shows_a_way(const EndpointSpec& spec);

/// 127.0.0.0/8, ::1 or localhost, or an address of one of the adapters that are up.
[[nodiscard]] bool is_of_this_machine(const Comparison& endpoint, const Evidence& evidence);

} // namespace mirrorwatch::decide
