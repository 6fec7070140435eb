// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// Puts a window in the middle of the screen where the mouse is: there the user has just clicked.
void center(HWND window);

/// The upper left corner.
[[nodiscard]] POINT place_of(HWND window);

/// Puts a window back there, and as far to the left and up as it takes to be on the screen as a whole.
void put_back(HWND window, POINT place);

} // namespace mirrorwatch::tray
