#include "service/decide/ip_address.hpp"

#include "service/decide/ipv4.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <vector>

namespace mirrorwatch::decide {
namespace {

void put(std::uint32_t ipv4, std::vector<std::uint8_t>& bytes) {
    for (const int shift : {24, 16, 8, 0}) {
        bytes.push_back(static_cast<std::uint8_t>(ipv4 >> shift));
    }
}

/// "fe80", "1:2:3", "0:ffff:1.2.3.4"; empty for an empty text.
std::optional<std::vector<std::uint8_t>> parse_groups(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        const bool is_last = colon == std::string_view::npos;
        if (const auto ipv4 = parse_ipv4(group); is_last && ipv4) {
            put(*ipv4, bytes);
            return bytes;
        }
        std::uint16_t value = 0;
        const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), value, 16);
        if (error != std::errc{} || end != group.data() + group.size() || group.size() > 4) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<std::uint8_t>(value >> 8));
        bytes.push_back(static_cast<std::uint8_t>(value));
        text.remove_prefix(is_last ? text.size() : colon + 1);
        if (!is_last && text.empty()) {
            return std::nullopt; // a colon at the end
        }
    }
    return bytes;
}

std::optional<IpAddress> parse_ipv6(std::string_view text) {
    const std::size_t gap = text.find("::");
    const bool has_gap = gap != std::string_view::npos;
    const auto front = parse_groups(text.substr(0, gap));
    const auto back = parse_groups(has_gap ? text.substr(gap + 2) : std::string_view{});
    if (!front || !back) {
        return std::nullopt;
    }
    const std::size_t size = front->size() + back->size();
    if (has_gap ? size > 14 : size != 16) {
        return std::nullopt;
    }
    IpAddress address{true, {}};
    std::copy(front->begin(), front->end(), address.bytes.begin());
    std::copy_backward(back->begin(), back->end(), address.bytes.end());
    return address;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (text.find(':') != std::string_view::npos) {
        return parse_ipv6(text.substr(0, text.find('%')));
    }
    const auto ipv4 = parse_ipv4(text);
    if (!ipv4) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bytes;
    put(*ipv4, bytes);
    IpAddress address;
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

bool covers(const AddressPrefix& prefix, const IpAddress& address) {
    const auto network = parse_ip(prefix.address);
    if (!network || network->is_ipv6 != address.is_ipv6 || prefix.length > (address.is_ipv6 ? 128 : 32)) {
        return false;
    }
    const std::size_t whole = prefix.length / 8;
    if (!std::equal(network->bytes.begin(), network->bytes.begin() + whole, address.bytes.begin())) {
        return false;
    }
    const unsigned rest = prefix.length % 8;
    return rest == 0 || (network->bytes.at(whole) ^ address.bytes.at(whole)) >> (8 - rest) == 0;
}

} // namespace mirrorwatch::decide
