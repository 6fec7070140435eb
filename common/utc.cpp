// SPDX-License-Identifier: MIT
#include "common/utc.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mirrorwatch {
namespace {

using namespace std::chrono;

constexpr std::string_view c_shape = "0000-00-00T00:00:00"; // a zero stands for any digit

bool has_shape(std::string_view text) {
    return std::ranges::equal(c_shape, text, [](char s, char t) { return s == '0' ? is_digit(t) : s == t; });
}

/// "Z" or ".1234567Z".
bool is_end(std::string_view text) {
    if (text.starts_with('.')) {
        const std::size_t end = text.find_first_not_of("0123456789", 1);
        text = end == std::string_view::npos || end == 1 ? std::string_view{} : text.substr(end);
    }
    return text == "Z";
}

} // namespace

std::string to_iso(sys_seconds time) {
    const sys_days day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string to_compact(sys_seconds time) {
    std::string text = to_iso(time);
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
    return text;
}

std::optional<sys_seconds> from_iso(std::string_view text) {
    const std::string_view head = text.substr(0, c_shape.size());
    if (!has_shape(head) || !is_end(text.substr(head.size()))) {
        return std::nullopt;
    }
    const auto part = [&](std::size_t at, std::size_t length) {
        return number_from<int>(text.substr(at, length)).value_or(0);
    };
    const year_month_day date{year{part(0, 4)}, month{static_cast<unsigned>(part(5, 2))},
                              day{static_cast<unsigned>(part(8, 2))}};
    if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 60) {
        return std::nullopt;
    }
    return sys_days{date} + hours{part(11, 2)} + minutes{part(14, 2)} + seconds{part(17, 2)};
}

} // namespace mirrorwatch
