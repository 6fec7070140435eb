// SPDX-License-Identifier: MIT
#include "tray/kept_place_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

POINT corner_of(HWND window) {
    RECT place{};
    GetWindowRect(window, &place);
    return {place.left, place.top};
}

void keep_corner(HWND window, POINT corner) {
    RECT now{};
    MONITORINFO screen{};
    screen.cbSize = sizeof screen;
    if (!GetWindowRect(window, &now) ||
        !GetMonitorInfoW(MonitorFromPoint(corner, MONITOR_DEFAULTTONEAREST), &screen)) {
        return;
    }
    const RECT& work = screen.rcWork;
    const LONG x = std::max(work.left, std::min(corner.x, work.right - (now.right - now.left)));
    const LONG y = std::max(work.top, std::min(corner.y, work.bottom - (now.bottom - now.top)));
    SetWindowPos(window, nullptr, static_cast<int>(x), static_cast<int>(y), 0, 0,
                 SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

} // namespace mirrorwatch::tray
