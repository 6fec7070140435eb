// SPDX-License-Identifier: MIT
#include "tray/pages/sheet.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr int c_margin = 4; // pixels at 96 DPI, as all of these
constexpr int c_padding = 16;
constexpr int c_card_gap = 8;
constexpr int c_radius = 8;

} // namespace

Ink ink_of(Tone tone) {
    return tone == Tone::Good   ? Ink::Good
           : tone == Tone::Bad  ? Ink::Bad
           : tone == Tone::Warn ? Ink::Warn
                                : Ink::Dim;
}

Ink tint_of(Tone tone) {
    return tone == Tone::Good   ? Ink::GoodTint
           : tone == Tone::Bad  ? Ink::BadTint
           : tone == Tone::Warn ? Ink::WarnTint
                                : Ink::UnknownTint;
}

Sheet::Sheet(const Ruler& ruler, int width)
    : ruler_(ruler)
    , width_(width)
    , y_(ruler.scaled(c_margin)) {}

Sheet::Column Sheet::inside() const {
    const int edge = ruler_.scaled(is_in_card_ ? c_margin + c_padding : c_margin);
    return {0, std::max(0, width_ - 2 * edge)};
}

Area Sheet::area(Column column, int down, int height) const {
    const int left = ruler_.scaled(is_in_card_ ? c_margin + c_padding : c_margin) + column.left;
    return {left, y_ + down, left + column.width, y_ + down + height};
}

Area Sheet::row(int height) const {
    const Area at = area(inside(), 0, height);
    const int more = ruler_.scaled(c_padding / 2);
    return {at.left - more, at.top, at.right + more, at.bottom};
}

int Sheet::line_height(Face face) const {
    return ruler_.height("Ag", face, width_);
}

void Sheet::heading(const std::string& text) {
    gap(c_card_gap);
    const int height = line_height(Face::Strong);
    element({area(inside(), 0, height), Part::Heading, text});
    line(text, inside(), 0, Face::Strong);
    down(height + ruler_.scaled(c_card_gap));
}

void Sheet::gap(int pixels_at_96_dpi) {
    y_ += ruler_.scaled(pixels_at_96_dpi);
}

void Sheet::begin_card() {
    card_ = scene_.shapes.size();
    card_top_ = y_;
    add(Box{area(inside(), 0, 0), Ink::Card, ruler_.scaled(c_radius), Ink::CardEdge});
    is_in_card_ = true;
    gap(c_padding * 3 / 4);
}

void Sheet::begin_group() {
    gap(c_card_gap);
    is_in_card_ = true;
}

void Sheet::end_group() {
    is_in_card_ = false;
    gap(c_card_gap);
}

void Sheet::end_card(std::string name, std::string value) {
    end_card();
    element({std::get<Box>(scene_.shapes[card_]).at, Part::Row, std::move(name), std::move(value)});
}

void Sheet::end_card() {
    gap(c_padding * 3 / 4);
    std::get<Box>(scene_.shapes[card_]).at.bottom = y_;
    is_in_card_ = false;
    gap(c_card_gap);
}

void Sheet::paragraph(const std::string& text, Face face, Ink ink) {
    paragraph(text, inside(), face, ink);
}

void Sheet::paragraph(const std::string& text, Column column, Face face, Ink ink) {
    if (text.empty()) {
        return;
    }
    const int height = ruler_.height(text, face, column.width);
    add(Words{area(column, 0, height), text, face, ink, true});
    down(height);
}

int Sheet::line(const std::string& text, Column column, int down, Face face, Ink ink, Align align) {
    const int height = line_height(face);
    if (!text.empty()) {
        add(Words{area(column, down, height), text, face, ink, false, align});
    }
    return height;
}

int Sheet::label(const std::string& text, Column column, Tone tone) {
    const int height = line_height(Face::Small) + ruler_.scaled(4);
    const int width = std::min(column.width, ruler_.width(text, Face::Small) + ruler_.scaled(18));
    const int down = (line_height(Face::Strong) - height) / 2;
    Area at = area(column, down, height);
    at.left = at.right - width;
    add(Box{at, tint_of(tone), height / 2, tint_of(tone) == Ink::UnknownTint ? Ink::CardEdge : ink_of(tone)});
    at.top += ruler_.scaled(2);
    add(Words{at, text, Face::Small, ink_of(tone), false, Align::Center});
    return width;
}

void Sheet::mark(Column column, Tone tone) {
    const int size = ruler_.scaled(10);
    Area at = area(column, (line_height(Face::Strong) - size) / 2, size);
    at.right = at.left + size;
    if (tone == Tone::Neutral) { // a ring: in high contrast its colour may be the brighter one
        add(Box{at, Ink::Card, size / 2, Ink::Unknown});
    } else {
        add(Box{at, ink_of(tone), size / 2});
    }
}

Scene Sheet::take() {
    scene_.height = y_ + ruler_.scaled(c_margin);
    return std::exchange(scene_, {});
}

} // namespace mirrorwatch::tray
