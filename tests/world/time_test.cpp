// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::world;
using namespace std::chrono_literals;

namespace {

Behaviour behaviour_of(const std::string& members) {
    return behaviour_from_json(R"({"schema": 1, "name": "x", "vpns": [{"client": "A",
        "device": {"description": "A Adapter", "name": "A", "dns_servers": ["10.20.0.53"]},
        "routes": ["0.0.0.0/0", "10.20.0.0/16"])" +
                               members)
        .value();
}

/// WSL runs; the VPN comes up when things begin.
struct Desktop {
    explicit Desktop(const std::string& members)
        : behaviour(behaviour_of(members))
        , world(behaviour, 1) {
        world.begin_before();
        world.start_wsl(0, 3s);
        world.pass_to(10s);
    }

    [[nodiscard]] bool connects(Sender from, const char* host) const {
        return world.reach(from, 0, *target_of(host)).connects;
    }

    void wait(Time time) { world.pass_to(world.now() + time); }

    Behaviour behaviour;
    World world;
};

constexpr const char* c_web = "203.0.113.20";
constexpr const char* c_git = "git.corp.example";

} // namespace

TEST_CASE("an effect sets in late, passes, and comes again") {
    Desktop machine{R"(}], "effects": [{"cuts": "everything", "to": ["internet"], "after_ms": 2000,
        "for_ms": 1000, "every_ms": 10000}]})"};
    machine.world.begin();
    for (const auto& [wait, is_fine] : {std::pair{1'900ms, true}, std::pair{200ms, false},
                                        std::pair{1'000ms, true}, std::pair{9'000ms, false}}) {
        machine.wait(wait);
        CHECK(machine.connects(Sender::Wsl, c_web) == is_fine);
    }
}

TEST_CASE("what passes, or is lost now and then, is nothing that an oracle calls broken") {
    for (const char* effect :
         {R"("for_ms": 4000)", R"("percent": 20)", R"("for_ms": 2000, "every_ms": 30000)"}) {
        const Behaviour behaviour = behaviour_of(
            std::string{R"(}], "effects": [{"cuts": "everything", "to": ["internet"], )"} + effect + "}]}");
        CHECK_MESSAGE(truth_of(behaviour, Profile::Plain).broken.empty(), effect);
    }
    const Behaviour dead =
        behaviour_of(R"(}], "effects": [{"cuts": "everything", "to": ["internet"], "percent": 70}]})");
    CHECK_FALSE(truth_of(dead, Profile::Plain).broken.empty());
}

TEST_CASE("a share of what is asked is lost, and all who ask at one moment lose the same") {
    Desktop machine{R"(}], "effects": [{"cuts": "everything", "to": ["internet"], "percent": 30}]})"};
    machine.world.begin();
    int lost = 0;
    for (int i = 0; i < 1'000; ++i) {
        machine.wait(10ms);
        const bool connects = machine.connects(Sender::Wsl, c_web);
        CHECK(connects == machine.connects(Sender::Wsl, c_web));
        lost += connects ? 0 : 1;
    }
    CHECK(lost > 200);
    CHECK(lost < 400);
}

TEST_CASE("what is slow answers later, and fails for who does not wait so long") {
    Desktop machine{R"(}], "effects": [{"cuts": "promptness", "to": ["lan"], "delay_ms": 3000}]})"};
    machine.world.begin();
    EndpointSpec nas = endpoints_of(Profile::Plain)[1];
    const ProbeResult slow = machine.world.probe(Sender::Wsl, 0, nas);
    CHECK(slow.ok);
    CHECK(slow.latency > 3s);
    nas.timeout = 2s;
    CHECK_FALSE(machine.world.probe(Sender::Wsl, 0, nas).ok);
}

TEST_CASE("a VPN's routes and servers come when they come, and the world says when") {
    Desktop machine{R"(, "routes_after_ms": 3000, "dns_after_ms": 5000}]})"};
    machine.world.begin();
    const Time begun = machine.world.now();
    CHECK(machine.world.next_change() == begun + 3s);
    CHECK(machine.world.table().routes.size() == 2);
    CHECK_FALSE(machine.connects(Sender::Windows, "10.20.0.7"));
    machine.wait(3s);
    CHECK(machine.world.table().routes.size() == 4);
    CHECK(machine.connects(Sender::Windows, "10.20.0.7"));
    CHECK_FALSE(machine.connects(Sender::Windows, c_git));
    CHECK(machine.world.next_change() == begun + 5s);
    machine.wait(10s);
    CHECK(machine.connects(Sender::Windows, c_git));
    CHECK(machine.world.table().adapters.back().dns_servers == std::vector<std::string>{"10.20.0.53"});
    CHECK_FALSE(machine.world.next_change());
}

TEST_CASE("a VPN may have been up before we were, and another may wait for its time") {
    Desktop before{R"(, "start": "before"}]})"};
    CHECK(before.world.is_vpn_up(0));
    CHECK(before.behaviour.begins_before());
    Desktop later{R"(, "start": "later"}], "timeline": [{"at_ms": 1000, "what": "vpn_up"}]})"};
    later.world.begin();
    CHECK_FALSE(later.world.is_vpn_up(0));
    later.world.turn(later.behaviour.timeline[0]);
    CHECK(later.world.is_vpn_up(0));
}

TEST_CASE("the oracle looks when the timeline is over") {
    const Behaviour behaviour = behaviour_of(R"(}], "timeline": [{"at_ms": 5000, "what": "vpn_down"}],
        "effects": [{"cuts": "everything", "to": ["internet"]}]})");
    CHECK(truth_of(behaviour, Profile::Plain).broken.empty());
}
