// SPDX-License-Identifier: MIT
#include "service/decide/network/mirror.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using mirrorwatch::decide::has_caught_up;

namespace {

Adapter adapter(std::uint32_t index, const std::string& address, std::uint8_t length) {
    Adapter adapter;
    adapter.guid = "{0000000" + std::to_string(index) + "-0000-0000-0000-000000000000}";
    adapter.index = index;
    adapter.if_type = 6;
    adapter.up = true;
    adapter.nlm_connected = true;
    adapter.addresses = {{address, length}, {"fe80::" + std::to_string(index), 64}};
    return adapter;
}

GuestDevice device(const Adapter& adapter, const std::string& name) {
    return {name, adapter.guid, "", true, 1'500, {adapter.addresses.front()}};
}

/// A card and a VPN that takes all, as Windows shows them, and a guest that has both.
struct Mirrored {
    AdapterTable table;
    GuestFacts guest;

    Mirrored() {
        table.adapters = {adapter(1, "192.168.7.5", 24), adapter(2, "10.8.0.2", 32)};
        table.routes = {{{"0.0.0.0", 0}, "192.168.7.1", 1, 25},
                        {{"192.168.7.0", 24}, "0.0.0.0", 1, 256},
                        {{"0.0.0.0", 1}, "0.0.0.0", 2, 1},
                        // Windows' own
                        {{"192.168.7.5", 32}, "0.0.0.0", 1, 256},
                        {{"192.168.7.255", 32}, "0.0.0.0", 1, 256},
                        {{"255.255.255.255", 32}, "0.0.0.0", 1, 256},
                        {{"224.0.0.0", 4}, "0.0.0.0", 2, 256},
                        {{"fe80::", 64}, "::", 1, 256},
                        {{"ff00::", 8}, "::", 1, 256}};
        guest.devices = {device(vpn(), "eth1"), device(card(), "eth0")};
        guest.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.7.1", 25},
                        {{"192.168.7.0", 24}, "eth0", "", 281},
                        {{"0.0.0.0", 1}, "eth1", "", 1}};
    }

    Adapter& card() { return table.adapters[0]; }

    Adapter& vpn() { return table.adapters[1]; }
};

} // namespace

TEST_CASE("WSL has caught up when its guest has each device, address and way of Windows") {
    Mirrored mirrored;
    CHECK(has_caught_up(mirrored.table, mirrored.guest));
    SUBCASE("an adapter that is down, loopback, or that Network List Manager does not call connected, is not "
            "mirrored") {
        Adapter down = adapter(3, "10.9.0.2", 24);
        down.up = false;
        Adapter loopback = adapter(4, "127.0.0.1", 8);
        loopback.if_type = 24;
        Adapter not_connected = adapter(5, "10.10.0.2", 24);
        not_connected.nlm_connected = false;
        for (const Adapter& other : {down, loopback, not_connected}) {
            mirrored.table.adapters.push_back(other);
            mirrored.table.routes.push_back({{"10.0.0.0", 8}, "0.0.0.0", other.index, 1});
        }
        CHECK(has_caught_up(mirrored.table, mirrored.guest));
    }
    SUBCASE("what the guest has besides is its own affair") {
        mirrored.guest.devices->push_back(
            {"docker0", "", "02-42-AC-00-00-01", true, 1'500, {{"172.17.0.1", 16}}});
        mirrored.guest.routes->push_back({{"172.17.0.0", 16}, "docker0", "", 0});
        CHECK(has_caught_up(mirrored.table, mirrored.guest));
    }
}

TEST_CASE("WSL has not caught up") {
    Mirrored mirrored;
    SUBCASE("while it lacks the VPN's device") {
        mirrored.guest.devices->erase(mirrored.guest.devices->begin());
    }
    SUBCASE("while the device has another address") {
        mirrored.vpn().addresses = {{"10.8.0.9", 32}};
        mirrored.table.routes.push_back({{"10.8.0.9", 32}, "0.0.0.0", 2, 1});
    }
    SUBCASE("while it lacks one of the VPN's ways") {
        mirrored.table.routes.push_back({{"10.20.0.0", 16}, "0.0.0.0", 2, 1});
    }
    SUBCASE("while another device has that way") {
        mirrored.guest.routes->back().device = "eth0";
    }
    SUBCASE("while that way is narrower") {
        mirrored.guest.routes->back().destination.length = 2;
    }
    SUBCASE("when the guest did not tell its devices") {
        mirrored.guest.devices.reset();
    }
    SUBCASE("when the guest did not tell its routes") {
        mirrored.guest.routes.reset();
    }
    SUBCASE("when Windows has nothing to mirror") {
        mirrored.table.adapters.clear();
    }
    CHECK_FALSE(has_caught_up(mirrored.table, mirrored.guest));
}

TEST_CASE("the last address of a network is no way; a host of another network is one") {
    Mirrored mirrored;
    mirrored.table.routes.push_back({{"10.30.0.255", 32}, "0.0.0.0", 2, 1});
    CHECK_FALSE(has_caught_up(mirrored.table, mirrored.guest));
    mirrored.guest.routes->push_back({{"10.30.0.255", 32}, "eth1", "", 1});
    CHECK(has_caught_up(mirrored.table, mirrored.guest));
}

TEST_CASE(
    "what WSL loses is the VPN's doing alone if all that leaves by its device is lost, and nothing else") {
    Mirrored mirrored;
    const auto trial = [](bool connects, const std::string& device) {
        GuestTrial trial;
        trial.connects = connects;
        trial.leaves_by = device;
        return trial;
    };
    const auto is_vpns_doing = [&](std::vector<GuestTrial> trials) {
        mirrored.guest.trials = std::move(trials);
        return decide::loses_what_leaves_by(mirrored.vpn(), mirrored.guest);
    };
    CHECK(is_vpns_doing({trial(false, "eth1")}));
    CHECK(is_vpns_doing({trial(false, "eth1"), trial(true, "eth0")}));
    CHECK_FALSE(is_vpns_doing({}));
    CHECK_FALSE(is_vpns_doing({trial(true, "eth0")}));
    CHECK_FALSE(is_vpns_doing({trial(false, "eth1"), trial(true, "eth1")}));
    CHECK_FALSE(is_vpns_doing({trial(false, "eth1"), trial(false, "eth0")}));
    GuestTrial name = trial(false, "eth1");
    name.connects.reset();
    name.name_resolves = false;
    CHECK(is_vpns_doing({name}));
    GuestTrial server = trial(true, "lo");
    server.connects.reset();
    server.listens_here = server.answers_here = false;
    CHECK(is_vpns_doing({trial(false, "eth1"), server}));
}
