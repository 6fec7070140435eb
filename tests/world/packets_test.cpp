// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::world;
using namespace std::chrono_literals;

namespace {

/// WSL runs, and nothing has come up yet.
struct Desktop : World {
    explicit Desktop(const char* behaviour)
        : World(shipped_behaviour(behaviour), 1) {
        start_wsl(0, 3s);
        pass_to(10s);
    }

    [[nodiscard]] bool connects(Sender from, const char* host) const {
        return reach(from, 0, *target_of(host)).connects;
    }

    void wait() { pass_to(now() + 5s); }
};

AdapterIdentity identity_of_vpn(const World& world) {
    return identity_of(world.table().adapters.back());
}

} // namespace

TEST_CASE("without a VPN everything is reached but what lies behind it") {
    const Desktop machine{"cisco-drops-mirrored"};
    for (const Sender from : {Sender::Windows, Sender::Wsl}) {
        CHECK(machine.connects(from, "192.168.77.20"));
        CHECK(machine.connects(from, "www.example"));
        CHECK_FALSE(machine.connects(from, "10.20.0.7"));
    }
    CHECK(machine.connects(Sender::Windows, "127.0.0.1"));
}

TEST_CASE("a VPN that drops mirrored answers cuts WSL off and not Windows") {
    Desktop machine{"cisco-hides-lan"};
    machine.vpn_comes_up(0);
    machine.wait();
    CHECK(machine.connects(Sender::Windows, "192.168.77.20"));
    CHECK_FALSE(machine.connects(Sender::Wsl, "192.168.77.20"));
    CHECK_FALSE(machine.reach_from_peer(0).connects);
}

TEST_CASE("no VPN's routes are on the way between Windows and WSL at 127.0.0.1") {
    for (const char* behaviour : {"cisco-hides-lan", "cisco-drops-mirrored", "default-route-swallowed"}) {
        Desktop machine{behaviour};
        machine.vpn_comes_up(0);
        machine.wait();
        CHECK_MESSAGE(machine.connects(Sender::Windows, "127.0.0.1"), behaviour);
        CHECK_FALSE_MESSAGE(machine.connects(Sender::Wsl, "www.example"), behaviour);
    }
}

TEST_CASE("the guest tells by which device each target leaves") {
    Desktop machine{"cisco-drops-mirrored"};
    machine.vpn_comes_up(0);
    machine.wait();
    const std::vector<agent::GuestTarget> targets{
        {"api", "127.0.0.1", 8080}, {"nas", "192.168.77.20", 445}, {"web", "www.example", 443}};
    const auto ways = [&] {
        std::vector<std::string> result;
        for (const GuestTrial& trial : machine.guest_facts(0, targets).trials) {
            result.push_back(trial.leaves_by.value_or(""));
        }
        return result;
    };
    CHECK(ways() == std::vector<std::string>{"loopback0", "eth0", "eth1"});
    machine.act(0, agent::ApplyExclusion{identity_of_vpn(machine)});
    CHECK(ways() == std::vector<std::string>{"loopback0", "eth0", "eth0"});
}

TEST_CASE("WSL mirrors a new adapter a moment later") {
    Desktop machine{"cisco-hides-lan"};
    machine.vpn_comes_up(0);
    CHECK(machine.connects(Sender::Wsl, "192.168.77.20"));
    machine.wait();
    CHECK_FALSE(machine.connects(Sender::Wsl, "192.168.77.20"));
}

TEST_CASE("an exclusion brings back what is not behind the VPN, and takes away what is") {
    Desktop machine{"benign-split-tunnel"};
    machine.vpn_comes_up(0);
    machine.wait();
    CHECK(machine.connects(Sender::Wsl, "10.20.0.7"));
    const auto reply = machine.act(0, agent::ApplyExclusion{identity_of_vpn(machine)});
    CHECK(std::holds_alternative<ExclusionReceipt>(reply));
    CHECK_FALSE(machine.connects(Sender::Wsl, "10.20.0.7"));
    CHECK(machine.connects(Sender::Wsl, "www.example"));
    machine.act(0, agent::UndoExclusion{identity_of_vpn(machine)});
    CHECK(machine.connects(Sender::Wsl, "10.20.0.7"));
}

TEST_CASE("large packets pass again once the device's MTU is lowered") {
    Desktop machine{"mtu-9000"};
    machine.vpn_comes_up(0);
    machine.wait();
    CHECK(machine.reach(Sender::Wsl, 0, *target_of("www.example")).connects);
    CHECK_FALSE(machine.reach(Sender::Wsl, 0, *target_of("www.example")).large);
    const auto reply = machine.act(0, agent::ApplyMtu{identity_of_vpn(machine), 1'280});
    CHECK(std::get<MtuReceipt>(reply) == MtuReceipt{"eth1", 9'000, 1'280});
    CHECK(machine.reach(Sender::Wsl, 0, *target_of("www.example")).large);
}

TEST_CASE("a running WSL does not read .wslconfig again") {
    Desktop machine{"cisco-drops-mirrored"};
    machine.act(0, agent::SetNetworkingMode{"r1", NetworkingMode::Nat});
    machine.wait();
    CHECK(machine.wsl(0).effective == NetworkingMode::Mirrored);
    machine.act(0, agent::ShutDownWsl{});
    CHECK_FALSE(machine.wsl(0).is_running());
    machine.start_wsl(0, 3s);
    machine.wait();
    CHECK(machine.wsl(0).effective == NetworkingMode::Nat);
}

TEST_CASE("a policy decides the mode whatever the file says") {
    const Desktop machine{"locked-to-nat"};
    CHECK(machine.wsl(0).effective == NetworkingMode::Nat);
    CHECK(machine.host_facts().mode_is_locked == true);
}

TEST_CASE("a VPN that WSL keeps out can connect once WSL is shut down") {
    Desktop machine{"l2tp-refused"};
    CHECK_FALSE(machine.vpn_comes_up(0));
    machine.stop_wsl(0);
    CHECK(machine.vpn_comes_up(0));
}

TEST_CASE("a guest that gets no answer to ARP shows it") {
    Desktop machine{"arp-after-update"};
    CHECK(machine.guest_facts(0, {}).gateway == NeighbourState::Reachable);
    machine.vpn_comes_up(0);
    machine.wait();
    CHECK(machine.guest_facts(0, {}).gateway == NeighbourState::Failed);
}

TEST_CASE("names that only Windows can use are told as addresses of 6.6") {
    Desktop machine{"global-secure-access"};
    machine.vpn_comes_up(0);
    const GuestFacts facts = machine.guest_facts(0, {{"git", "git.corp.example", 443}});
    CHECK(facts.trials.at(0).resolved == std::vector<std::string>{"6.6.0.17"});
    CHECK(facts.trials.at(0).connects == false);
}
