#include "service/sense/adapter_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

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
    std::sort(adapter.addresses.begin(), adapter.addresses.end(), comes_before);
    std::sort(adapter.gateways.begin(), adapter.gateways.end());
    return adapter;
}

Route to_route(const RouteRow& row) {
    return {to_prefix(row.destination), address_text(row.next_hop), row.interface_index, row.metric};
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

AdapterTable to_table(const std::vector<AdapterRow>& adapters, const std::vector<RouteRow>& routes,
                      const std::set<std::uint64_t>& filters) {
    AdapterTable table;
    for (const AdapterRow& row : adapters) {
        if (!filters.contains(row.luid)) {
            table.adapters.push_back(to_adapter(row));
        }
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
