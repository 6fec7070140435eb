// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "tray/pages/palette.hpp"
#include "tray/pages/sheet.hpp"

#include <windows.h>

#include <array>
#include <functional>

/// Colours and letters of our windows, as the user has chosen them in Windows.
namespace mirrorwatch::tray {

struct Look {
    Theme theme = Theme::Light;
    Palette palette;
    bool is_right_to_left = false;
};

/// High contrast first, then the apps' colour (AppsUseLightTheme).
[[nodiscard]] Look look_of_windows();

using LookSource = std::function<Look()>;

/// The frame of a top-level window, and the scroll bars and boxes of its children.
void dress(HWND window, const Look& look);

/// What DeleteObject ends: fonts, brushes, bitmaps.
template <class T>
struct GdiPolicy {
    using Type = T;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type object) noexcept { DeleteObject(object); }
};

using FontHandle = UniqueHandle<GdiPolicy<HFONT>>;
using BrushHandle = UniqueHandle<GdiPolicy<HBRUSH>>;
using BitmapHandle = UniqueHandle<GdiPolicy<HBITMAP>>;

inline constexpr std::size_t c_face_count = static_cast<std::size_t>(Face::Mono) + 1;

/// Windows' own letters for messages, in our sizes. Those of a screen with `dpi`.
class Fonts {
public:
    explicit Fonts(UINT dpi);

    [[nodiscard]] HFONT operator[](Face face) const {
        return fonts_.at(static_cast<std::size_t>(face)).get();
    }

    /// Measures by these fonts, which must outlive it.
    [[nodiscard]] Ruler ruler() const;

private:
    UINT dpi_;
    std::array<FontHandle, c_face_count> fonts_;
};

} // namespace mirrorwatch::tray
