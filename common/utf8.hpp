// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mirrorwatch {

struct CodePoint {
    char32_t value = 0xfffd; // a replacement character
    std::size_t length = 1;  // in bytes
};

/// What begins at `at`, a place within the bytes; a byte that begins no character is one replacement
/// character.
[[nodiscard]] CodePoint utf8_at(std::string_view bytes, std::size_t at);

/// Code points of a UTF-8 text.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// The text, or its beginning and "…" in at most `most` bytes, never half a character. `most` is 3 or more.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

} // namespace mirrorwatch
