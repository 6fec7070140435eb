// SPDX-License-Identifier: MIT
#include "tray/taskbar_win.hpp"

#include "common/registry_win.hpp"

#include <string_view>

namespace mirrorwatch::tray {
namespace {

bool is_high_contrast() {
    HIGHCONTRASTW contrast{};
    contrast.cbSize = sizeof contrast;
    return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof contrast, &contrast, 0) != FALSE &&
           (contrast.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

} // namespace

TaskbarLook current_taskbar_look() {
    TaskbarFacts facts;
    facts.high_contrast = is_high_contrast();
    const COLORREF ground = GetSysColor(COLOR_WINDOW);
    facts.red = GetRValue(ground);
    facts.green = GetGValue(ground);
    facts.blue = GetBValue(ground);
    const auto light =
        registry_number(HKEY_CURRENT_USER, LR"(Software\Microsoft\Windows\CurrentVersion\Themes\Personalize)",
                        L"SystemUsesLightTheme");
    facts.uses_light_theme = light ? *light : std::nullopt;
    return taskbar_look(facts);
}

UINT taskbar_dpi() {
    const HWND taskbar = FindWindowW(L"Shell_TrayWnd", nullptr);
    const UINT dpi = taskbar == nullptr ? 0 : GetDpiForWindow(taskbar);
    return dpi == 0 ? GetDpiForSystem() : dpi;
}

/// A change of theme is told by this name alone; no documentation lists it, and every program relies on it.
bool is_about_colours(UINT message, WPARAM wparam, LPARAM lparam) {
    const auto* what = reinterpret_cast<const wchar_t*>(lparam);
    return message == WM_SYSCOLORCHANGE || message == WM_THEMECHANGED ||
           (message == WM_SETTINGCHANGE &&
            (wparam == SPI_SETHIGHCONTRAST ||
             (what != nullptr && std::wstring_view{what} == L"ImmersiveColorSet")));
}

} // namespace mirrorwatch::tray
