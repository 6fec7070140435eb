// SPDX-License-Identifier: MIT
#include "service/decide/network/mirror.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>
#include <string_view>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_loopback_if_type = 24;

bool has_address(const std::vector<AddressPrefix>& prefixes, std::string_view host) {
    const auto wanted = parse_ip(host);
    return wanted && std::ranges::any_of(prefixes, [&](const AddressPrefix& prefix) {
               return parse_ip(prefix.address) == wanted;
           });
}

/// The only one that fits; null when there is none or more than one.
template <class Fits>
const GuestDevice* the_only(const std::vector<GuestDevice>& devices, Fits fits) {
    const auto found = std::ranges::find_if(devices, fits);
    if (found == devices.end() || std::any_of(found + 1, devices.end(), fits)) {
        return nullptr;
    }
    return &*found;
}

bool is_within(const IpAddress& address, std::string_view prefix) {
    return covers(*parse_prefix(prefix), address);
}

/// All bits behind the network's length: the last address of an IPv4 network.
bool host_bits_are_set(const IpAddress& address, std::uint8_t length) {
    const std::uint32_t number = std::uint32_t{address.bytes[0]} << 24 |
                                 std::uint32_t{address.bytes[1]} << 16 |
                                 std::uint32_t{address.bytes[2]} << 8 | address.bytes[3];
    const std::uint32_t host_bits = length == 0 ? 0xFFFFFFFF : (1U << (32U - length)) - 1;
    return (number & host_bits) == host_bits;
}

bool is_on_link(const Route& route) {
    return route.next_hop.empty() || route.next_hop == "0.0.0.0" || route.next_hop == "::";
}

/// 192.168.1.255/32, of which Windows has one for each IPv4 network.
bool is_broadcast(const Route& route, const Adapter& adapter) {
    constexpr std::uint8_t c_one_host = 32;
    const auto to = parse_ip(route.destination.address);
    return to && !to->is_ipv6 && route.destination.length == c_one_host && is_on_link(route) &&
           std::ranges::any_of(adapter.addresses, [&](const AddressPrefix& own) {
               return own.length < c_one_host && covers(own, *to) && host_bits_are_set(*to, own.length);
           });
}

/// Windows makes such routes for itself; what leads to other machines is not among them.
bool is_of_no_account(const Route& route, const Adapter& adapter) {
    const auto to = parse_ip(route.destination.address);
    return !to || is_within(*to, "224.0.0.0/3") || is_within(*to, "ff00::/8") ||
           is_within(*to, "169.254.0.0/16") || is_within(*to, "fe80::/10") ||
           has_address(adapter.addresses, route.destination.address) || is_broadcast(route, adapter);
}

bool has_route(const std::vector<GuestRoute>& routes, const AddressPrefix& to, const GuestDevice& device) {
    return std::ranges::any_of(routes, [&](const GuestRoute& route) {
        return route.device == device.name && route.destination.length == to.length &&
               parse_ip(route.destination.address) == parse_ip(to.address);
    });
}

bool has_addresses(const GuestDevice& device, const Adapter& adapter) {
    return std::ranges::all_of(adapter.addresses, [&](const AddressPrefix& own) {
        const auto address = parse_ip(own.address);
        return !address || is_within(*address, "fe80::/10") || has_address(device.addresses, own.address);
    });
}

bool has_ways(const AdapterTable& table, const Adapter& adapter, const GuestDevice& device,
              const std::vector<GuestRoute>& routes) {
    return std::ranges::all_of(table.routes, [&](const Route& route) {
        return route.interface_index != adapter.index || is_of_no_account(route, adapter) ||
               has_route(routes, route.destination, device);
    });
}

bool is_lost(const GuestTrial& trial) {
    return trial.connects == false || trial.name_resolves == false;
}

} // namespace

bool is_mirrored(const Adapter& adapter) {
    return adapter.up && adapter.if_type != c_loopback_if_type && adapter.nlm_connected.value_or(true);
}

const GuestDevice* device_of(const Adapter& adapter, const std::vector<GuestDevice>& devices) {
    const GuestDevice* by_guid = find_where(devices, [&](const GuestDevice& device) {
        return !device.guid.empty() && equal_ignoring_case(device.guid, adapter.guid);
    });
    if (by_guid != nullptr) {
        return by_guid;
    }
    const GuestDevice* by_mac = the_only(devices, [&](const GuestDevice& device) {
        return device.guid.empty() && !adapter.mac.empty() && equal_ignoring_case(device.mac, adapter.mac);
    });
    return by_mac != nullptr ? by_mac : the_only(devices, [&](const GuestDevice& device) {
        return device.guid.empty() && std::ranges::any_of(adapter.addresses, [&](const AddressPrefix& own) {
                   return has_address(device.addresses, own.address);
               });
    });
}

bool has_caught_up(const AdapterTable& table, const GuestFacts& guest) {
    if (!guest.devices || !guest.routes || std::ranges::none_of(table.adapters, is_mirrored)) {
        return false;
    }
    return std::ranges::all_of(table.adapters, [&](const Adapter& adapter) {
        if (!is_mirrored(adapter)) {
            return true;
        }
        const GuestDevice* device = device_of(adapter, *guest.devices);
        return device != nullptr && has_addresses(*device, adapter) &&
               has_ways(table, adapter, *device, *guest.routes);
    });
}

bool loses_what_leaves_by(const Adapter& adapter, const GuestFacts& guest) {
    const GuestDevice* device = guest.devices ? device_of(adapter, *guest.devices) : nullptr;
    return device != nullptr && std::ranges::any_of(guest.trials, is_lost) &&
           std::ranges::all_of(guest.trials, [&](const GuestTrial& trial) {
               return is_lost(trial) == (trial.leaves_by == device->name);
           });
}

} // namespace mirrorwatch::decide
