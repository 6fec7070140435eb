// SPDX-License-Identifier: MIT
#include "common/utf8.hpp"

#include <algorithm>
#include <functional>

namespace mirrorwatch {
namespace {

bool continues_a_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t announced_length(unsigned lead) {
    return lead < 0x80                   ? 1
           : lead >= 0xc2 && lead < 0xe0 ? 2
           : lead >= 0xe0 && lead < 0xf0 ? 3
           : lead >= 0xf0 && lead < 0xf5 ? 4
                                         : 0;
}

bool is_scalar(char32_t value, std::size_t length) {
    const bool shortest = length < 3 || (length == 3 ? value >= 0x800 : value >= 0x10000);
    return shortest && value < 0x110000 && (value < 0xd800 || value > 0xdfff);
}

} // namespace

CodePoint utf8_at(std::string_view bytes, std::size_t at) {
    const unsigned lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = announced_length(lead);
    if (length == 1) {
        return {lead, 1};
    }
    if (length == 0 || at + length > bytes.size()) {
        return {};
    }
    char32_t value = lead & (0xffU >> (length + 1));
    for (const char next : bytes.substr(at + 1, length - 1)) {
        if (!continues_a_character(next)) {
            return {};
        }
        value = value << 6 | (static_cast<unsigned char>(next) & 0x3fU);
    }
    return is_scalar(value, length) ? CodePoint{value, length} : CodePoint{};
}

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
