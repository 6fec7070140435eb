// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/host/host_facts.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace mirrorwatch::sense {

/// As the calls of Windows take it; 0 when the time is over.
[[nodiscard]] inline std::uint32_t milliseconds_left(Deadline deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    constexpr std::int64_t most = 60'000;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(left.count(), 0, most));
}

} // namespace mirrorwatch::sense
