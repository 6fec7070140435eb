// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What has to hold for any file, whatever is in it.
namespace mirrorwatch::config {

/// Whether a place lies in the text, or right behind its end or the end of one of its lines.
[[nodiscard]] inline bool lies_in(const ConfigError& place, std::string_view text) {
    for (std::uint32_t line = 1; line < place.line; ++line) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) {
            return false;
        }
        text.remove_prefix(end + 1);
    }
    return place.line >= 1 && place.column >= 1 && place.column <= std::min(text.find('\n'), text.size()) + 1;
}

/// What is told of a file, by any of the parsers, with a place that is not in it or with no words.
[[nodiscard]] inline std::vector<ConfigError> misplaced_in(std::string_view text) {
    std::vector<ConfigError> wrong;
    const auto look = [&](const std::vector<ConfigError>& list) {
        std::copy_if(list.begin(), list.end(), std::back_inserter(wrong), [&](const ConfigError& entry) {
            return entry.file != "t" || entry.message.empty() || !lies_in(entry, text);
        });
    };
    const auto machine = check_settings(text, "t");
    const auto user = check_user_settings(text, "t", {});
    look(machine.errors);
    look(machine.warnings);
    look(machine.notes);
    look(user.errors);
    look(user.warnings);
    look(user.notes);
    return wrong;
}

} // namespace mirrorwatch::config
