#pragma once

#include "service/decide/diagnosis/evidence.hpp"
#include "service/decide/diagnosis/judgement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

using Comparisons = std::vector<const Comparison*>;

/// Required endpoints that are down, by what the other side says. Each is in one list at most.
struct Suspects {
    Comparisons cut;        // WSL does not reach it, and Windows does
    Comparisons uncompared; // WSL does not reach it, and of Windows it is not known
    Comparisons cut_off;    // a server in WSL, alive there, which Windows does not reach
    Comparisons unasked;    // perhaps a server in WSL, which Windows does not reach; the guest was not asked
    Comparisons dead;       // a server in WSL that does not answer there either
    Comparisons unreached;  // elsewhere, and Windows does not reach it either

    /// Of which WSL may be to blame.
    [[nodiscard]] bool are_of_wsl() const {
        return !cut.empty() || !uncompared.empty() || !cut_off.empty() || !unasked.empty() || !dead.empty();
    }
};

/// The evidence, made ready for the signatures. Refers to it.
class DiagnosisContext {
public:
    explicit DiagnosisContext(const Evidence& evidence);

    [[nodiscard]] const Evidence& evidence() const { return evidence_; }

    [[nodiscard]] const Suspects& suspects() const { return suspects_; }

    /// Null when they could not be had, or are not here yet.
    [[nodiscard]] const HostFacts* host() const {
        return evidence_.host.facts ? &*evidence_.host.facts : nullptr;
    }

    [[nodiscard]] const GuestFacts* guest() const {
        return evidence_.guest.facts ? &*evidence_.guest.facts : nullptr;
    }

    /// WSL runs with mirrored networking, or is set to it while its mode could not be had.
    [[nodiscard]] bool is_mirrored() const;

    /// A target elsewhere that WSL reaches; null when there is none.
    [[nodiscard]] const Comparison* reached_from_wsl() const;
    /// WSL is asked for targets elsewhere, and reaches none.
    [[nodiscard]] bool is_all_cut() const;
    /// No device but lo is up and has an address; nothing when that is not known.
    [[nodiscard]] std::optional<bool> has_no_network() const;

    [[nodiscard]] const GuestTrial* trial_of(const Comparison& endpoint) const;
    /// Cut, cut off, and those of which the other side could not tell.
    [[nodiscard]] Comparisons all_concerned() const;
    /// What is seen of an endpoint, one observation each.
    [[nodiscard]] std::vector<std::string> describe(const Comparison& endpoint) const;
    [[nodiscard]] std::string vpn_name() const; // empty without one

    // What has to be known or to be so before a signature makes sense; nothing: go on.
    [[nodiscard]] std::optional<Judgement> unless_running() const;
    [[nodiscard]] std::optional<Judgement> unless_mirrored() const;
    [[nodiscard]] std::optional<Judgement> unless_cut() const;
    [[nodiscard]] std::optional<Judgement> unless_host_asked() const;
    /// The guest is asked when the network is quiet, and what it says of the network counts only then.
    [[nodiscard]] std::optional<Judgement> unless_guest_asked() const;
    /// The same for what does not depend on the network: what the guest said stands.
    [[nodiscard]] std::optional<Judgement> unless_servers_asked() const;

private:
    void sort(const Comparison& endpoint);
    [[nodiscard]] bool may_be_in_wsl(const Comparison& endpoint) const;
    void sort_server(const Comparison& endpoint);

    const Evidence& evidence_;
    Suspects suspects_;
};

/// 127.0.0.0/8, ::1 or localhost, or an address of one of the adapters that are up.
[[nodiscard]] bool is_of_this_machine(const Comparison& endpoint, const Evidence& evidence);

} // namespace mirrorwatch::decide
