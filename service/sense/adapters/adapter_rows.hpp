// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// From what Windows' tables hold to an AdapterTable. Pure.
namespace mirrorwatch::sense {

using Bytes = std::vector<std::uint8_t>; // in network order

struct PrefixBytes {
    Bytes address; // 4 or 16 bytes
    std::uint8_t length = 0;
};

/// IP_ADAPTER_ADDRESSES_LH.
struct AdapterRow {
    std::string guid; // as the system writes it
    std::uint64_t luid = 0;
    std::uint32_t index = 0;      // 0 when IPv4 is not bound
    std::uint32_t ipv6_index = 0; // 0 when IPv6 is not bound
    std::string friendly_name;
    std::string description;
    std::uint32_t if_type = 0;
    Bytes mac;
    bool up = false;
    std::vector<PrefixBytes> addresses;
    std::vector<Bytes> gateways;
    std::vector<Bytes> dns_servers;
    std::string dns_suffix;
    std::uint32_t tunnel_type = 0;
    std::uint32_t mtu = 0; // of the link; 0xFFFFFFFF on loopback interfaces
};

/// MIB_IF_ROW2, of which one exists for packet filters too.
struct InterfaceRow {
    std::uint64_t luid = 0;
    bool is_filter = false;
    bool hardware_interface = false;
    bool connector_present = false;
    std::uint32_t physical_medium = 0; // NDIS_PHYSICAL_MEDIUM
    std::uint32_t media_state = 0;     // NET_IF_MEDIA_CONNECT_STATE: 1 connected, 2 disconnected
};

/// MIB_IPINTERFACE_ROW, one for each family that is bound.
struct IpInterfaceRow {
    std::uint64_t luid = 0;
    bool is_ipv6 = false;
    std::uint32_t metric = 0;
    std::uint32_t mtu = 0;
    bool forwarding = false;
};

/// What the class key of network devices has about an interface.
struct DeviceRow {
    std::string guid; // as the system writes it
    std::string component_id;
    std::string service;
};

/// Of an interface in the registry's list: whether it has DNS servers that no DHCP server gave.
struct DnsRow {
    std::string guid; // as the system writes it
    bool by_hand = false;
};

/// What is told besides the list of adapters. Each may be empty: it could not be read.
struct Details {
    std::vector<InterfaceRow> interfaces;
    std::vector<IpInterfaceRow> ip_interfaces;
    std::vector<DeviceRow> devices;
    std::vector<DnsRow> dns = {}; // one for each family
};

/// MIB_IPFORWARD_ROW2.
struct RouteRow {
    PrefixBytes destination;
    Bytes next_hop;
    std::uint32_t interface_index = 0;
    std::uint32_t metric = 0;
};

/// Dotted for 4 bytes, as RFC 5952 has it for 16, empty for any other number.
[[nodiscard]] std::string address_text(std::span<const std::uint8_t> address);
/// "00-05-9A-3C-7A-00"; empty when there is none or it is all zeros.
[[nodiscard]] std::string mac_text(std::span<const std::uint8_t> mac);

/// As Get-NetAdapter spells NDIS_PHYSICAL_MEDIUM; empty when it is unspecified or not known.
[[nodiscard]] std::string physical_medium_text(std::uint32_t medium);

[[nodiscard]] Route to_route(const RouteRow& row);

/// Without packet filters, which Windows lists as interfaces too. Sorted, so that two tables of the same
/// things are equal, in whatever order the system listed them.
[[nodiscard]] AdapterTable to_table(const std::vector<AdapterRow>& adapters,
                                    const std::vector<RouteRow>& routes, const Details& details);

} // namespace mirrorwatch::sense
