// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/scene.hpp"

#include <array>
#include <cstdint>
#include <functional>

namespace mirrorwatch::tray {

enum class Theme { Light, Dark, HighContrast };

/// 0x00BBGGRR, as Windows' COLORREF.
using Color = std::uint32_t;

inline constexpr std::size_t c_ink_count = static_cast<std::size_t>(Ink::UnknownTint) + 1;

struct Palette {
    std::array<Color, c_ink_count> colors{};

    [[nodiscard]] Color operator[](Ink ink) const { return colors.at(static_cast<std::size_t>(ink)); }

    friend bool operator==(const Palette&, const Palette&) = default;
};

/// What the user has chosen for high contrast, by their names in Windows (COLOR_WINDOW…).
struct ContrastColors {
    Color window = 0;
    Color text = 0;
    Color gray = 0;
    Color highlight = 0;
    Color highlight_text = 0;
    Color hot = 0;
};

/// In high contrast nothing is told by a colour alone, and only the user's colours are used.
[[nodiscard]] Palette palette_for(Theme theme, const ContrastColors& contrast);

/// How well one can be read on the other, as WCAG 2 counts: 1 to 21.
[[nodiscard]] double contrast_between(Color a, Color b);

} // namespace mirrorwatch::tray
