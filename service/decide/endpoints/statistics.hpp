// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mirrorwatch::decide {

/// The last 500 results of one endpoint from one place: two bytes each. Latencies over 65 s count as 65 s.
class Statistics {
public:
    static constexpr std::size_t c_most = 500;

    void add(bool ok, Duration latency);

    [[nodiscard]] int results() const { return static_cast<int>(ring_.size()); }

    [[nodiscard]] int failures() const { return failures_; }

    struct Latency {
        Duration median{0};
        Duration p95{0};
    };

    /// Of the successes, by nearest rank; 0 without any.
    [[nodiscard]] Latency latency() const;

private:
    std::vector<std::uint16_t> ring_; // milliseconds, or c_failed
    std::size_t oldest_ = 0;
    int failures_ = 0;
};

} // namespace mirrorwatch::decide
