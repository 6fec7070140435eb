// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/diagnostic.hpp"
#include "common/wslconfig/text.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {

/// A header that took effect.
struct SectionHeader {
    std::string name; // as written
    std::size_t line = 0;

    friend bool operator==(const SectionHeader&, const SectionHeader&) = default;
};

/// One key that WSL registers, known or not, duplicate or not.
struct KeyEntry {
    std::string key;   // with its section, as written: "wsl2.networkingMode"
    std::string value; // as WSL has it: unquoted, unescaped, every character cut to its low byte
    Span value_bytes; // from the first to the last byte that matters, quotes included; empty right behind '='
    std::size_t line = 0;            // where the value ends
    std::size_t troubles_before = 0; // how many of the document's diagnostics came before

    friend bool operator==(const KeyEntry&, const KeyEntry&) = default;
};

enum class LineKind { Blank, Comment, Header, Key, Broken };

/// What WSL takes as one line: with continuations it goes over several.
struct Line {
    LineKind kind = LineKind::Blank;
    Span bytes;              // with its end of line
    std::size_t content = 0; // where the leading blanks end
    std::size_t remark =
        0; // of a Header or Key: where its trailing comment begins, else where the line's end does
    std::size_t number = 0; // of the first physical line
    std::size_t index = 0;  // into sections, entries or diagnostics, for Header, Key and Broken

    friend bool operator==(const Line&, const Line&) = default;
};

struct Document {
    Encoding encoding = Encoding::Utf8;
    std::vector<SectionHeader> sections;
    std::vector<KeyEntry> entries;
    std::vector<Diagnostic> diagnostics; // of the grammar, in WSL's order
    std::vector<Line> lines;             // from the first byte behind the mark to `end`, without a gap
    std::size_t end = 0;                 // where WSL stops reading, in bytes
};

/// Every input is legal but UTF-16 big endian. Linear in time and memory.
[[nodiscard]] Result<Document> parse(std::string_view bytes);

} // namespace mirrorwatch::wslconfig
