// SPDX-License-Identifier: MIT
#include "tray/paint_win.hpp"

#include "common/direction.hpp"
#include "common/text_win.hpp"
#include "tray/pages/strip.hpp"

#include <objidl.h>

#include <algorithm>
#include <memory>
#include <type_traits>

namespace Gdiplus { // its headers want these as macros
using std::max;
using std::min;
} // namespace Gdiplus

#include <gdiplus.h>

namespace mirrorwatch::tray {
namespace {

/// Started by the first round shape, as most of the time nothing of ours is on the screen.
class RoundShapes {
public:
    static std::unique_ptr<RoundShapes>& started() {
        static std::unique_ptr<RoundShapes> c_started;
        return c_started;
    }

    static void begin() {
        if (started() == nullptr) {
            started() = std::make_unique<RoundShapes>();
        }
    }

    ~RoundShapes() { Gdiplus::GdiplusShutdown(token_); }

    RoundShapes(const RoundShapes&) = delete;
    RoundShapes& operator=(const RoundShapes&) = delete;

    RoundShapes() {
        const Gdiplus::GdiplusStartupInput input;
        Gdiplus::GdiplusStartup(&token_, &input, nullptr);
    }

private:
    ULONG_PTR token_ = 0;
};

Gdiplus::Color color_of(Color color) {
    return Gdiplus::Color{static_cast<BYTE>(color & 0xFFU), static_cast<BYTE>(color >> 8U & 0xFFU),
                          static_cast<BYTE>(color >> 16U & 0xFFU)};
}

/// From the middle of the first pixel to the middle of the last one.
void add_round(Gdiplus::GraphicsPath& path, const Area& at, int radius) {
    const auto left = static_cast<float>(at.left);
    const auto top = static_cast<float>(at.top);
    const auto right = static_cast<float>(at.right - 1);
    const auto bottom = static_cast<float>(at.bottom - 1);
    const float side = static_cast<float>(std::min({2 * radius, at.width() - 1, at.height() - 1}));
    path.AddArc(left, top, side, side, 180, 90);
    path.AddArc(right - side, top, side, side, 270, 90);
    path.AddArc(right - side, bottom - side, side, side, 0, 90);
    path.AddArc(left, bottom - side, side, side, 90, 90);
    path.CloseFigure();
}

void fill(HDC context, const Area& at, Color color) {
    const BrushHandle brush{CreateSolidBrush(color)};
    const RECT area{at.left, at.top, at.right, at.bottom};
    FillRect(context, &area, brush.get());
}

Area moved(Area at, const Area& seen) {
    return {at.left - seen.left, at.top - seen.top, at.right - seen.left, at.bottom - seen.top};
}

bool is_seen(const Area& at, const Area& seen) {
    return at.bottom > seen.top && at.top < seen.bottom;
}

UINT flags_of(const Words& words, bool right_to_left) {
    const UINT side = words.align == Align::Center  ? DT_CENTER
                      : words.align == Align::Right ? DT_RIGHT
                                                    : DT_LEFT;
    return DT_NOPREFIX | side |
           (words.wraps ? DT_WORDBREAK | DT_EDITCONTROL : DT_SINGLELINE | DT_END_ELLIPSIS) |
           (right_to_left && text::direction_of(words.text) == text::Direction::RightToLeft ? DT_RTLREADING
                                                                                            : 0);
}

void draw(Box box, const Area& seen, const Brushwork& brushwork, UINT) {
    brushwork.box(moved(box.at, seen), box.fill, box.radius, box.edge);
}

void draw(Words words, const Area& seen, const Brushwork& brushwork, UINT) {
    words.at = moved(words.at, seen);
    brushwork.words(words);
}

void draw(const History& history, const Area& seen, const Brushwork& brushwork, UINT dpi) {
    const Area at = moved(history.at, seen);
    const int sides = at.left + at.right;
    if (!history.as_curve) {
        for (Box bar : bars_in(at, *history.cells)) {
            if (history.is_turned) {
                bar.at = {sides - bar.at.right, bar.at.top, sides - bar.at.left, bar.at.bottom};
            }
            brushwork.box(bar.at, bar.fill, 0);
        }
        return;
    }
    for (std::vector<Point>& curve : curves_in(at, *history.cells)) {
        for (Point& point : curve) {
            point.x = history.is_turned ? sides - 1 - point.x : point.x;
        }
        brushwork.curve(curve, Ink::Accent, std::max(1, MulDiv(3, static_cast<int>(dpi), 192)));
    }
}

} // namespace

void Brushwork::box(const Area& at, Ink ink, int radius, std::optional<Ink> edge) const {
    if (radius == 0) {
        fill(context, at, look.palette[ink]);
        return;
    }
    RoundShapes::begin();
    Gdiplus::Graphics graphics{context};
    graphics.SetSmoothingMode(Gdiplus::SmoothingModeAntiAlias);
    Gdiplus::GraphicsPath path;
    add_round(path, at, radius);
    const Gdiplus::SolidBrush brush{color_of(look.palette[ink])};
    graphics.FillPath(&brush, &path);
    const Gdiplus::Pen pen{color_of(look.palette[edge.value_or(ink)])};
    graphics.DrawPath(&pen, &path);
}

void Brushwork::frame(const Area& at, Ink ink, int radius, int width) const {
    RoundShapes::begin();
    Gdiplus::Graphics graphics{context};
    graphics.SetSmoothingMode(Gdiplus::SmoothingModeAntiAlias);
    Gdiplus::GraphicsPath path;
    add_round(path, at, radius);
    const Gdiplus::Pen pen{color_of(look.palette[ink]), static_cast<float>(width)};
    graphics.DrawPath(&pen, &path);
}

void Brushwork::words(const Words& words) const {
    const std::wstring text = widen(words.text);
    RECT area{words.at.left, words.at.top, words.at.right, words.at.bottom};
    SelectObject(context, fonts[words.face]);
    SetBkMode(context, TRANSPARENT);
    SetTextColor(context, look.palette[words.ink]);
    DrawTextW(context, text.c_str(), static_cast<int>(text.size()), &area,
              flags_of(words, look.is_right_to_left));
}

void Brushwork::curve(const std::vector<Point>& points, Ink ink, int width) const {
    if (points.size() == 1) {
        const Point at = points.front();
        fill(context, {at.x - width, at.y - width, at.x + width, at.y + width}, look.palette[ink]);
        return;
    }
    std::vector<Gdiplus::PointF> all;
    all.reserve(points.size());
    for (const Point& point : points) {
        all.emplace_back(static_cast<float>(point.x), static_cast<float>(point.y));
    }
    RoundShapes::begin();
    Gdiplus::Graphics graphics{context};
    graphics.SetSmoothingMode(Gdiplus::SmoothingModeAntiAlias);
    const Gdiplus::Pen pen{color_of(look.palette[ink]), static_cast<float>(width)};
    graphics.DrawLines(&pen, all.data(), static_cast<INT>(all.size()));
}

void end_painting() {
    RoundShapes::started().reset();
}

void paint(const Scene& scene, const Area& seen, const Brushwork& brushwork, UINT dpi) {
    for (const Shape& shape : scene.shapes) {
        std::visit(
            [&](const auto& one) {
                if (is_seen(one.at, seen)) {
                    draw(one, seen, brushwork, dpi);
                }
            },
            shape);
    }
}

} // namespace mirrorwatch::tray
