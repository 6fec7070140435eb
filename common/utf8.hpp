// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// Code points of a UTF-8 text.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// The text, or its beginning and "…" in at most `most` bytes, never half a character. `most` is 3 or more.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

} // namespace mirrorwatch
