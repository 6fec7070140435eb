// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <string>
#include <vector>

/// Adapters as dumps of real machines show them, for the tests of the VPN table.
namespace mirrorwatch::support {

struct Dump {
    std::string client; // how the table calls it; empty where nothing but the adapter's name could tell
    std::string description;
    std::uint32_t if_type = 6;
    std::string name = "Ethernet 4";
    std::string mac = {};
    std::string component_id = {};
    std::string physical_medium = {};
    std::vector<AddressPrefix> addresses = {};
    std::optional<bool> hardware = {}; // HardwareInterface and ConnectorPresent

    friend bool operator==(const Dump&, const Dump&) = default;
};

[[nodiscard]] Adapter adapter_of(const Dump& dump);

/// What `vpn classify` requires, and nothing else.
[[nodiscard]] Adapter bare_adapter_of(const Dump& dump);

[[nodiscard]] const std::vector<Dump>& known_vpns();    // each family of which dumps were published
[[nodiscard]] const std::vector<Dump>& unlisted_vpns(); // that no row of the table names
[[nodiscard]] const std::vector<Dump>& look_alikes();   // that are no VPNs

} // namespace mirrorwatch::support
