#pragma once

#include "common/adapter.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// An IPv4 or IPv6 address as bytes, so that spellings of the same one are equal.
struct IpAddress {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes{}; // IPv4: the first four

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// A literal without brackets and zone; nothing when it is none.
[[nodiscard]] std::optional<IpAddress> ip_address_from(std::string_view text);

/// "192.168.77.0", "fd00::1".
[[nodiscard]] std::string to_string(const IpAddress& address);

/// Whether both have the same first `length` bits, and are of one family.
[[nodiscard]] bool is_in_subnet(const IpAddress& address, const IpAddress& subnet, unsigned length);

} // namespace mirrorwatch
