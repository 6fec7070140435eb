// SPDX-License-Identifier: MIT
#include "service/decide/network/network.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint c_start{1h};

VpnRules rules() {
    VpnRule rule;
    rule.mac = {"00-05-9a-3c-7a-00"};
    rule.score = 50;
    return {50, {rule}};
}

/// A network whose table can be changed and read.
struct Machine {
    Network network{Settings::Adapters{}, rules()};
    Outbox out{"test"};
    AdapterTable table{{Story::ethernet()}, {}};

    Machine() { read(c_start); }

    std::optional<ActionId> asked(TimePoint now) {
        network.read_if_due(now, out);
        const auto actions = out.take();
        return actions.empty() ? std::nullopt : std::optional{std::get<ReadAdapters>(actions.at(0)).id};
    }

    Network::Change read(TimePoint now) {
        network.on_hint(now - 10s);
        const auto id = asked(now);
        REQUIRE(id);
        return network.on_table(*id, table, now);
    }
};

} // namespace

TEST_CASE("A VPN that Windows was silent about may have come at any time since the last table") {
    Machine silent;
    silent.table.adapters.push_back(Story::cisco());
    const auto id = silent.asked(c_start + 60s);
    REQUIRE(id);
    (void)silent.network.on_table(*id, silent.table, c_start + 60s);
    REQUIRE(silent.network.vpns().latest() != nullptr);
    CHECK(silent.network.vpns().latest()->came_after == c_start);

    Machine hinted;
    hinted.table.adapters.push_back(Story::cisco());
    (void)hinted.read(c_start + 60s);
    CHECK(hinted.network.vpns().latest()->came_after == c_start + 50s);
}

TEST_CASE("Hints are read after 350 ms of quiet, and no later than 2 s after the first") {
    Machine m;
    const TimePoint t = c_start + 10s;
    m.network.on_hint(t);
    m.network.on_hint(t + 200ms);
    CHECK_FALSE(m.asked(t + 549ms));
    CHECK(m.asked(t + 550ms));

    Machine flapping;
    for (auto late = 0ms; late < 2000ms; late += 100ms) {
        flapping.network.on_hint(t + late);
        CHECK_FALSE(flapping.asked(t + late));
    }
    CHECK(flapping.asked(t + 2s));
}

TEST_CASE("Without any hint the table is read every minute") {
    Machine m;
    CHECK_FALSE(m.asked(c_start + 59999ms));
    CHECK(m.asked(c_start + 60s));
}

TEST_CASE("One table is read at a time, and one that never comes is asked for again") {
    Machine m;
    m.network.on_hint(c_start + 1s);
    REQUIRE(m.asked(c_start + 2s));
    m.network.on_hint(c_start + 3s);
    CHECK_FALSE(m.asked(c_start + 5s));
    CHECK(m.asked(c_start + 33s));
}

TEST_CASE("A table that answers an older question is ignored") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    CHECK_FALSE(m.network.on_table(999, m.table, c_start + 1s).any);
    CHECK(m.network.vpns().latest() == nullptr);
}

TEST_CASE("A VPN is an event when it comes up, not while it is up") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    CHECK(m.read(c_start + 20s).vpn_came_up);
    const auto count = m.network.change_count();
    const auto again = m.read(c_start + 40s);
    CHECK_FALSE(again.any);
    CHECK_FALSE(again.vpn_came_up);
    CHECK(m.network.change_count() == count);
    CHECK(m.network.last_change() == c_start + 20s);
}

TEST_CASE("An adapter that exists and is not up is no VPN yet") {
    Machine m;
    Adapter vpn = Story::cisco();
    vpn.up = false;
    m.table.adapters.push_back(vpn);
    CHECK_FALSE(m.read(c_start + 20s).any);
    m.table.adapters.back().up = true;
    CHECK(m.read(c_start + 40s).vpn_came_up);
    m.table.adapters.back().up = false;
    CHECK(m.read(c_start + 60s).vpn_went_down);
    CHECK(m.network.vpns().latest() == nullptr);
    CHECK(m.network.vpns().find(identity_of(vpn))->gone_since == c_start + 60s);
}

TEST_CASE("A VPN that is up when the service starts counts as having come up") {
    Network network{Settings::Adapters{}, rules()};
    Outbox out{"test"};
    network.read_if_due(c_start, out);
    const auto id = std::get<ReadAdapters>(out.take().at(0)).id;
    CHECK(network.on_table(id, {{Story::cisco()}, {}}, c_start).vpn_came_up);
}

