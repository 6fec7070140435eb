// SPDX-License-Identifier: MIT
#include "common/wsl/guest_lines.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <sstream>

namespace mirrorwatch::wsl {
namespace {

constexpr std::string_view c_hexadecimal = "0123456789abcdefABCDEF";

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

/// The kernel takes everything but blanks and '/', up to 15 bytes.
bool is_device_name(std::string_view name) {
    return !name.empty() && name.size() < 16 && is_printable(name) &&
           name.find('/') == std::string_view::npos;
}

/// Hexadecimal digits, with `mark` at the places where `pattern` has it.
bool is_like(std::string_view pattern, std::string_view text, char mark) {
    return text.size() == pattern.size() && std::ranges::equal(pattern, text, [mark](char wanted, char is) {
               return wanted == mark ? is == mark : c_hexadecimal.find(is) != std::string_view::npos;
           });
}

std::string mac_in(std::string_view text) {
    const bool real =
        is_like("00:00:00:00:00:00", text, ':') && text.find_first_not_of("0:") != std::string_view::npos;
    std::string mac = real ? upper(std::string{text}) : std::string{};
    std::ranges::replace(mac, ':', '-');
    return mac;
}

/// The last folder that is named so: of the bus's own devices.
std::string guid_in(std::string_view path) {
    std::string guid;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto part = path.substr(at, end - at);
        if (is_like("00000000-0000-0000-0000-000000000000", part, '-')) {
            guid = "{" + upper(std::string{part}) + "}";
        }
        at = end + 1;
    }
    return guid;
}

/// "10.8.0.0/24", "fd00::1"; "default" is for the caller.
std::optional<AddressPrefix> prefix_in(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_ip(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    const std::uint32_t longest = address->is_ipv6 ? 128 : 32;
    const auto length =
        slash == std::string_view::npos ? longest : number_from<std::uint32_t>(text.substr(slash + 1));
    if (!length || *length > longest) {
        return std::nullopt;
    }
    return AddressPrefix{to_string(*address), static_cast<std::uint8_t>(*length)};
}

std::optional<AddressPrefix> destination_in(std::string_view text, bool v6) {
    if (text == "default") {
        return AddressPrefix{v6 ? "::" : "0.0.0.0", 0};
    }
    auto prefix = prefix_in(text);
    return prefix && parse_ip(prefix->address)->is_ipv6 == v6 ? prefix : std::nullopt;
}

/// What is behind a word, or nothing.
std::string behind(const Words& words, std::string_view word, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i + 1 < end; ++i) {
        if (words[i] == word) {
            return words[i + 1];
        }
    }
    return {};
}

/// The next hop that these words tell of; false: none that can be.
bool take_hop(GuestRoute& route, const Words& words, std::size_t begin, std::size_t end) {
    std::string via = behind(words, "via", begin, end);
    if (via == "inet6" || via == "inet") {
        via = behind(words, via, begin, end);
    }
    const auto gateway = parse_ip(via);
    route.device = behind(words, "dev", begin, end);
    route.gateway = gateway ? to_string(*gateway) : std::string{};
    return is_device_name(route.device) && (via.empty() || gateway);
}

} // namespace

Words words_of(std::string_view line) {
    std::istringstream stream{std::string{line}};
    Words words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

bool is_printable(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c > ' ' && c < 0x7f; });
}

std::optional<GuestDevice> device_in(const Words& words) {
    constexpr std::uint32_t c_is_up = 1; // IFF_UP
    if (words.size() < 6 || !is_device_name(words[0])) {
        return std::nullopt;
    }
    GuestDevice device;
    device.name = words[0];
    device.mac = mac_in(words[1]);
    const std::string_view flags = words[4];
    const bool is_set_up = flags.starts_with("0x") &&
                           (number_from<std::uint32_t>(flags.substr(2), 16).value_or(0) & c_is_up) != 0;
    device.up = words[2] == "up" || (words[2] == "unknown" && is_set_up); // a TUN never knows
    device.mtu = number_from<std::uint32_t>(words[3]).value_or(0);
    device.guid = guid_in(words[5]);
    return device;
}

std::optional<OwnedAddress> address_in(const Words& words) {
    if (words.size() < 4 || (words[2] != "inet" && words[2] != "inet6")) {
        return std::nullopt;
    }
    const std::string name = words[1].substr(0, words[1].find('@'));
    const auto prefix = prefix_in(words[3]);
    return prefix && is_device_name(name) ? std::optional{OwnedAddress{name, *prefix}} : std::nullopt;
}

std::vector<GuestRoute> routes_of(const Words& words, bool v6) {
    const auto destination = words.empty() ? std::nullopt : destination_in(words.front(), v6);
    if (!destination) { // "unreachable", "blackhole", …
        return {};
    }
    GuestRoute route{*destination, {}, {}, 0};
    const auto first_hop = std::ranges::find(words, "nexthop") - words.begin();
    const auto end = static_cast<std::size_t>(first_hop);
    route.metric = number_from<std::uint32_t>(behind(words, "metric", 0, end)).value_or(0);
    std::vector<GuestRoute> routes;
    if (end == words.size()) {
        if (take_hop(route, words, 1, end)) {
            routes.push_back(std::move(route));
        }
        return routes;
    }
    for (std::size_t begin = end; begin < words.size();) {
        const auto next =
            std::find(words.begin() + static_cast<std::ptrdiff_t>(begin) + 1, words.end(), "nexthop");
        const auto stop = static_cast<std::size_t>(next - words.begin());
        if (take_hop(route, words, begin + 1, stop)) {
            routes.push_back(route);
        }
        begin = stop;
    }
    return routes;
}

} // namespace mirrorwatch::wsl
