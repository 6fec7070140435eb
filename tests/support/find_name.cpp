// SPDX-License-Identifier: MIT
#include "tests/support/find_name.hpp"

#include <algorithm>
#include <string>

namespace mirrorwatch::bundle {
namespace {

/// U+00D7 and U+00F7 are no letters.
char16_t upper(char16_t c) {
    const bool is_small = (c >= u'a' && c <= u'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7);
    return is_small ? static_cast<char16_t>(c - 0x20) : c;
}

std::u16string upper(std::u16string_view text) {
    std::u16string result{text};
    std::ranges::transform(result, result.begin(), [](char16_t c) { return upper(c); });
    return result;
}

} // namespace

std::size_t find_western(std::u16string_view text, std::u16string_view name, std::size_t from) {
    return upper(text).find(upper(name), from);
}

} // namespace mirrorwatch::bundle
