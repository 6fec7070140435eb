#pragma once

#include "common/wslconfig/text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {

/// What WSL's parser warns about; the wording is not ours.
enum class Trouble {
    InvalidSection,
    InvalidKey,
    ExpectedBracket,
    ExpectedEquals,
    ExpectedEndOfLine,
    UnterminatedQuote,
    InvalidEscape,
};

struct Diagnostic {
    std::size_t line = 0;
    Trouble what = Trouble::InvalidKey;

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// A header that took effect. `insertion` is where a line of its own can be put right below it.
struct Section {
    std::string name; // lower case
    std::size_t line = 0;
    std::size_t insertion = 0;
    std::string end_of_line; // "\r\n", "\n", "\r"; empty when the file ends there

    friend bool operator==(const Section&, const Section&) = default;
};

/// One key line that WSL registers, known key or not, duplicate or not.
struct Entry {
    std::string key;   // with its section, lower case: "wsl2.networkingmode"
    std::string value; // as WSL has it: unquoted, unescaped, cut to bytes
    Span value_bytes; // from the first to the last byte that matters, quotes included; empty right behind '='
    std::size_t line = 0; // where the value ends, from 1

    friend bool operator==(const Entry&, const Entry&) = default;
};

struct Document {
    Encoding encoding = Encoding::Utf8;
    std::vector<Section> sections;
    std::vector<Entry> entries;
    std::vector<Diagnostic> diagnostics;
    std::size_t end = 0;        // where WSL stops reading, in bytes
    std::string end_of_line;    // the first one in the file; empty when there is none
    bool ends_with_line = true; // nothing, or an end of line, stands before `end`
};

/// Every input is legal but UTF-16 big endian.
[[nodiscard]] Result<Document> parse(std::string_view bytes);

} // namespace mirrorwatch::wslconfig
