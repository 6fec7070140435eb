// SPDX-License-Identifier: MIT
#pragma once

#include "tray/taskbar_look.hpp"

#include <windows.h>

namespace mirrorwatch::tray {

/// As Windows has it set now.
[[nodiscard]] TaskbarLook current_taskbar_look();

/// The taskbar's, as its screen may have another resolution than the one that we started on.
[[nodiscard]] UINT taskbar_dpi();

/// A message by which Windows tells that colours or the theme have changed.
[[nodiscard]] bool is_about_colours(UINT message, WPARAM wparam, LPARAM lparam);

} // namespace mirrorwatch::tray
