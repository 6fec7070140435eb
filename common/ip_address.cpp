// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

namespace mirrorwatch {
namespace {

struct SpecialBlock {
    std::array<std::uint8_t, 16> first;
    unsigned length;
};

constexpr std::array<SpecialBlock, 14> c_special_v4{{
    {{0}, 8},             // this network
    {{10}, 8},            //
    {{100, 64}, 10},      // shared
    {{127}, 8},           // loopback
    {{169, 254}, 16},     // link-local
    {{172, 16}, 12},      //
    {{192, 0, 0}, 24},    //
    {{192, 0, 2}, 24},    // documentation
    {{192, 168}, 16},     //
    {{198, 18}, 15},      // benchmarks, and TUN proxies
    {{198, 51, 100}, 24}, // documentation
    {{203, 0, 113}, 24},  // documentation
    {{224}, 4},           // multicast
    {{240}, 4},           // reserved
}};

/// Appends the bytes of "1.2.3.4"; not of "01.2.3.4", which some read by eights.
bool read_v4(std::string_view text, std::vector<std::uint8_t>& bytes) {
    for (int part = 0; part < 4; ++part) {
        const std::size_t end = part < 3 ? text.find('.') : text.size();
        const bool is_octal = end > 1 && text.starts_with('0');
        const auto value =
            end > 3 || is_octal ? std::nullopt : number_from<std::uint8_t>(text.substr(0, end));
        if (!value) {
            return false;
        }
        bytes.push_back(*value);
        text.remove_prefix(part < 3 ? end + 1 : end);
    }
    return true;
}

/// Appends the bytes of "fd00:1:2" or "1:2:192.0.2.1"; of nothing, none.
bool read_groups(std::string_view text, std::vector<std::uint8_t>& bytes) {
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
            return read_v4(group, bytes);
        }
        const auto value = group.size() > 4 ? std::nullopt : number_from<std::uint16_t>(group, 16);
        if (!value) {
            return false;
        }
        bytes.push_back(static_cast<std::uint8_t>(*value >> 8));
        bytes.push_back(static_cast<std::uint8_t>(*value & 0xff));
        if (colon == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(colon + 1);
        if (text.empty()) {
            return false;
        }
    }
    return true;
}

std::optional<IpAddress> v6_from(std::string_view text) {
    std::vector<std::uint8_t> head;
    std::vector<std::uint8_t> tail;
    const std::size_t gap = text.find("::");
    const bool has_gap = gap != std::string_view::npos;
    const bool has_early_v4 = has_gap && text.substr(0, gap).find('.') != std::string_view::npos;
    if (has_early_v4 || !read_groups(text.substr(0, gap), head) ||
        (has_gap && !read_groups(text.substr(gap + 2), tail))) {
        return std::nullopt;
    }
    const std::size_t size = head.size() + tail.size();
    if (has_gap ? size > 14 : size != 16) {
        return std::nullopt;
    }
    IpAddress address{true, {}};
    std::copy(head.begin(), head.end(), address.bytes.begin());
    std::copy(tail.begin(), tail.end(), address.bytes.end() - static_cast<std::ptrdiff_t>(tail.size()));
    return address;
}

/// Where the longest run of zero groups begins, and how long it is; a single one is not shortened.
std::pair<int, int> longest_gap(const std::array<unsigned, 8>& groups) {
    std::pair best{-1, 1};
    for (int begin = 0; begin < 8; ++begin) {
        int end = begin;
        while (end < 8 && groups[static_cast<std::size_t>(end)] == 0) {
            ++end;
        }
        if (end - begin > best.second) {
            best = {begin, end - begin};
        }
    }
    return best;
}

std::string v6_text(const IpAddress& address) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = static_cast<unsigned>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
    }
    const auto [gap, length] = longest_gap(groups);
    std::string text;
    for (int i = 0; i < 8; ++i) {
        if (i == gap) {
            text += "::";
            i += length - 1;
            continue;
        }
        char group[5];
        std::snprintf(group, sizeof group, "%x", groups[static_cast<std::size_t>(i)]);
        text += (text.empty() || text.ends_with(':') ? "" : ":") + std::string{group};
    }
    return text;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (text.find(':') != std::string_view::npos) {
        return v6_from(text.substr(0, text.find('%')));
    }
    std::vector<std::uint8_t> bytes;
    if (!read_v4(text, bytes)) {
        return std::nullopt;
    }
    IpAddress address;
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

std::optional<AddressPrefix> parse_prefix(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || text.find('%') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto address = parse_ip(text.substr(0, slash));
    const auto length = number_from<std::uint8_t>(text.substr(slash + 1));
    if (!address || !length || *length > (address->is_ipv6 ? 128 : 32)) {
        return std::nullopt;
    }
    return AddressPrefix{to_string(*address), *length};
}

std::string to_string(const IpAddress& address) {
    if (address.is_ipv6) {
        return v6_text(address);
    }
    std::string text;
    for (std::size_t i = 0; i < 4; ++i) {
        text += (i == 0 ? "" : ".") + std::to_string(address.bytes[i]);
    }
    return text;
}

bool covers(const AddressPrefix& prefix, const IpAddress& address) {
    const auto network = parse_ip(prefix.address);
    return network && prefix.length <= (address.is_ipv6 ? 128 : 32) &&
           is_in_subnet(address, *network, prefix.length);
}

bool is_loopback(const IpAddress& address) {
    IpAddress v6{true, {}};
    v6.bytes.back() = 1;
    return address == v6 || (!address.is_ipv6 && address.bytes[0] == 127);
}

bool is_loopback_host(std::string_view host) {
    const auto address = parse_ip(host);
    return address ? is_loopback(*address) : equal_ignoring_case(host, "localhost");
}

bool is_public(const IpAddress& address) {
    if (address.is_ipv6) {
        return is_in_subnet(address, {true, {0x20}}, 3);
    }
    return std::ranges::none_of(c_special_v4, [&](const SpecialBlock& block) {
        return is_in_subnet(address, {false, block.first}, block.length);
    });
}

bool is_in_subnet(const IpAddress& address, const IpAddress& subnet, unsigned length) {
    if (address.is_ipv6 != subnet.is_ipv6) {
        return false;
    }
    for (std::size_t i = 0; length > 0; ++i) {
        const unsigned bits = length < 8 ? length : 8;
        if (((address.bytes[i] ^ subnet.bytes[i]) >> (8 - bits)) != 0) {
            return false;
        }
        length -= bits;
    }
    return true;
}

} // namespace mirrorwatch
