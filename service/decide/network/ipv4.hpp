#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mirrorwatch::decide {

/// "10.8.0.2" in host order; nothing for any other text.
[[nodiscard]] std::optional<std::uint32_t> parse_ipv4(std::string_view text);

/// Is the address in network/length? No for a length over 32.
[[nodiscard]] bool covers(std::uint32_t network, unsigned length, std::uint32_t address);

/// Of the Internet: neither private, shared, link-local, loopback, for documentation or benchmarks, nor
/// multicast.
[[nodiscard]] bool is_public(std::uint32_t address);

} // namespace mirrorwatch::decide
