// SPDX-License-Identifier: MIT
#include "tray/place_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr wchar_t c_key[] = LR"(Software\Mirrorwatch\Tray)";

bool is_on_a_screen(const RECT& place) {
    return place.right > place.left && place.bottom > place.top &&
           MonitorFromRect(&place, MONITOR_DEFAULTTONULL) != nullptr;
}

} // namespace

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

void center_in(HWND owner, HWND window) {
    RECT outer{};
    RECT inner{};
    GetWindowRect(owner, &outer);
    GetWindowRect(window, &inner);
    SetWindowPos(window, nullptr,
                 static_cast<int>((outer.left + outer.right - (inner.right - inner.left)) / 2),
                 static_cast<int>((outer.top + outer.bottom - (inner.bottom - inner.top)) / 2), 0, 0,
                 SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

void place(HWND child, int x, int y, int width, int height) {
    SetWindowPos(child, nullptr, x, y, std::max(0, width), std::max(0, height),
                 SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOCOPYBITS);
}

void fit_around(HWND window, int width, int height, UINT dpi) {
    RECT area{0, 0, width, height};
    AdjustWindowRectExForDpi(&area, static_cast<DWORD>(GetWindowLongPtrW(window, GWL_STYLE)), FALSE,
                             static_cast<DWORD>(GetWindowLongPtrW(window, GWL_EXSTYLE)), dpi);
    SetWindowPos(window, nullptr, 0, 0, static_cast<int>(area.right - area.left),
                 static_cast<int>(area.bottom - area.top), SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
}

void remember_place(HWND window, const wchar_t* name) {
    WINDOWPLACEMENT place{};
    place.length = sizeof place;
    if (GetWindowPlacement(window, &place)) {
        RegSetKeyValueW(HKEY_CURRENT_USER, c_key, name, REG_BINARY, &place, sizeof place);
    }
}

void put_back(HWND window, const wchar_t* name) {
    WINDOWPLACEMENT place{};
    DWORD size = sizeof place;
    const LSTATUS status =
        RegGetValueW(HKEY_CURRENT_USER, c_key, name, RRF_RT_REG_BINARY, nullptr, &place, &size);
    if (status != ERROR_SUCCESS || size != sizeof place || !is_on_a_screen(place.rcNormalPosition)) {
        center(window);
        return;
    }
    place.length = sizeof place;
    place.flags = 0;
    // Not shown here: whoever calls does that.
    place.showCmd = place.showCmd == SW_SHOWMAXIMIZED ? SW_SHOWMAXIMIZED : SW_HIDE;
    SetWindowPlacement(window, &place);
}

} // namespace mirrorwatch::tray
