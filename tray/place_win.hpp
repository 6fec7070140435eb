// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// Puts a window in the middle of the screen where the mouse is: there the user has just clicked.
void center(HWND window);

} // namespace mirrorwatch::tray
