// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a page of the status window looks like, as plain values: what is drawn where, what can be selected,
/// and what is said about it. Lengths are pixels of the screen, from the page's own left top. Text is UTF-8.
namespace mirrorwatch::tray {

struct Point {
    int x = 0;
    int y = 0;

    friend bool operator==(const Point&, const Point&) = default;
};

struct Area {
    int left = 0;
    int top = 0;
    int right = 0; // behind the last pixel, as `bottom`
    int bottom = 0;

    [[nodiscard]] int width() const { return right - left; }

    [[nodiscard]] int height() const { return bottom - top; }

    [[nodiscard]] bool has(Point point) const {
        return point.x >= left && point.x < right && point.y >= top && point.y < bottom;
    }

    friend bool operator==(const Area&, const Area&) = default;
};

/// What a colour is for; tray/pages/palette.hpp has the colours.
enum class Ink {
    Page, // behind everything
    Card,
    CardEdge,
    Text,
    Dim, // less important text
    Accent,
    OnAccent, // text on it
    Good,
    Bad,
    Warn,
    Unknown,
    GoodTint, // behind text of that kind
    BadTint,
    WarnTint,
    UnknownTint,
};

enum class Face { Body, Strong, Title, Small, Mono };

enum class Align { Left, Center, Right };

struct Box {
    Area at;
    Ink fill = Ink::Card;
    int radius = 0;
    std::optional<Ink> edge = {};

    friend bool operator==(const Box&, const Box&) = default;
};

/// A line that is too long ends with an ellipsis; `wraps`: goes on below.
struct Words {
    Area at;
    std::string text;
    Face face = Face::Body;
    Ink ink = Ink::Text;
    bool wraps = false;
    Align align = Align::Left;

    friend bool operator==(const Words&, const Words&) = default;
};

/// One bar for each of the last results (tray/pages/strip.hpp). Refers to the snapshot.
struct History {
    Area at;
    const std::vector<StripCell>* cells = nullptr;
    bool as_curve = false;  // latencies, instead of the bars
    bool is_turned = false; // the newest one at the left end

    friend bool operator==(const History&, const History&) = default;
};

using Shape = std::variant<Box, Words, History>;

enum class Part { Heading, Row, Graphic };

/// What the keyboard goes to, and what a screen reader says.
struct Element {
    Area at;
    Part part = Part::Row;
    std::string name;
    std::string value = {};

    friend bool operator==(const Element&, const Element&) = default;
};

/// What is said where the mouse rests.
struct Hint {
    Area at;
    std::string text;
    const std::vector<StripCell>* cells = nullptr; // instead of `text`: it is the strip's

    friend bool operator==(const Hint&, const Hint&) = default;
};

struct Scene {
    int height = 0;
    std::vector<Shape> shapes; // later ones on top
    std::vector<Element> elements;
    std::vector<Hint> hints;

    friend bool operator==(const Scene&, const Scene&) = default;
};

/// Everything that can be read, one element a line: what is copied, and what programs that read windows get.
[[nodiscard]] std::string plain_text(const Scene& scene);

/// As it is drawn for who reads from right to left: the same from the other side, in a page of that width.
[[nodiscard]] Scene mirrored(Scene scene, int width);

/// The element that follows, `step` further, and stays within them; -1: there is none. `from`: -1 for before
/// the first.
[[nodiscard]] int next_element(const Scene& scene, int from, int step);

/// The element at this place; -1: none.
[[nodiscard]] int element_at(const Scene& scene, Point point);

/// What is said about this place; empty: nothing.
[[nodiscard]] std::string hint_at(const Scene& scene, Point point);

} // namespace mirrorwatch::tray
