// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// A window's upper left corner.
[[nodiscard]] POINT corner_of(HWND window);

/// Puts the corner back there, and as far to the left and up as it takes for the window to be on the screen
/// as a whole.
void keep_corner(HWND window, POINT corner);

} // namespace mirrorwatch::tray
