// SPDX-License-Identifier: MIT
#include "common/direction.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace mirrorwatch::text {
namespace {

constexpr char32_t c_mark = 0x200F; // a letter from right to left that is not seen
constexpr char32_t c_embed_left = 0x202A;
constexpr char32_t c_embed_right = 0x202B;
constexpr char32_t c_end = 0x202C;

constexpr std::string_view c_left_begins = "\u202A";
constexpr std::string_view c_right_begins = "\u202B";
constexpr std::string_view c_ends = "\u202C";

struct Range {
    char32_t from;
    char32_t to; // the last one
};

constexpr std::array c_right{Range{0x0590, 0x08FF},   Range{0xFB1D, 0xFDFF},   Range{0xFE70, 0xFEFF},
                             Range{0x10800, 0x10FFF}, Range{0x1E800, 0x1EFFF}, Range{c_mark, c_mark}};
// Beyond ASCII, what is no letter: marks, signs, punctuation.
constexpr std::array c_no_letters{Range{0x00, 0x40},     Range{0x5B, 0x60},     Range{0x7B, 0xBF},
                                  Range{0xD7, 0xD7},     Range{0xF7, 0xF7},     Range{0x2000, 0x2BFF},
                                  Range{0x3000, 0x3004}, Range{0x3008, 0x3020}, Range{0xFE00, 0xFE6F}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t letter) {
    return std::ranges::any_of(
        ranges, [&](const Range& range) { return letter >= range.from && letter <= range.to; });
}

/// Takes one code point off the front; what is not UTF-8 counts as no letter.
char32_t take(std::string_view& text) {
    const auto first = static_cast<std::uint8_t>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? first : first & (0x7FU >> length);
    const std::size_t have = std::min(length, text.size());
    for (std::size_t i = 1; i < have; ++i) {
        point = point << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    }
    text.remove_prefix(have);
    return have == length ? point : 0;
}

} // namespace

Direction direction_of(std::string_view text) {
    int depth = 0;
    while (!text.empty()) {
        const char32_t point = take(text);
        if (point == c_embed_left || point == c_embed_right) {
            ++depth;
        } else if (point == c_end) {
            --depth;
        } else if (depth <= 0 && is_in(c_right, point)) {
            return Direction::RightToLeft;
        } else if (depth <= 0 && !is_in(c_no_letters, point)) {
            return Direction::LeftToRight;
        }
    }
    return Direction::LeftToRight;
}

std::string embedded(std::string_view text) {
    const bool is_right = direction_of(text) == Direction::RightToLeft;
    return std::string{is_right ? c_right_begins : c_left_begins} + std::string{text} + std::string{c_ends};
}

} // namespace mirrorwatch::text
