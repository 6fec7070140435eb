// SPDX-License-Identifier: MIT
#include "tray/pages/palette.hpp"

#include <algorithm>
#include <cmath>

namespace mirrorwatch::tray {
namespace {

constexpr Color rgb(std::uint32_t hex) { // 0xRRGGBB
    return (hex & 0xFFU) << 16U | (hex & 0xFF00U) | hex >> 16U;
}

// In the order of Ink. The colours are those of Windows 11's own settings (WinUI's theme resources).
constexpr Palette c_light{{rgb(0xF3F3F3), rgb(0xFFFFFF), rgb(0xE2E2E2), rgb(0x1B1B1B), rgb(0x5D5D5D),
                           rgb(0x005FB8), rgb(0xFFFFFF), rgb(0x0F7B0F), rgb(0xC42B1C), rgb(0x9D5D00),
                           rgb(0x8A8A8A), rgb(0xDFF6DD), rgb(0xFDE7E9), rgb(0xFFF4CE), rgb(0xEDEDED)}};
constexpr Palette c_dark{{rgb(0x202020), rgb(0x2B2B2B), rgb(0x3A3A3A), rgb(0xFFFFFF), rgb(0xC8C8C8),
                          rgb(0x60CDFF), rgb(0x000000), rgb(0x6CCB5F), rgb(0xFF99A4), rgb(0xFCE100),
                          rgb(0x8E8E8E), rgb(0x2C3A28), rgb(0x442726), rgb(0x433519), rgb(0x3A3A3A)}};

Palette contrast_palette(const ContrastColors& c) {
    return {{c.window, c.window, c.text, c.text, c.text, c.highlight, c.highlight_text, c.text, c.hot, c.text,
             c.gray, c.window, c.window, c.window, c.window}};
}

double linear(Color color, unsigned shift) {
    const double part = static_cast<double>(color >> shift & 0xFFU) / 255;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(Color color) {
    return 0.2126 * linear(color, 0) + 0.7152 * linear(color, 8) + 0.0722 * linear(color, 16);
}

} // namespace

Palette palette_for(Theme theme, const ContrastColors& contrast) {
    return theme == Theme::Light ? c_light : theme == Theme::Dark ? c_dark : contrast_palette(contrast);
}

double contrast_between(Color a, Color b) {
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)}); // values, not references
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace mirrorwatch::tray
