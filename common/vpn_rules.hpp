// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

/// Is an adapter a VPN? In rising order.
enum class VerdictKind { No, Maybe, Vpn };

/// What can be known about an adapter that is no property of the device.
enum class Circumstance {
    HostAddress,      // an IPv4 address whose prefix is /32
    SharedAddress,    // an IPv4 address of 100.64.0.0/10
    PublicAddress,    // an IPv4 address of the public Internet
    LocalMac,         // a hardware address that no manufacturer was given
    RootDevice,       // a component id without the bus of a real device
    RasVpn,           // an entry in the phonebook, for a VPN
    RasBroadband,     // an entry for PPPoE
    RasDialUp,        // an entry for a modem
    DefaultRoute,     // it took over the default route
    DnsChange,        // the DNS servers or suffixes changed when it came up
    Recent,           // made less than a minute before it came up
    VpnServiceRunning // one of VpnRules::services runs
};

/// A quirk of a client that tells what is wrong with WSL's network beside it. The rules of faults ask for it,
/// never for a client's name.
enum class Trait {
    TakesWholeHost,     // it takes whatever leaves the host, WSL's packets too
    SyntheticAddresses, // names resolve to addresses that only Windows' own traffic can use
};

/// One row of the VPN table (config/vpn-adapters.toml). A row matches when every condition that is present
/// matches. Text is compared without case; of a list, one text suffices.
struct VpnRule {
    std::string client;                   // "Cisco Secure Client"; empty for a rule about a kind of device
    std::vector<std::string> description; // parts of Adapter::description
    std::vector<std::string> description_word; // whole words of it; digits may follow
    std::vector<std::string> name;             // parts of Adapter::friendly_name
    std::vector<std::string> name_word;
    std::vector<std::string> guid;            // Adapter::guid
    std::vector<std::string> mac;             // beginnings of Adapter::mac, "00-05-9A-3C-7A-00" or "00-FF"
    std::vector<std::string> component_id;    // parts of Adapter::component_id
    std::vector<std::string> service;         // Adapter::service
    std::vector<std::string> physical_medium; // parts of Adapter::physical_medium
    std::vector<std::uint32_t> if_type;
    std::vector<std::uint32_t> tunnel_type;
    std::optional<bool> hardware_interface;
    std::optional<bool> connector_present;
    std::optional<Circumstance> circumstance;
    std::vector<Trait> traits; // of each adapter that matches, whichever row decides
    int score = 0;             // added to the adapter's score; negative for what only looks like a VPN
    VerdictKind at_most = VerdictKind::Vpn; // whatever the other rows say
    VerdictKind at_least = VerdictKind::No; // the same, also against their `at_most`; needs two conditions
    std::string reason;                     // for `vpn explain`
    bool is_users = false;                  // of the user's own file: decides alone, by the sign of its score

    friend bool operator==(const VpnRule&, const VpnRule&) = default;
};

/// A Windows service whose running tells that a VPN is there, with or without an adapter of its own.
struct VpnService {
    std::string client;
    std::string name;             // "ZSATunnel"
    bool without_adapter = false; // its VPN changes what exists: routes, DNS, proxy, packet filters
    std::vector<Trait> traits = {};

    friend bool operator==(const VpnService&, const VpnService&) = default;
};

/// Addresses with which a client answers names, and which only Windows' own traffic can use: what it has to
/// do with a connection it does beside Windows' routes. Bits behind a prefix's length do not matter.
struct SyntheticRanges {
    std::string client; // as rules and services call it; empty: whoever answers so
    std::vector<AddressPrefix> ranges;
    bool without_client =
        false; // no network has such addresses: they count where the client is not seen, too
    bool through_tunnel =
        false; // only who asks by WSL's DNS tunneling, or as a program of Windows, gets them

    friend bool operator==(const SyntheticRanges&, const SyntheticRanges&) = default;
};

/// The whole table. A score of at least `vpn_score` is a VPN, one of at least `maybe_score` perhaps one.
struct VpnRules {
    int vpn_score = 50;
    std::vector<VpnRule> rules;
    int maybe_score = 30;
    std::vector<VpnService> services = {};
    std::vector<SyntheticRanges> synthetic_dns = {};

    friend bool operator==(const VpnRules&, const VpnRules&) = default;
};

/// Adds the rows of the user's own file, so that they win. Its thresholds count if they are not the usual
/// ones.
void add_users_rules(VpnRules& table, VpnRules users);

} // namespace mirrorwatch
