// SPDX-License-Identifier: MIT
#pragma once

#include "tray/look_win.hpp"
#include "tray/pages/scene.hpp"

#include <windows.h>

namespace mirrorwatch::tray {

/// What is drawn with, while a window paints.
struct Brushwork {
    HDC context;
    const Look& look;
    const Fonts& fonts;

    /// A rounded area; `edge`: with a line around it, in its colour.
    void box(const Area& at, Ink fill, int radius, std::optional<Ink> edge = {}) const;
    /// The line around it alone.
    void frame(const Area& at, Ink ink, int radius, int width) const;
    void words(const Words& words) const;
    void curve(const std::vector<Point>& points, Ink ink, int width) const;
};

/// The part of the scene that is in `seen`, which is where the context begins.
void paint(const Scene& scene, const Area& seen, const Brushwork& brushwork, UINT dpi);

/// When nothing of ours is on the screen any more: what drew it takes no memory until there is something to
/// be drawn.
void end_painting();

} // namespace mirrorwatch::tray
