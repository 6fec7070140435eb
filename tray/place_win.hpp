// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// Puts a window in the middle of the screen where the mouse is: there the user has just clicked.
void center(HWND window);

/// Where the window is, for the user's next time. `name`: the window's, in HKCU.
void remember_place(HWND window, const wchar_t* name);

/// Puts it there, if that is still on a screen; else in the middle of the one where the mouse is.
void put_back(HWND window, const wchar_t* name);

} // namespace mirrorwatch::tray
