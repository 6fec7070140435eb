#include "service/decide/network/ipv4.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace mirrorwatch::decide {
namespace {

struct Block {
    std::uint32_t network;
    unsigned length;
};

// RFC 6890 and 5737, and what is no unicast address.
constexpr std::array<Block, 14> c_special{{
    {0x00000000, 8},  // this network
    {0x0A000000, 8},  // 10/8
    {0x64400000, 10}, // 100.64/10
    {0x7F000000, 8},  // loopback
    {0xA9FE0000, 16}, // link-local
    {0xAC100000, 12}, // 172.16/12
    {0xC0000000, 24}, // 192.0.0/24
    {0xC0000200, 24}, // documentation
    {0xC0A80000, 16}, // 192.168/16
    {0xC6120000, 15}, // benchmarks, and TUN proxies
    {0xC6336400, 24}, // documentation
    {0xCB007100, 24}, // documentation
    {0xE0000000, 4},  // multicast
    {0xF0000000, 4},  // reserved
}};

} // namespace

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    std::uint32_t value = 0;
    for (int part = 0; part < 4; ++part) {
        unsigned octet = 256;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
        if (error != std::errc{} || octet > 255) {
            return std::nullopt;
        }
        value = value << 8 | octet;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (part < 3) {
            if (text.empty() || text.front() != '.') {
                return std::nullopt;
            }
            text.remove_prefix(1);
        }
    }
    return text.empty() ? std::optional{value} : std::nullopt;
}

bool covers(std::uint32_t network, unsigned length, std::uint32_t address) {
    if (length > 32) {
        return false;
    }
    const std::uint32_t mask = length == 0 ? 0 : ~std::uint32_t{0} << (32 - length);
    return (network & mask) == (address & mask);
}

bool is_public(std::uint32_t address) {
    return std::none_of(c_special.begin(), c_special.end(),
                        [&](const Block& block) { return covers(block.network, block.length, address); });
}

} // namespace mirrorwatch::decide
