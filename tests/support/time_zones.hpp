// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace mirrorwatch::support {

/// What Berlin's clocks are ahead of UTC, in 2026: two hours from the last Sunday of March, 1:00 UTC, to that
/// of October, and else one.
[[nodiscard]] std::chrono::minutes in_berlin(std::chrono::sys_seconds time);

/// Half an hour beside the others, as India's, and behind UTC, as Newfoundland's.
[[nodiscard]] std::chrono::minutes in_kolkata(std::chrono::sys_seconds time);
[[nodiscard]] std::chrono::minutes in_st_johns(std::chrono::sys_seconds time);

} // namespace mirrorwatch::support