TEST_CASE("WSL's own switch and the order of rows are no change") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    m.table.routes = {{{"10.0.0.0", 8}, "0.0.0.0", 20, 1}, {{"192.168.77.0", 24}, "0.0.0.0", 10, 1}};
    m.read(c_start + 20s);
    Adapter vm_switch = Story::ethernet();
    vm_switch.guid = "{00000030-0000-0000-0000-000000000000}";
    vm_switch.index = 30;
    vm_switch.friendly_name = "vEthernet (WSL (Hyper-V firewall))";
    m.table.adapters.insert(m.table.adapters.begin(), vm_switch);
    std::swap(m.table.routes.at(0), m.table.routes.at(1));
    m.table.routes.push_back({{"172.28.0.0", 20}, "0.0.0.0", 30, 1});
    CHECK_FALSE(m.read(c_start + 40s).any);
}

namespace {

Adapter second_vpn() {
    Adapter adapter = Story::cisco();
    adapter.guid = "{00000021-0000-0000-0000-000000000000}";
    adapter.luid = 21;
    adapter.index = 21;
    adapter.friendly_name = "Second";
    return adapter;
}

} // namespace

TEST_CASE("A VPN over a VPN is an event of its own, and the lower one is the latest again when it ends") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    REQUIRE(m.read(c_start + 20s).vpn_came_up);
    m.table.adapters.push_back(second_vpn());
    CHECK(m.read(c_start + 40s).vpn_came_up);
    CHECK(m.network.vpns().latest()->identity.name == "Second");
    m.table.adapters.pop_back();
    const auto change = m.read(c_start + 60s);
    CHECK(change.vpn_went_down);
    CHECK_FALSE(change.vpn_came_up);
    CHECK(m.network.vpns().latest()->identity.guid == Story::cisco().guid);
}

TEST_CASE("Several VPNs that come up at once are one event, and each is known") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    m.table.adapters.push_back(second_vpn());
    const auto change = m.read(c_start + 20s);
    CHECK(change.vpn_came_up);
    CHECK(change.what.size() == 2);
    CHECK(m.network.vpns().all().size() == 2);
}

TEST_CASE("A VPN that reconnects between two looks has not come up again, but something changed") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    m.read(c_start + 20s);
    m.table.adapters.back().luid = 4711;
    m.table.adapters.back().index = 4711;
    const auto change = m.read(c_start + 40s);
    CHECK(change.any);
    CHECK_FALSE(change.vpn_came_up);
    CHECK((change.what == Delta{{AdapterEvent::Recreated, Story::cisco().guid}}));
}

TEST_CASE("A VPN that reconnects every few seconds is an event each time, and is kept once") {
    Machine m;
    for (int round = 0; round < 100; ++round) {
        m.table.adapters.push_back(Story::cisco());
        CHECK(m.read(c_start + 20s + 40s * round).vpn_came_up);
        m.table.adapters.pop_back();
        CHECK(m.read(c_start + 40s + 40s * round).vpn_went_down);
    }
    CHECK(m.network.vpns().all().size() == 1);
}

TEST_CASE("A virtual interface that takes the default route and brings DNS is a VPN, and stays one") {
    VpnRules table = rules();
    const auto add = [&](Circumstance circumstance) {
        VpnRule rule;
        rule.circumstance = circumstance;
        rule.score = 10;
        table.rules.push_back(rule);
    };
    add(Circumstance::DefaultRoute);
    add(Circumstance::DnsChange);
    VpnRule is_virtual;
    is_virtual.if_type = {53};
    is_virtual.score = 35;
    table.rules.push_back(is_virtual);
    Machine m;
    m.network = Network{Settings::Adapters{}, table};
    m.read(c_start);

    Adapter tunnel = second_vpn();
    tunnel.mac.clear();
    tunnel.if_type = 53;
    m.table.adapters.push_back(tunnel);
    CHECK_FALSE(m.read(c_start + 20s).vpn_came_up);
    m.table.adapters.back().dns_servers = {"10.8.0.53"};
    m.table.routes = {{{"0.0.0.0", 0}, "0.0.0.0", 21, 1}};
    CHECK(m.read(c_start + 40s).vpn_came_up);
    m.table.adapters.back().mtu = 1400;
    m.table.routes.push_back({{"10.0.0.0", 8}, "0.0.0.0", 21, 1});
    m.read(c_start + 60s);
    CHECK(m.network.vpns().latest() != nullptr);
    CHECK(m.network.vpns().latest()->identity.guid == tunnel.guid);
}

TEST_CASE("A renamed adapter is no change of the network") {
    Machine m;
    m.table.adapters.push_back(Story::cisco());
    m.read(c_start + 20s);
    m.table.adapters.back().friendly_name = "Firma";
    CHECK_FALSE(m.read(c_start + 40s).any);
}
