// SPDX-License-Identifier: MIT
#include "service/agent/probe/guest_verdict.hpp"

#include "common/ip_address.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace mirrorwatch::agent {
namespace {

using probe::Failure;

// <linux/route.h>, and the scope of a link-local address
constexpr std::uint32_t c_route_is_up = 0x1;
constexpr std::uint32_t c_route_rejects = 0x200;
constexpr std::uint32_t c_link_scope = 0x20;

struct Subnet {
    IpAddress address;
    unsigned length = 0;
};

/// What the guest has of one family.
struct Network {
    std::vector<Subnet> subnets;
    bool has_default = false;
};

std::optional<std::uint32_t> hex(std::string_view text) {
    return number_from<std::uint32_t>(text, 16);
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream{line};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

/// The kernel prints an address as the number that its bytes are on this machine: the first one is the
/// lowest.
IpAddress v4_of(std::uint32_t number) {
    IpAddress address;
    for (std::size_t i = 0; i < 4; ++i) {
        address.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return address;
}

/// In NAT mode and beside the mirrored devices, loopback0 belongs to WSL and not to a network.
bool is_own(const std::string& device) {
    return device == "lo" || device == "loopback0";
}

Network v4_network(const wsl::GuestSighting& seen) {
    Network network;
    for (const std::string& line : seen.routes_v4) {
        const auto words = words_of(line);
        if (words.size() != 4 || is_own(words[0])) {
            continue;
        }
        const auto to = hex(words[1]);
        const auto flags = hex(words[2]);
        const auto mask = hex(words[3]);
        if (!to || !flags || !mask || (*flags & c_route_is_up) == 0 || (*flags & c_route_rejects) != 0) {
            continue;
        }
        constexpr std::uint32_t c_by_gateway = 0x2;
        if (*mask == 0) {
            network.has_default = true;
        } else if ((*flags & c_by_gateway) == 0) {
            network.subnets.push_back({v4_of(*to), static_cast<unsigned>(std::popcount(*mask))});
        }
    }
    return network;
}

std::optional<IpAddress> v6_of(const std::string& digits) {
    if (digits.size() != 32) {
        return std::nullopt;
    }
    IpAddress address{true, {}};
    for (std::size_t i = 0; i < 16; ++i) {
        const auto byte = hex(std::string_view{digits}.substr(2 * i, 2));
        if (!byte) {
            return std::nullopt;
        }
        address.bytes[i] = static_cast<std::uint8_t>(*byte);
    }
    return address;
}

Network v6_network(const wsl::GuestSighting& seen) {
    Network network;
    for (const std::string& line : seen.addresses_v6) {
        const auto words = words_of(line);
        if (words.size() != 4 || is_own(words[0])) {
            continue;
        }
        const auto address = v6_of(words[1]);
        const auto length = hex(words[2]);
        if (address && length && *length <= 128 && hex(words[3]) != c_link_scope) {
            network.subnets.push_back({*address, *length});
        }
    }
    for (const std::string& line : seen.routes_v6) {
        const auto words = words_of(line);
        const auto flags = words.size() == 2 && !is_own(words[0]) ? hex(words[1]) : std::nullopt;
        const bool leads_on = flags && (*flags & c_route_is_up) != 0 && (*flags & c_route_rejects) == 0;
        network.has_default = network.has_default || leads_on;
    }
    return network;
}

std::vector<Subnet> subnets_of(const std::vector<AddressPrefix>& prefixes, bool v6) {
    std::vector<Subnet> subnets;
    for (const AddressPrefix& prefix : prefixes) {
        const auto address = parse_ip(prefix.address);
        if (address && address->is_ipv6 == v6 && prefix.length <= (v6 ? 128 : 32)) {
            subnets.push_back({*address, prefix.length});
        }
    }
    return subnets;
}

/// One lies in the other.
bool meet(const Subnet& a, const Subnet& b) {
    return is_in_subnet(a.address, b.address, std::min(a.length, b.length));
}

std::string text_of(const Subnet& subnet) {
    IpAddress first = subnet.address;
    for (unsigned bit = subnet.length; bit < (first.is_ipv6 ? 128U : 32U); ++bit) {
        first.bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
    }
    return to_string(first) + "/" + std::to_string(subnet.length);
}

std::string list_of(const std::vector<Subnet>& subnets) {
    std::string list;
    for (const Subnet& subnet : subnets) {
        list += (list.empty() ? "" : ", ") + text_of(subnet);
    }
    return list;
}

Failure complaint(const Network& guest, const std::vector<Subnet>& host, bool needs_default,
                  const std::string& family) {
    if (host.empty()) {
        return {ProbeStep::Network, "Windows has no " + family + " network to compare with"};
    }
    if (guest.subnets.empty()) {
        return {ProbeStep::Network, "WSL has no " + family + " network"};
    }
    const bool shares = std::ranges::any_of(guest.subnets, [&](const Subnet& one) {
        return std::ranges::any_of(host, [&](const Subnet& other) { return meet(one, other); });
    });
    if (!shares) {
        return {ProbeStep::Network,
                "WSL is in " + list_of(guest.subnets) + ", in no network of Windows (" + list_of(host) + ")"};
    }
    if (needs_default && !guest.has_default) {
        return {ProbeStep::Network, "WSL has no " + family + " default route"};
    }
    return {};
}

} // namespace

Failure network_failure(IpFamily family, const wsl::GuestSighting& seen, const GuestPlace& place) {
    if (seen.code != 0) {
        return {ProbeStep::Guest, "the kernel of WSL does not show its routes"};
    }
    Failure v4 = complaint(v4_network(seen), subnets_of(place.host_subnets, false),
                           place.host_has_default_ipv4, "IPv4");
    const bool needs_ipv4 = family == IpFamily::Auto && place.host_has_default_ipv4;
    if (family == IpFamily::V4 || needs_ipv4 || (family == IpFamily::Auto && !v4)) {
        return v4;
    }
    Failure v6 = complaint(v6_network(seen), subnets_of(place.host_subnets, true),
                           place.host_has_default_ipv6, "IPv6");
    return family == IpFamily::V6 || !v6 ? v6 : v4;
}

} // namespace mirrorwatch::agent
