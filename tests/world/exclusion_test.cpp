// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::world;
using namespace std::chrono_literals;

namespace {

enum class Guest { Plain, Nexthops, Systemd };

/// A VPN that takes the default route and the LAN, and is excluded.
struct Excluded : World {
    explicit Excluded(Guest guest)
        : World(shipped_behaviour("cisco-hides-lan"), 1) {
        wsl(0).has_nexthops = guest == Guest::Nexthops;
        wsl(0).has_systemd = guest == Guest::Systemd;
        start_wsl(0, 3s);
        pass_to(10s);
        vpn_comes_up(0);
        wait(5s);
        vpn = identity_of(table().adapters.back());
        apply();
    }

    void apply() { act(0, agent::ApplyExclusion{vpn}); }

    void wait(Time time) { pass_to(now() + time); }

    [[nodiscard]] bool is_cured() const {
        return reach(Sender::Wsl, 0, *target_of("203.0.113.20")).connects &&
               reach(Sender::Wsl, 0, *target_of("192.168.77.20")).connects && reach_from_peer(0).connects;
    }

    AdapterIdentity vpn;
};

} // namespace

TEST_CASE("an exclusion cures the Internet, the LAN and ports that are published to it, and its end brings "
          "them back") {
    Excluded machine{Guest::Plain};
    CHECK(machine.is_cured());
    machine.act(0, agent::UndoExclusion{machine.vpn});
    CHECK_FALSE(machine.is_cured());
}

TEST_CASE("every update of the adapter empties our table, and nexthop objects keep it") {
    for (const Update update : {Update::TemporaryAddress, Update::Mtu, Update::Metric}) {
        Excluded plain{Guest::Plain};
        const AdapterTable before = plain.table();
        plain.update_adapter(update);
        CHECK(plain.table() != before);
        CHECK_FALSE(plain.is_cured());
        Excluded with_nexthops{Guest::Nexthops};
        with_nexthops.update_adapter(update);
        with_nexthops.wait(5s);
        CHECK(with_nexthops.is_cured());
    }
}

TEST_CASE("what is refreshed before WSL is done is emptied again") {
    Excluded machine{Guest::Plain};
    machine.update_adapter(Update::Mtu);
    machine.wait(349ms);
    machine.apply();
    CHECK(machine.is_cured());
    machine.wait(1ms);
    CHECK_FALSE(machine.is_cured());
    machine.apply();
    machine.wait(1min);
    CHECK(machine.is_cured());
}

TEST_CASE("no table survives a link that goes down") {
    Excluded machine{Guest::Nexthops};
    machine.unplug();
    machine.wait(100ms);
    machine.plug_in();
    machine.wait(5s);
    CHECK_FALSE(machine.is_cured());
    CHECK_FALSE(is_whole(machine.wsl(0), *machine.wsl(0).exclusion));
    machine.apply();
    CHECK(machine.is_cured());
}

TEST_CASE("a watcher heals within half a second, until its lease is over") {
    Excluded machine{Guest::Systemd};
    machine.update_adapter(Update::Metric);
    machine.wait(350ms);
    CHECK_FALSE(machine.is_cured());
    machine.wait(500ms);
    CHECK(machine.is_cured());
    machine.wait(30min);
    machine.update_adapter(Update::Metric);
    machine.wait(10s);
    CHECK_FALSE(machine.is_cured());
}

TEST_CASE("a VPN's device that is made again keeps its captures away, and its own networks need a refresh") {
    Excluded machine{Guest::Nexthops};
    const Target& behind = *target_of("10.20.0.7");
    CHECK_FALSE(machine.leaves_by_vpn(0, behind));
    machine.vpn_goes_down(0);
    machine.wait(5s);
    machine.vpn_comes_up(0);
    machine.wait(5s);
    CHECK(machine.is_cured());
    CHECK(machine.leaves_by_vpn(0, behind));
    machine.apply();
    CHECK_FALSE(machine.leaves_by_vpn(0, behind));
}

TEST_CASE("nothing of ours outlives the virtual machine, or its undoing while the VPN is away") {
    Excluded machine{Guest::Systemd};
    SUBCASE("the machine ends") {
        machine.stop_wsl(0);
        machine.start_wsl(0, 3s);
        machine.wait(5s);
    }
    SUBCASE("undone") {
        machine.vpn_goes_down(0);
        machine.wait(5s);
        machine.act(0, agent::UndoExclusion{machine.vpn});
        machine.vpn_comes_up(0);
        machine.wait(5s);
    }
    CHECK_FALSE(machine.wsl(0).exclusion);
    CHECK_FALSE(machine.is_cured());
}

TEST_CASE("a second exclusion takes the first one's place") {
    World machine{shipped_behaviour("second-vpn-cuts"), 1};
    machine.start_wsl(0, 3s);
    machine.pass_to(10s);
    machine.vpn_comes_up(0);
    machine.vpn_comes_up(1);
    machine.pass_to(20s);
    for (const auto& [vpn, is_cured] : {std::pair{1, true}, std::pair{0, false}}) {
        machine.act(0, agent::ApplyExclusion{identity_of(machine.table().adapters.at(1 + vpn))});
        CHECK(machine.wsl(0).exclusion->vpn == static_cast<std::size_t>(vpn));
        CHECK(machine.reach(Sender::Wsl, 0, *target_of("203.0.113.20")).connects == is_cured);
    }
}
