#pragma once

#include "common/adapter.hpp"
#include "common/vpn_rules.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// Is this adapter a VPN? About its identity, not about being up.
struct Verdict {
    bool is_vpn = false;
    std::string client; // "Cisco Secure Client" when a rule knows it
    int score = 0;
    std::vector<std::string> reasons; // one for each rule that matched

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

[[nodiscard]] Verdict judge(const Adapter& adapter, const VpnRules& rules);

/// The adapter carries the machine's default route: 0.0.0.0/0, or the pair 0.0.0.0/1 and 128.0.0.0/1.
[[nodiscard]] bool is_full_tunnel(const AdapterTable& table, const Adapter& adapter);

/// Windows would send packets for this IPv4 literal through the adapter: the longest prefix wins, then the
/// metric. Names, IPv6 and addresses without a route: false.
[[nodiscard]] bool is_routed_through(const AdapterTable& table, const Adapter& adapter,
                                     const std::string& ipv4);

} // namespace mirrorwatch::decide
