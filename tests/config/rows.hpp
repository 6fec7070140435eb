#pragma once

#include "config/parse.hpp"
#include "config/shipped.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::config {

/// The settings with their examples, as comments no more.
[[nodiscard]] inline std::string shipped_examples() {
    std::string text{shipped_settings()};
    const auto begin = text.find("# [[endpoint]]\n# name");
    REQUIRE(begin != std::string::npos);
    for (auto at = begin; at != std::string::npos && at < text.size();) {
        text.erase(at, 1);
        at = text.find("\n#", at);
        at = at == std::string::npos ? at : at + 1;
    }
    return text;
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
