// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the parts of the facts about Windows have in common.
namespace mirrorwatch::sense {

/// No text from outside is taken longer than that, in bytes.
inline constexpr std::size_t c_longest_text = 4096;

/// At most so many bytes, without a half character at the end.
[[nodiscard]] inline std::string cut(std::string text, std::size_t most = c_longest_text) {
    if (text.size() > most) {
        while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) {
            --most;
        }
        text.resize(most);
    }
    return text;
}

/// The value of a call; its sentence goes to `missing` instead, after what it was about.
template <class T>
[[nodiscard]] std::optional<T> value_of(Result<T> result, std::string_view what,
                                        std::vector<std::string>& missing) {
    if (result) {
        return std::move(*result);
    }
    missing.push_back(std::string{what} + " could not be read. " + result.error().message);
    return std::nullopt;
}

} // namespace mirrorwatch::sense
