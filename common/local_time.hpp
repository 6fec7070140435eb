// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

/// What people read is by the clock on their wall; what programs read is UTC (common/utc.hpp).
namespace mirrorwatch {

/// What the clock on the wall is ahead of UTC at a time, by the time zone's rules of that year; negative
/// where it is behind.
using UtcOffset = std::function<std::chrono::minutes(std::chrono::sys_seconds)>;

/// "2026-11-25 17:34:00 +01:00": with the offset, as an hour comes twice when summer time ends.
[[nodiscard]] std::string local_text(std::chrono::sys_seconds time, const UtcOffset& offset);
/// "2026-11-25"
[[nodiscard]] std::string local_date(std::chrono::sys_seconds time, const UtcOffset& offset);

/// How long until the clock on the wall next shows this time of the day; more than nothing. A day may have 23
/// or 25 hours.
[[nodiscard]] std::chrono::seconds until_local(std::chrono::seconds time_of_day, std::chrono::sys_seconds now,
                                               const UtcOffset& offset);

/// How many minutes until that clock next shows 6:00, rounded up: what "until tomorrow" means, also for who
/// works into the night.
[[nodiscard]] std::uint32_t minutes_until_morning(std::chrono::sys_seconds now, const UtcOffset& offset);

} // namespace mirrorwatch
