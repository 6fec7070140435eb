// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

using Row = std::vector<std::string>; // UTF-8; may have fewer cells than others

/// Columns two blanks apart, one line a row, no blanks at its end.
[[nodiscard]] std::string table(const std::vector<Row>& rows);

/// How wide a console shows it: a Chinese, Japanese or Korean letter takes two columns.
[[nodiscard]] std::size_t columns(std::string_view utf8);

/// How many letters; a byte that belongs to none counts as the one before.
[[nodiscard]] std::size_t letters(std::string_view utf8);

/// With a picture (U+2400…) in place of every control character, so that a table keeps its lines and a
/// console its colours. UTF-8.
[[nodiscard]] std::string visible(std::string_view utf8);

/// The same for a whole text: its tabs and ends of lines stay, a CR only before a line feed.
[[nodiscard]] std::string visible_text(std::string_view utf8);

/// As a person is shown a name: what cannot be seen is made visible.
[[nodiscard]] std::string in_quotes(const std::string& text);

/// "unknown command \"stauts\"; did you mean \"status\"?", or the known ones when none is near.
[[nodiscard]] std::string unknown_word(std::string_view kind, std::string_view word,
                                       std::span<const std::string_view> known);

} // namespace mirrorwatch::cli
