// SPDX-License-Identifier: MIT
#include "tray/look_win.hpp"

#include "common/registry_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/library_win.hpp"

#include <dwmapi.h>
#include <uxtheme.h>

#include <memory>
#include <string>

namespace mirrorwatch::tray {
namespace {

// DWMWA_USE_IMMERSIVE_DARK_MODE since Windows 10 20H1; older headers have no name for it.
constexpr DWORD c_dark_frame = 20;

bool is_high_contrast() {
    HIGHCONTRASTW contrast{};
    contrast.cbSize = sizeof contrast;
    return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof contrast, &contrast, 0) &&
           (contrast.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

bool are_apps_dark() {
    const auto light =
        registry_number(HKEY_CURRENT_USER, LR"(Software\Microsoft\Windows\CurrentVersion\Themes\Personalize)",
                        L"AppsUseLightTheme");
    return light && *light && **light == 0;
}

ContrastColors contrast_colors() {
    return {GetSysColor(COLOR_WINDOW),    GetSysColor(COLOR_WINDOWTEXT),    GetSysColor(COLOR_GRAYTEXT),
            GetSysColor(COLOR_HIGHLIGHT), GetSysColor(COLOR_HIGHLIGHTTEXT), GetSysColor(COLOR_HOTLIGHT)};
}

void darken_frame(HWND window, bool is_dark) {
    static const auto c_set =
        find_function<decltype(&DwmSetWindowAttribute)>(L"dwmapi.dll", "DwmSetWindowAttribute");
    const BOOL dark = is_dark ? TRUE : FALSE;
    if (c_set != nullptr) {
        c_set(window, c_dark_frame, &dark, sizeof dark);
    }
}

void theme_of(HWND window, const wchar_t* name) {
    static const auto c_set = find_function<decltype(&SetWindowTheme)>(L"uxtheme.dll", "SetWindowTheme");
    if (c_set != nullptr) {
        c_set(window, name, nullptr);
    }
}

/// The face, weight and size in points of each; the Body's own face where there is none.
struct FaceRow {
    const wchar_t* name;
    LONG weight;
    int percent; // of the message font's height
};

constexpr std::array<FaceRow, c_face_count> c_faces{
    FaceRow{nullptr, FW_NORMAL, 100}, FaceRow{nullptr, FW_SEMIBOLD, 100}, FaceRow{nullptr, FW_SEMIBOLD, 140},
    FaceRow{nullptr, FW_NORMAL, 92}, FaceRow{L"Consolas", FW_NORMAL, 100}};

struct ScreenPolicy {
    using Type = HDC;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type context) noexcept { DeleteDC(context); }
};

/// Measures on a context of its own. A face's line is measured once.
class Tape {
public:
    explicit Tape(const Fonts& fonts)
        : fonts_(fonts)
        , context_(CreateCompatibleDC(nullptr)) {}

    int height(std::string_view text, Face face, int width) {
        int& line = lines_.at(static_cast<std::size_t>(face));
        if (line == 0) {
            line = measured("Ag", face, 0, DT_SINGLELINE).bottom;
        }
        return text == "Ag" ? line : measured(text, face, width, DT_WORDBREAK).bottom;
    }

    int width(std::string_view text, Face face) { return measured(text, face, 0, DT_SINGLELINE).right; }

private:
    RECT measured(std::string_view text, Face face, int width, UINT how) {
        const std::wstring wide = widen(std::string{text});
        RECT area{0, 0, width, 0};
        SelectObject(context_.get(), fonts_[face]);
        DrawTextW(context_.get(), wide.c_str(), static_cast<int>(wide.size()), &area,
                  how | DT_CALCRECT | DT_NOPREFIX | DT_EDITCONTROL);
        return area;
    }

    const Fonts& fonts_;
    UniqueHandle<ScreenPolicy> context_;
    std::array<int, c_face_count> lines_{};
};

} // namespace

Look look_of_windows() {
    const ContrastColors contrast = contrast_colors();
    const Theme theme = is_high_contrast() ? Theme::HighContrast
                        : are_apps_dark()  ? Theme::Dark
                                           : Theme::Light;
    const text::Catalogue* spoken = text::spoken();
    return {theme, palette_for(theme, contrast), spoken != nullptr && spoken->is_right_to_left};
}

void dress(HWND window, const Look& look) {
    darken_frame(window, look.theme == Theme::Dark);
    EnumChildWindows(
        window,
        [](HWND child, LPARAM is_dark) -> BOOL {
            wchar_t type[16]{};
            GetClassNameW(child, type, 16);
            const bool is_combo =
                lstrcmpiW(type, L"ComboBox") == 0; // whose dark clothes have a name of their own
            theme_of(child, is_dark == 0 ? L"Explorer" : is_combo ? L"DarkMode_CFD" : L"DarkMode_Explorer");
            return TRUE;
        },
        look.theme == Theme::Dark ? 1 : 0);
}

Fonts::Fonts(UINT dpi)
    : dpi_(dpi) {
    NONCLIENTMETRICSW metrics{};
    metrics.cbSize = sizeof metrics;
    SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS, sizeof metrics, &metrics, 0, dpi_);
    for (std::size_t i = 0; i < c_face_count; ++i) {
        LOGFONTW font = metrics.lfMessageFont;
        font.lfHeight = MulDiv(font.lfHeight, c_faces.at(i).percent, 100);
        font.lfWeight = c_faces.at(i).weight;
        font.lfQuality = CLEARTYPE_QUALITY;
        if (c_faces.at(i).name != nullptr) {
            lstrcpynW(font.lfFaceName, c_faces.at(i).name, LF_FACESIZE);
            font.lfPitchAndFamily = FIXED_PITCH | FF_MODERN;
        }
        fonts_.at(i).reset(CreateFontIndirectW(&font));
    }
}

Ruler Fonts::ruler() const {
    const auto tape = std::make_shared<Tape>(*this);
    return {static_cast<int>(dpi_),
            [tape](std::string_view text, Face face, int width) { return tape->height(text, face, width); },
            [tape](std::string_view text, Face face) { return tape->width(text, face); }};
}

} // namespace mirrorwatch::tray
