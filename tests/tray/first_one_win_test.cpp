// SPDX-License-Identifier: MIT
#include "tray/first_one_win.hpp"

#include "tray/window_win.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

const UserId c_somebody_else{"S-1-5-21-1-2-3-1099"};

struct HiddenWindow {
    HiddenWindow() {
        WNDCLASSEXW type{};
        type.cbSize = sizeof type;
        type.lpfnWndProc = DefWindowProcW;
        type.hInstance = GetModuleHandleW(nullptr);
        type.lpszClassName = c_window_class;
        RegisterClassExW(&type);
        window = CreateWindowExW(0, c_window_class, L"", WS_POPUP, 0, 0, 0, 0, nullptr, nullptr,
                                 type.hInstance, nullptr);
    }

    ~HiddenWindow() {
        DestroyWindow(window);
        UnregisterClassW(c_window_class, GetModuleHandleW(nullptr));
    }

    HiddenWindow(const HiddenWindow&) = delete;
    HiddenWindow& operator=(const HiddenWindow&) = delete;

    HWND window = nullptr;
};

/// Wine makes windows only on a screen; with one, test_tray of the lab sees the same with real trays.
bool can_make_windows() {
    return HiddenWindow{}.window != nullptr;
}

} // namespace

TEST_CASE("a second tray of mine gives way to the first, and another user's in the same session does not") {
    const UserId me = this_user().value();
    {
        const auto first = take_place(me);
        REQUIRE(first.has_value());
        CHECK_FALSE(take_place(me).has_value());
        CHECK(take_place(c_somebody_else).has_value());
    }
    CHECK(take_place(me).has_value()); // it has ended
}

TEST_CASE("the window of my own tray is found, and no other user's is taken for it" *
          doctest::skip(!can_make_windows())) {
    const HiddenWindow tray;
    REQUIRE(tray.window != nullptr);
    CHECK(window_of_first(this_user().value()) == tray.window);
    CHECK(window_of_first(c_somebody_else) == nullptr);
}
