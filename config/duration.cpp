#include "config/duration.hpp"

#include <charconv>
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
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const auto unit = milliseconds_in(text.substr(static_cast<std::size_t>(end - text.data())));
    if (error != std::errc{} || !unit || count > static_cast<std::uint64_t>(c_year / *unit)) {
        return std::nullopt;
    }
    return std::chrono::milliseconds{static_cast<std::int64_t>(count) * *unit};
}

} // namespace mirrorwatch::config
