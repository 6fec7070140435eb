#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

/// One row of the VPN table (config/vpn-adapters.toml). A row matches when every condition that is present
/// matches; text is compared without case, as a substring.
struct VpnRule {
    std::string client;      // "Cisco Secure Client"; empty for a rule about a kind of device
    std::string description; // substring of Adapter::description
    std::string name;        // substring of Adapter::friendly_name
    std::string mac;         // prefix of Adapter::mac, "00-05-9A-3C-7A-00" or "00-FF"
    std::optional<std::uint32_t> if_type;
    int score = 0;      // added to the adapter's score; negative for what only looks like a VPN
    std::string reason; // for `vpn explain`

    friend bool operator==(const VpnRule&, const VpnRule&) = default;
};

/// The whole table. A score of at least `vpn_score` is a VPN.
struct VpnRules {
    int vpn_score = 50;
    std::vector<VpnRule> rules;

    friend bool operator==(const VpnRules&, const VpnRules&) = default;
};

} // namespace mirrorwatch
