// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/clock.hpp"
#include "tray/pages/sheet.hpp"

#include <algorithm>

/// A screen on which each letter is seven pixels wide and each line sixteen high; and a clock two hours ahead
/// of UTC.
namespace mirrorwatch::tray {

inline Ruler ruler_of(int dpi = 96) {
    const auto width = [](std::string_view text) { return static_cast<int>(text.size()) * 7; };
    return {dpi,
            [width](std::string_view text, Face, int most) {
                return 16 * std::max(1, (width(text) + std::max(1, most) - 1) / std::max(1, most));
            },
            [width](std::string_view text, Face) { return width(text); }};
}

inline Clock clock_at(std::chrono::sys_seconds now) {
    return {now, [](std::chrono::sys_seconds time) {
                return std::chrono::local_seconds{time.time_since_epoch() + std::chrono::hours{2}};
            }};
}

/// No word of it reaches beyond the page, and no element beyond its height.
inline bool is_within(const Scene& scene, int width) {
    const auto fits = [&](const Area& at) {
        return at.left >= 0 && at.right <= width && at.top >= 0 && at.bottom <= scene.height &&
               at.left <= at.right && at.top <= at.bottom;
    };
    return std::ranges::all_of(scene.elements, fits, &Element::at) &&
           std::ranges::all_of(scene.shapes, [&](const Shape& shape) {
               return std::visit([&](const auto& one) { return fits(one.at); }, shape);
           });
}

} // namespace mirrorwatch::tray
