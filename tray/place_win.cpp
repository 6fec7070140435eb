// SPDX-License-Identifier: MIT
#include "tray/place_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

void center(HWND window) {
    POINT mouse{};
    RECT place{};
    MONITORINFO screen{};
    screen.cbSize = sizeof screen;
    GetCursorPos(&mouse);
    if (!GetWindowRect(window, &place) ||
        !GetMonitorInfoW(MonitorFromPoint(mouse, MONITOR_DEFAULTTONEAREST), &screen)) {
        return;
    }
    const RECT& work = screen.rcWork;
    const LONG x = work.left + (work.right - work.left - (place.right - place.left)) / 2;
    const LONG y = work.top + (work.bottom - work.top - (place.bottom - place.top)) / 2;
    SetWindowPos(window, nullptr, static_cast<int>(std::max(x, work.left)),
                 static_cast<int>(std::max(y, work.top)), 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

} // namespace mirrorwatch::tray
