// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/document.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The bytes of edits; whether they say what was wanted is for the caller to check.
namespace mirrorwatch::wslconfig {

[[nodiscard]] std::string replaced(std::string_view bytes, Span span, std::string_view by);

/// The file with a line of its own in the section, each place where it may belong: below the last key of a
/// section of that name, below its header, in a section made for it at the end. `line` is UTF-8 without an
/// end of line.
[[nodiscard]] std::vector<std::string> with_line(std::string_view bytes, const Document& document,
                                                 std::string_view section, const std::string& line);

/// The section that a header above this line of the document has begun, as written; empty above the first
/// one.
[[nodiscard]] std::string section_above(const Document& document, const Line& line);

/// The text of a part of the file, UTF-8.
[[nodiscard]] std::string text_of(std::string_view bytes, const Document& document, Span span);

} // namespace mirrorwatch::wslconfig
