// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// Puts a window in the middle of the screen where the mouse is: there the user has just clicked.
void center(HWND window);

/// The same of the window that it belongs to.
void center_in(HWND owner, HWND window);

/// Puts a child there.
void place(HWND child, int x, int y, int width, int height);

/// Gives a window the size at which so much is inside its frame, on a screen of `dpi`.
void fit_around(HWND window, int width, int height, UINT dpi);

/// Where the window is, for the user's next time. `name`: the window's, in HKCU.
void remember_place(HWND window, const wchar_t* name);

/// Puts it there, if that is still on a screen; else in the middle of the one where the mouse is.
void put_back(HWND window, const wchar_t* name);

} // namespace mirrorwatch::tray
