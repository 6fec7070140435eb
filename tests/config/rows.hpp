// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::config {

/// The settings with their examples, as comments no more: from "# [[…]]" to the end of its comment.
[[nodiscard]] inline std::string shipped_examples() {
    const std::string_view text = shipped_settings();
    std::string examples;
    bool is_example = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view line = text.substr(at, end - at);
        const bool begins = line.starts_with("# [[") && line.ends_with("]]\n");
        is_example = begins || (is_example && line.starts_with('#'));
        examples += line.substr(is_example ? 1 : 0);
        at = end;
    }
    REQUIRE(examples.find("\n [[endpoint]]\n name") != std::string::npos);
    return examples;
}

/// A text, and where what is wrong with it is told how.
struct Row {
    std::string_view text;
    std::uint32_t line;
    std::uint32_t column;
    std::string message;
};

template <class Parse>
void check_errors(Parse parse, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse(row.text, "t");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(to_string(parsed.error()) == to_string(ConfigError{"t", row.line, row.column, row.message}));
    }
}

} // namespace mirrorwatch::config
