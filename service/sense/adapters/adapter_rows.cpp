// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <utility>

namespace mirrorwatch::sense {
namespace {

std::string hex(std::uint32_t value, std::size_t least_digits, const char* digits) {
    std::string text;
    for (; value != 0 || text.size() < least_digits; value >>= 4) {
        text.insert(text.begin(), digits[value & 0xF]);
    }
    return text;
}

std::string ipv4_text(std::span<const std::uint8_t> address) {
    std::string text = std::to_string(address[0]);
    for (const std::uint8_t byte : address.subspan(1)) {
        text += "." + std::to_string(byte);
    }
    return text;
}

using Groups = std::array<std::uint16_t, 8>;

struct Run {
    std::size_t begin = 0;
    std::size_t size = 0;
};

/// The first of the longest runs of zeros; only one of at least two is shortened.
Run longest_zeros(const Groups& groups) {
    Run longest;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::size_t end = i;
        while (end < groups.size() && groups[end] == 0) {
            ++end;
        }
        if (end - i > std::max<std::size_t>(longest.size, 1)) {
            longest = {i, end - i};
        }
    }
    return longest;
}

std::string ipv6_text(std::span<const std::uint8_t> address) {
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = static_cast<std::uint16_t>(address[2 * i] << 8 | address[2 * i + 1]);
    }
    const Run zeros = longest_zeros(groups);
    if (zeros.begin == 0 && zeros.size == 5 && groups[5] == 0xFFFF) {
        return "::ffff:" + ipv4_text(address.subspan(12));
    }
    std::string text;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (zeros.size != 0 && i == zeros.begin) {
            text += "::";
            i += zeros.size - 1;
            continue;
        }
        const bool needs_colon = !text.empty() && text.back() != ':';
        text += (needs_colon ? ":" : "") + hex(groups[i], 1, "0123456789abcdef");
    }
    return text;
}

std::string upper(std::string text) {
    for (char& c : text) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

AddressPrefix to_prefix(const PrefixBytes& prefix) {
    return {address_text(prefix.address), prefix.length};
}

bool comes_before(const AddressPrefix& a, const AddressPrefix& b) {
    return std::tie(a.address, a.length) < std::tie(b.address, b.length);
}

bool route_comes_before(const Route& a, const Route& b) {
    return std::tie(a.interface_index, a.destination.address, a.destination.length, a.next_hop, a.metric) <
           std::tie(b.interface_index, b.destination.address, b.destination.length, b.next_hop, b.metric);
}

// Windows puts these in where IPv6 has no server; nobody answers there.
constexpr std::string_view c_no_dns_server = "fec0:0:0:ffff::";

constexpr std::uint32_t c_no_mtu = 0xFFFFFFFF;

void add_interface(Adapter& adapter, const InterfaceRow& row) {
    adapter.hardware_interface = row.hardware_interface;
    adapter.connector_present = row.connector_present;
    adapter.physical_medium = physical_medium_text(row.physical_medium);
    adapter.media = row.media_state == 1   ? MediaState::Connected
                    : row.media_state == 2 ? MediaState::Disconnected
                                           : MediaState::Unknown;
}

void add_ip_interface(Adapter& adapter, const IpInterfaceRow& row) {
    (row.is_ipv6 ? adapter.metric_ipv6 : adapter.metric_ipv4) = row.metric;
    if (row.mtu != c_no_mtu) {
        adapter.mtu = adapter.mtu == 0 ? row.mtu : std::min(adapter.mtu, row.mtu);
    }
    adapter.forwarding = adapter.forwarding || row.forwarding;
}

void add_details(Adapter& adapter, const Details& details) {
    for (const InterfaceRow& row : details.interfaces) {
        if (row.luid == adapter.luid) {
            add_interface(adapter, row);
        }
    }
    for (const IpInterfaceRow& row : details.ip_interfaces) {
        if (row.luid == adapter.luid) {
            add_ip_interface(adapter, row);
        }
    }
    for (const DeviceRow& row : details.devices) {
        if (upper(row.guid) == adapter.guid) {
            adapter.component_id = row.component_id;
            adapter.service = row.service;
        }
    }
    for (const DnsRow& row : details.dns) {
        if (upper(row.guid) == adapter.guid) {
            adapter.dns_by_hand = adapter.dns_by_hand.value_or(false) || row.by_hand;
        }
    }
}

Adapter to_adapter(const AdapterRow& row) {
    Adapter adapter;
    adapter.guid = upper(row.guid);
    adapter.luid = row.luid;
    adapter.index = row.index != 0 ? row.index : row.ipv6_index;
    adapter.friendly_name = row.friendly_name;
    adapter.description = row.description;
    adapter.if_type = row.if_type;
    adapter.mac = mac_text(row.mac);
    adapter.up = row.up;
    for (const PrefixBytes& prefix : row.addresses) {
        adapter.addresses.push_back(to_prefix(prefix));
    }
    for (const Bytes& gateway : row.gateways) {
        adapter.gateways.push_back(address_text(gateway));
    }
    for (const Bytes& server : row.dns_servers) {
        if (std::string text = address_text(server); !text.starts_with(c_no_dns_server)) {
            adapter.dns_servers.push_back(std::move(text));
        }
    }
    adapter.dns_suffix = row.dns_suffix;
    adapter.tunnel_type = row.tunnel_type;
    std::sort(adapter.addresses.begin(), adapter.addresses.end(), comes_before);
    std::sort(adapter.gateways.begin(), adapter.gateways.end());
    return adapter;
}

bool is_filter(std::uint64_t luid, const Details& details) {
    return std::any_of(details.interfaces.begin(), details.interfaces.end(),
                       [&](const InterfaceRow& row) { return row.is_filter && row.luid == luid; });
}

} // namespace

