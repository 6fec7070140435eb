// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

struct AddressPrefix {
    std::string address;     // "10.8.0.2", "fe80::1"; no zone
    std::uint8_t length = 0; // 0…32, 0…128

    friend bool operator==(const AddressPrefix&, const AddressPrefix&) = default;
};

struct Route {
    AddressPrefix destination;
    std::string next_hop;              // "0.0.0.0" or "::" when on-link
    std::uint32_t interface_index = 0; // IfIndex of the adapter
    std::uint32_t metric = 0;          // route metric, without the interface's

    friend bool operator==(const Route&, const Route&) = default;
};

enum class MediaState { Unknown, Connected, Disconnected };

/// One network interface as Windows shows it (GetAdaptersAddresses, MIB_IF_ROW2, MIB_IPINTERFACE_ROW, the
/// class key of network devices). Text is UTF-8. What could not be read is empty, or absent.
struct Adapter {
    std::string guid; // "{37217669-42DA-4657-A55B-0D995D328250}", upper case
    std::uint64_t luid = 0;
    std::uint32_t index = 0;   // IfIndex; changes when a device is created again
    std::string friendly_name; // "Ethernet 4": what the user sees, and may rename
    std::string description;   // "Cisco Secure Client Virtual Miniport Adapter for Windows x64"
    std::uint32_t if_type =
        0;           // IANA ifType: 6 Ethernet, 23 PPP, 24 loopback, 53 virtual, 71 Wi-Fi, 131 tunnel
    std::string mac; // "00-05-9A-3C-7A-00", upper case; empty when there is none
    bool up = false; // OperStatus is IfOperStatusUp; every other state counts as gone
    std::vector<AddressPrefix> addresses;
    std::vector<std::string> gateways;
    std::vector<std::string> dns_servers = {};
    std::string dns_suffix = {};
    std::optional<bool> dns_by_hand = {}; // servers are set at the adapter, and not by DHCP
    std::uint32_t tunnel_type = 0; // IANA tunnelType: 0 none, 11 6to4, 13 ISATAP, 14 Teredo, 15 IP-HTTPS
    MediaState media = MediaState::Unknown;
    std::optional<bool> hardware_interface = {}; // what the driver says, and several VPNs say it wrongly
    std::optional<bool> connector_present = {};
    std::string physical_medium = {};              // "802.3", "Native 802.11", "Bluetooth", "Wireless WAN"
    std::optional<std::uint32_t> metric_ipv4 = {}; // the interface's own, without the routes'
    std::optional<std::uint32_t> metric_ipv6 = {};
    std::uint32_t mtu = 0;                  // the smaller one of IPv4 and IPv6; 0: not known
    bool forwarding = false;                // of IPv4 or IPv6
    std::string component_id = {};          // "PCI\\VEN_8086&DEV_15B7", "root\\tap0901", "wintun"
    std::string service = {};               // the driver's: "vpnva", "tap0901"
    std::optional<bool> nlm_connected = {}; // Network List Manager has it connected: WSL mirrors only those

    friend bool operator==(const Adapter&, const Adapter&) = default;
};

/// What a connection of the dial-up phonebook is for.
enum class RasKind { Vpn, Broadband, DialUp };

/// A connection of the dial-up phonebook. While it is connected, an adapter has its name.
struct PhonebookEntry {
    std::string name; // UTF-8
    RasKind kind = RasKind::Vpn;

    friend bool operator==(const PhonebookEntry&, const PhonebookEntry&) = default;
};

/// Everything that was read in one go. Two tables are compared; the events that led to reading are only
/// hints. Below the routes: what no single adapter shows, and what is absent could not be read.
struct AdapterTable {
    std::vector<Adapter> adapters;
    std::vector<Route> routes;
    std::vector<PhonebookEntry> phonebook = {};
    std::optional<std::vector<std::string>> services = {}; // of VpnRules::services those that run, sorted
    std::optional<std::string> proxy = {};         // the machine's, secrets masked; empty when there is none
    std::optional<std::string> internet_test = {}; // host of Windows' own connectivity test; empty: off

    friend bool operator==(const AdapterTable&, const AdapterTable&) = default;
};

/// What a guest device is looked up by: GUID first (sysfs), then a unique MAC, then a unique address. Of a
/// VPN without an adapter `guid` is a key of ours without braces, "service:Zscaler", and nothing is looked
/// up.
struct AdapterIdentity {
    std::string guid;
    std::string mac;
    std::vector<std::string> addresses; // without prefix length
    std::string name;                   // friendly name, for sentences

    friend bool operator==(const AdapterIdentity&, const AdapterIdentity&) = default;
};

[[nodiscard]] AdapterIdentity identity_of(const Adapter& adapter);

} // namespace mirrorwatch
