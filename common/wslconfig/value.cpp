// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/wslconfig/keys.hpp"
#include "common/wslconfig/text.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <set>

// How WSL reads each type of value: strtol and strtoull of Windows' C runtime, stoi, inet_pton.
namespace mirrorwatch::wslconfig {
namespace {

using Canonical = std::optional<std::string>;

/// Leading white space and a sign, as strtol takes them. What is left of `text` begins with the digits.
bool take_sign(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    return negative;
}

int digit_of(char c) {
    const char small = lower(c);
    return is_digit(c) ? c - '0' : small >= 'a' && small <= 'z' ? small - 'a' + 10 : 36;
}

struct Magnitude {
    std::uint64_t value = 0;
    std::size_t digits = 0;
    bool overflowed = false;
};

/// The digits that `text` begins with; they are taken off it.
Magnitude take_digits(std::string_view& text, unsigned base) {
    Magnitude m;
    constexpr auto c_most = std::numeric_limits<std::uint64_t>::max();
    while (m.digits < text.size()) {
        const auto digit = static_cast<unsigned>(digit_of(text[m.digits]));
        if (digit >= base) {
            break;
        }
        m.overflowed = m.overflowed || m.value > (c_most - digit) / base;
        m.value = m.value * base + digit;
        ++m.digits;
    }
    text.remove_prefix(m.digits);
    return m;
}

/// `long` has 32 bits on Windows, and too large a number becomes the largest.
std::optional<std::int64_t> take_long(std::string_view& text, unsigned base) {
    const bool negative = take_sign(text);
    if (base == 0) {
        const bool hex = text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x' && digit_of(text[2]) < 16;
        base = hex ? 16 : text.starts_with('0') ? 8 : 10;
        text.remove_prefix(hex ? 2 : 0);
    }
    const Magnitude m = take_digits(text, base);
    if (m.digits == 0) {
        return std::nullopt;
    }
    const std::uint64_t most = negative ? 2147483648U : 2147483647U;
    const auto value = static_cast<std::int64_t>(m.overflowed ? most : std::min(m.value, most));
    return negative ? -value : value;
}

Canonical boolean(std::string_view raw) {
    if (raw == "1" || equal_ignoring_case(raw, "true")) {
        return "true";
    }
    return raw == "0" || equal_ignoring_case(raw, "false") ? Canonical{"false"} : std::nullopt;
}

Canonical integer(std::string_view raw) {
    const auto value = take_long(raw, 0);
    return value && raw.empty() ? Canonical{std::to_string(*value)} : std::nullopt;
}

std::optional<std::uint64_t> factor_of(std::string_view unit) {
    constexpr std::string_view c_units = "BKMGT";
    const bool known =
        unit.empty() || unit == "B" || unit.size() == 1 || (unit.size() == 2 && unit[1] == 'B');
    const std::size_t power = unit.empty() ? 0 : c_units.find(unit.front());
    if (!known || power == std::string_view::npos || unit == "BB") {
        return std::nullopt;
    }
    return std::uint64_t{1} << (10 * power);
}

Canonical size(std::string_view raw) {
    std::string_view rest = raw;
    const bool negative = take_sign(rest);
    const Magnitude m = take_digits(rest, 10);
    const auto factor = factor_of(rest);
    const bool plain_zero = raw.starts_with('0') && m.digits == 1;
    if (m.digits == 0 || (m.value == 0 && !m.overflowed && !plain_zero) || !factor) {
        return std::nullopt;
    }
    const std::uint64_t value = m.overflowed ? std::numeric_limits<std::uint64_t>::max()
                                : negative   ? 0 - m.value
                                             : m.value;
    return std::to_string(value * *factor); // which wraps around, as WSL's does
}

Canonical choice(const KnownKey& key, std::string_view raw) {
    const std::string name = lower(raw);
    for (const std::string_view known : key.choices) {
        if (name == known) {
            return name == "virtioproxy" ? "consomme" : name; // one mode with two names
        }
    }
    return std::nullopt;
}

Canonical mac(std::string_view raw) {
    constexpr std::string_view c_hex = "0123456789ABCDEF";
    const char separator = raw.size() == 17 ? raw[2] : '\0';
    if (separator != '-' && separator != ':') {
        return std::nullopt;
    }
    std::string canonical;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const bool between = i % 3 == 2;
        const int digit = digit_of(raw[i]);
        if (between ? raw[i] != separator : digit >= 16) {
            return std::nullopt;
        }
        canonical += between ? ':' : c_hex[static_cast<std::size_t>(digit)];
    }
    return canonical;
}

Canonical ip(std::string_view raw) {
    std::string_view rest = raw;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && !rest.starts_with('.')) {
            return std::nullopt;
        }
        rest.remove_prefix(part > 0 ? 1 : 0);
        const bool leading_zero = rest.starts_with('0');
        const Magnitude m = take_digits(rest, 10);
        if (m.digits == 0 || m.digits > 3 || m.value > 255 || (leading_zero && m.digits > 1)) {
            return std::nullopt;
        }
    }
    return rest.empty() ? Canonical{raw} : std::nullopt;
}

ValueReading ports(std::string_view raw) {
    std::set<std::int64_t> good;
    std::size_t rejected = 0;
    while (!raw.empty()) {
        const std::size_t comma = std::min(raw.find(','), raw.size());
        std::string_view piece = raw.substr(0, comma);
        raw.remove_prefix(std::min(comma + 1, raw.size()));
        if (piece.empty()) {
            continue;
        }
        const auto number = take_long(piece, 10);
        if (number && *number >= 1 && *number <= 65535) {
            good.insert(*number);
        } else {
            ++rejected;
        }
    }
    if (good.empty() && rejected > 0) {
        return {std::nullopt, rejected};
    }
    std::string canonical;
    for (const std::int64_t port : good) {
        canonical += (canonical.empty() ? "" : ",") + std::to_string(port);
    }
    return {canonical, rejected};
}

ValueReading one(Canonical value) {
    const std::size_t rejected = value ? 0 : 1;
    return {std::move(value), rejected};
}

} // namespace

ValueReading read_value(const KnownKey& key, std::string_view raw) {
    switch (key.type) {
    case ValueType::Boolean:
        return one(boolean(raw));
    case ValueType::Integer:
        return one(integer(raw));
    case ValueType::Size:
        return one(size(raw));
    case ValueType::Choice:
        return one(choice(key, raw));
    case ValueType::Mac:
        return one(mac(raw));
    case ValueType::Ip:
        return one(ip(raw));
    case ValueType::Ports:
        return ports(raw);
    case ValueType::Text:
        break;
    }
    return {valid_utf8(raw), 0};
}

} // namespace mirrorwatch::wslconfig
