// SPDX-License-Identifier: MIT
#pragma once

#include "common/local_time.hpp"

#include <windows.h>

namespace mirrorwatch {

/// In UTC, as Windows has times in fields.
[[nodiscard]] SYSTEMTIME system_time(std::chrono::sys_seconds time);

/// A UtcOffset: of this machine's time zone.
[[nodiscard]] std::chrono::minutes windows_offset(std::chrono::sys_seconds time);

/// Of another zone, by its rules of that year: SystemTimeToTzSpecificLocalTime alone knows only today's. UTC
/// where Windows cannot tell.
[[nodiscard]] std::chrono::minutes offset_in(const DYNAMIC_TIME_ZONE_INFORMATION& zone,
                                             std::chrono::sys_seconds time);

} // namespace mirrorwatch
