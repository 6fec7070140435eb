// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/endpoints/endpoint.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One endpoint as one user sees it: what is found from Windows, and from within the user's WSL. Refers to
/// the monitors; at least one is there.
struct Watched {
    EndpointMonitor* windows = nullptr; // null: not asked from there
    EndpointMonitor* guest = nullptr;
    RunsIn windows_runs_in = RunsIn::Service;

    [[nodiscard]] const EndpointSpec& spec() const {
        return windows == nullptr ? guest->spec() : windows->spec();
    }

    [[nodiscard]] bool is_named_in(const std::vector<std::string>& names) const;
    [[nodiscard]] bool is_down() const;
    /// Answers, more than once, from wherever it is asked and expected to answer. A guest that cannot be
    /// asked for a while is no objection.
    [[nodiscard]] bool is_well() const;
    void forget_vpn() const;
    /// `now`: with statistics and the last results.
    [[nodiscard]] EndpointView view(std::optional<TimePoint> now) const;
};

/// All that are named (is_well).
[[nodiscard]] bool are_well(const std::vector<Watched>& endpoints, const std::vector<std::string>& names);

/// Of those that are down; with "(from WSL)" where only the guest fails.
[[nodiscard]] std::vector<std::string> names_of_down(const std::vector<Watched>& endpoints);

} // namespace mirrorwatch::decide
