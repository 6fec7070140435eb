// SPDX-License-Identifier: MIT
#include "service/decide/network/vpn.hpp"
#include "tests/support/shipped_rules.hpp"
#include "tests/support/world/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::world;

namespace {

const VpnRules& table() {
    static const VpnRules c_table = support::shipped_rules();
    return c_table;
}

/// By what it is made of alone.
bool is_known(const Behaviour& behaviour, std::size_t vpn) {
    const VpnClient& client = behaviour.vpns[vpn];
    if (!client.device) {
        return std::ranges::count(table().services, client.service, &VpnService::name) > 0;
    }
    World world{behaviour, 1};
    world.vpn_comes_up(vpn);
    const Adapter adapter = world.table().adapters.back();
    return decide::judge(adapter, table(), {}).kind == VerdictKind::Vpn;
}

} // namespace

TEST_CASE("a client that is said to be known is a VPN by the shipped table, and no other is") {
    for (const Behaviour& behaviour : shipped_behaviours()) {
        for (std::size_t vpn = 0; vpn < behaviour.vpns.size(); ++vpn) {
            if (!behaviour.machine.blocks_vpn) {
                CHECK_MESSAGE(is_known(behaviour, vpn) == behaviour.vpns[vpn].known,
                              (behaviour.name + ": " + behaviour.vpns[vpn].client));
            }
        }
    }
}
