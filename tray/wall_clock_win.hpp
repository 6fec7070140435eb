// SPDX-License-Identifier: MIT
#pragma once

#include "common/local_time_win.hpp"
#include "tray/pages/clock.hpp"

#include <windows.h>

namespace mirrorwatch::tray {

/// How Windows writes times and dates in the user's region; a test puts other functions in their place.
struct DateCalls {
    decltype(&GetDateFormatEx) date = &GetDateFormatEx;
    decltype(&GetTimeFormatEx) time = &GetTimeFormatEx;
    decltype(&GetLocaleInfoEx) info = &GetLocaleInfoEx;
};

/// The user's, by the time zone of Windows as it was at each time, and written as the user's region does.
[[nodiscard]] Clock wall_clock(const DateCalls& calls = {}, UtcOffset offset = windows_offset);

} // namespace mirrorwatch::tray
