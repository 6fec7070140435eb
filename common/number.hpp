// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace mirrorwatch {

/// The number that the whole text is, if the type can hold it: digits only, and a '-' where the type has one.
template <std::integral Number>
[[nodiscard]] std::optional<Number> number_from(std::string_view text, int base = 10) {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

/// 1 to 65535.
[[nodiscard]] inline std::optional<std::uint16_t> port_from(std::string_view text, int base = 10) {
    const auto port = number_from<std::uint16_t>(text, base);
    return port == 0 ? std::nullopt : port;
}

} // namespace mirrorwatch
