// SPDX-License-Identifier: MIT
#include "config/duration.hpp"

#include "common/number.hpp"

#include <cstdint>

namespace mirrorwatch::config {
namespace {

std::optional<std::int64_t> milliseconds_in(std::string_view unit) {
    if (unit == "ms") {
        return 1;
    }
    if (unit == "s") {
        return 1'000;
    }
    if (unit == "m") {
        return 60'000;
    }
    if (unit == "h") {
        return 3'600'000;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> duration_from(std::string_view text) {
    constexpr std::int64_t c_year = 365LL * 24 * 3'600'000;
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = number_from<std::uint64_t>(text.substr(0, end));
    const auto unit = milliseconds_in(text.substr(end));
    if (!count || !unit || *count > static_cast<std::uint64_t>(c_year / *unit)) {
        return std::nullopt;
    }
    return std::chrono::milliseconds{static_cast<std::int64_t>(*count) * *unit};
}

} // namespace mirrorwatch::config
