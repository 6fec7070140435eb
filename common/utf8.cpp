// SPDX-License-Identifier: MIT
#include "common/utf8.hpp"

#include <algorithm>
#include <functional>

namespace mirrorwatch {
namespace {

bool continues_a_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

} // namespace

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, std::not_fn(continues_a_character)));
}

std::string shortened(std::string_view text, std::size_t most) {
    constexpr std::string_view c_ellipsis = "…";
    if (text.size() <= most) {
        return std::string{text};
    }
    std::size_t end = most - c_ellipsis.size();
    while (end > 0 && continues_a_character(text[end])) {
        --end;
    }
    return std::string{text.substr(0, end)} + std::string{c_ellipsis};
}

} // namespace mirrorwatch
