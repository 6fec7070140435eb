// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mirrorwatch::config {

inline constexpr std::string_view c_byte_order_mark = "\xef\xbb\xbf";

/// The lines of a text by their numbers, which count from 1 as the parser's do. A byte order mark is no part
/// of the first one. The text is the caller's, and outlives this.
class TextLines {
public:
    explicit TextLines(std::string_view text)
        : text_(text)
        , begins_{text.starts_with(c_byte_order_mark) ? c_byte_order_mark.size() : 0} {
        for (std::size_t i = begins_.front(); i < text.size(); ++i) {
            if (text[i] == '\n' && i + 1 < text.size()) {
                begins_.push_back(i + 1);
            }
        }
    }

    /// The number behind the last line.
    [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(begins_.size()) + 1; }

    /// The byte at which the line begins; of end(): the size of the text.
    [[nodiscard]] std::size_t begin_of(std::uint32_t line) const {
        return line < end() ? begins_[line - 1] : text_.size();
    }

    /// With its line end, where it has one; empty where there is no such line.
    [[nodiscard]] std::string_view at(std::uint32_t line) const {
        return line == 0 || line >= end() ? std::string_view{}
                                          : text_.substr(begin_of(line), begin_of(line + 1) - begin_of(line));
    }

    /// The first character that is neither blank nor tab; '\n' where there is none.
    [[nodiscard]] char first_letter(std::uint32_t line) const {
        const std::string_view text = at(line);
        const std::size_t first = text.find_first_not_of(" \t\r");
        return first == std::string_view::npos ? '\n' : text[first];
    }

    /// Nothing but a line end.
    [[nodiscard]] bool is_empty(std::uint32_t line) const { return at(line) == "\n" || at(line) == "\r\n"; }

private:
    std::string_view text_;
    std::vector<std::size_t> begins_;
};

} // namespace mirrorwatch::config
