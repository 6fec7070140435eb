// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/clock.hpp"

#include <windows.h>

namespace mirrorwatch::tray {

/// How Windows writes times and dates in the user's region; a test puts other functions in their place.
struct DateCalls {
    decltype(&GetDateFormatEx) date = &GetDateFormatEx;
    decltype(&GetTimeFormatEx) time = &GetTimeFormatEx;
    decltype(&GetLocaleInfoEx) info = &GetLocaleInfoEx;
};

/// The user's, by the time zone of Windows and its rules for summer, and written as the user's region does.
[[nodiscard]] Clock wall_clock(const DateCalls& calls = {});

} // namespace mirrorwatch::tray
