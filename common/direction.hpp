// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// Which way a text is read, and how one that is read the other way stands within it: without marks "12 ms"
/// becomes "ms 12" among Hebrew words. By Unicode's annex 9, rules P2 and P3. UTF-8.
namespace mirrorwatch::text {

enum class Direction { LeftToRight, RightToLeft };

/// By the first letter that has a direction and stands in no embedding; from left to right where none does.
[[nodiscard]] Direction direction_of(std::string_view text);

/// In an embedding of its own direction, with the marks that all versions of Windows know.
[[nodiscard]] std::string embedded(std::string_view text);

} // namespace mirrorwatch::text
