// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/core/time.hpp"

#include <deque>
#include <vector>

namespace mirrorwatch::decide {

/// The last results of one endpoint from one place, one by one: what a person sees of its past.
class Strip {
public:
    void add_success(Duration latency, TimePoint now) { add({EndpointState::Up, latency, now}); }

    void add_failure(TimePoint now) { add({EndpointState::Down, Duration{0}, now}); }

    /// Nothing is known of this time; of several in a row the first one is kept.
    void add_unknown(TimePoint now);

    /// Failures from `since` on, with no success behind them, said nothing of the endpoint.
    void excuse(TimePoint since);

    /// The newest last.
    [[nodiscard]] std::vector<StripCell> cells(TimePoint now) const;

private:
    struct Cell {
        EndpointState state = EndpointState::Unknown;
        Duration latency{0};
        TimePoint at{};
    };

    void add(const Cell& cell);

    std::deque<Cell> cells_;
};

} // namespace mirrorwatch::decide
