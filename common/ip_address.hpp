// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// An IPv4 or IPv6 address in network order; IPv4 has the first four bytes, and the others are 0.
struct IpAddress {
    bool is_ipv6 = false;
    std::array<std::uint8_t, 16> bytes{};

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// "10.8.0.2", "fe80::1", "::ffff:1.2.3.4", "fe80::1%12" (the zone is left out); nothing for any other text.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

/// "192.168.77.0", "fd00::1".
[[nodiscard]] std::string to_string(const IpAddress& address);

/// "198.18.0.0/15", "fdfe:dcba:9876::/64"; bits behind the length may be set. Nothing for any other text, one
/// with a zone, or a length that the family does not have.
[[nodiscard]] std::optional<AddressPrefix> parse_prefix(std::string_view text);

/// Is the address in the prefix? No for one of the other family, or for a prefix that is none.
[[nodiscard]] bool covers(const AddressPrefix& prefix, const IpAddress& address);

/// 127.0.0.0/8 or ::1.
[[nodiscard]] bool is_loopback(const IpAddress& address);

/// The host is this machine: 127.0.0.0/8, ::1 or localhost. What happens there depends on no network.
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// Of the Internet. IPv4: neither private, shared, link-local, loopback, for documentation or benchmarks, nor
/// multicast (RFC 6890, RFC 5737). IPv6: of 2000::/3, which is all that IANA has assigned.
[[nodiscard]] bool is_public(const IpAddress& address);

/// Whether both have the same first `length` bits, and are of one family.
[[nodiscard]] bool is_in_subnet(const IpAddress& address, const IpAddress& subnet, unsigned length);

} // namespace mirrorwatch