std::string address_text(std::span<const std::uint8_t> address) {
    if (address.size() == 4) {
        return ipv4_text(address);
    }
    return address.size() == 16 ? ipv6_text(address) : std::string{};
}

std::string mac_text(std::span<const std::uint8_t> mac) {
    std::string text;
    if (std::all_of(mac.begin(), mac.end(), [](std::uint8_t byte) { return byte == 0; })) {
        return text;
    }
    for (const std::uint8_t byte : mac) {
        text += (text.empty() ? "" : "-") + hex(byte, 2, "0123456789ABCDEF");
    }
    return text;
}

std::string physical_medium_text(std::uint32_t medium) {
    constexpr std::array<const char*, 21> c_names{
        "",         "Wireless LAN", "Cable Modem",   "Phone Line", "Power Line",  "xDSL",  "Fibre Channel",
        "1394 bus", "Wireless WAN", "Native 802.11", "Bluetooth",  "Infiniband",  "WiMax", "Ultra Wideband",
        "802.3",    "802.5",        "IrDA",          "Wired WAN",  "Wired CoWAN", "Other", "Native 802.15.4"};
    return medium < c_names.size() ? c_names.at(medium) : "";
}

Route to_route(const RouteRow& row) {
    return {to_prefix(row.destination), address_text(row.next_hop), row.interface_index, row.metric};
}

AdapterTable to_table(const std::vector<AdapterRow>& adapters, const std::vector<RouteRow>& routes,
                      const Details& details) {
    AdapterTable table;
    for (const AdapterRow& row : adapters) {
        if (is_filter(row.luid, details)) {
            continue;
        }
        Adapter adapter = to_adapter(row);
        add_details(adapter, details);
        if (adapter.mtu == 0 && row.mtu != c_no_mtu) {
            adapter.mtu = row.mtu;
        }
        table.adapters.push_back(std::move(adapter));
    }
    for (const RouteRow& row : routes) {
        table.routes.push_back(to_route(row));
    }
    std::sort(table.adapters.begin(), table.adapters.end(), [](const Adapter& a, const Adapter& b) {
        return std::tie(a.luid, a.guid) < std::tie(b.luid, b.guid);
    });
    std::sort(table.routes.begin(), table.routes.end(), route_comes_before);
    return table;
}

} // namespace mirrorwatch::sense
