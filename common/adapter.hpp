#pragma once

#include <cstdint>
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

/// One network interface as Windows shows it (GetAdaptersAddresses, MIB_IF_ROW2). Text is UTF-8.
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

    friend bool operator==(const Adapter&, const Adapter&) = default;
};

/// Everything that was read in one go. Two tables are compared; the events that led to reading are only
/// hints.
struct AdapterTable {
    std::vector<Adapter> adapters;
    std::vector<Route> routes;

    friend bool operator==(const AdapterTable&, const AdapterTable&) = default;
};

/// What a guest device is looked up by: GUID first (sysfs), then a unique MAC, then a unique address.
struct AdapterIdentity {
    std::string guid;
    std::string mac;
    std::vector<std::string> addresses; // without prefix length
    std::string name;                   // friendly name, for sentences

    friend bool operator==(const AdapterIdentity&, const AdapterIdentity&) = default;
};

[[nodiscard]] AdapterIdentity identity_of(const Adapter& adapter);

} // namespace mirrorwatch
