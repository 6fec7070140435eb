// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/clock.hpp"

namespace mirrorwatch::tray {

/// The user's, by the time zone of Windows and its rules for summer.
[[nodiscard]] Clock wall_clock();

} // namespace mirrorwatch::tray
