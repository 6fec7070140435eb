// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/scene.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::tray {

/// How large text is on the screen that a page is made for.
struct Ruler {
    int dpi = 96;
    /// Of the text in lines that are at most so wide.
    std::function<int(std::string_view text, Face face, int width)> height;
    /// Of the text in one line.
    std::function<int(std::string_view text, Face face)> width;

    [[nodiscard]] int scaled(int pixels_at_96_dpi) const { return pixels_at_96_dpi * dpi / 96; }
};

enum class Tone { Good, Bad, Warn, Neutral };

[[nodiscard]] Ink ink_of(Tone tone);
[[nodiscard]] Ink tint_of(Tone tone);

/// A page that grows downwards: headings, and cards with what belongs together. Columns are laid out with
/// `at`, from the left edge of what is inside the card.
class Sheet {
public:
    Sheet(const Ruler& ruler, int width);

    /// Above a group of cards.
    void heading(const std::string& text);
    void begin_card();
    /// What the keyboard goes to, and a screen reader says, is the whole card.
    void end_card(std::string name, std::string value = {});
    /// The same of a card whose rows are elements by themselves.
    void end_card();
    /// The same columns as in a card, without one: for the heads of columns.
    void begin_group();
    void end_group();
    /// Between two cards, or two lines of one.
    void gap(int pixels_at_96_dpi);

    struct Column {
        int left = 0; // from the left edge inside the card
        int width = 0;
    };

    /// Inside the card, or the whole sheet.
    [[nodiscard]] Column inside() const;

    [[nodiscard]] int y() const { return y_; }

    /// In as many lines as it needs; y is below it afterwards.
    void paragraph(const std::string& text, Face face = Face::Body, Ink ink = Ink::Text);
    void paragraph(const std::string& text, Column column, Face face, Ink ink);
    /// One line that ends with an ellipsis, at y and below `down`; returns its height. y stays.
    int line(const std::string& text, Column column, int down, Face face = Face::Body, Ink ink = Ink::Text,
             Align align = Align::Left);
    /// A rounded label at the right end of the column, one line high, at y; returns its width. y stays.
    int label(const std::string& text, Column column, Tone tone);
    /// A round mark of one line's height, at y; a ring where there is nothing to be said. y stays.
    void mark(Column column, Tone tone);

    void add(Shape shape) { scene_.shapes.push_back(std::move(shape)); }

    void add(Hint hint) { scene_.hints.push_back(std::move(hint)); }

    void element(Element element) { scene_.elements.push_back(std::move(element)); }

    void down(int pixels) { y_ += pixels; }

    /// From the sheet's left top.
    [[nodiscard]] Area area(Column column, int down, int height) const;
    /// All of what is inside the card and a little more, at y: for an element that has a frame around it.
    [[nodiscard]] Area row(int height) const;
    [[nodiscard]] int line_height(Face face) const;

    [[nodiscard]] const Ruler& ruler() const { return ruler_; }

    /// The sheet is empty afterwards.
    [[nodiscard]] Scene take();

private:
    const Ruler& ruler_;
    int width_;
    int y_;
    std::size_t card_ = 0; // its shape
    int card_top_ = 0;
    bool is_in_card_ = false;
    Scene scene_;
};

} // namespace mirrorwatch::tray
