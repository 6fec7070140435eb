// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::world;
using namespace std::chrono_literals;

namespace {

/// Things have begun, and the network has settled.
struct Desktop {
    explicit Desktop(const std::string& members)
        : behaviour(behaviour_from_json(R"({"schema": 1, "name": "x", )" + members + "}").value())
        , world(behaviour, 1) {
        world.start_wsl(0, 3s);
        world.pass_to(10s);
        world.begin();
        world.pass_to(20s);
    }

    [[nodiscard]] bool connects(Sender from, const char* host) const {
        return world.reach(from, 0, *target_of(host)).connects;
    }

    [[nodiscard]] GuestTrial trial(const char* host) const {
        return world.guest_facts(0, {{"it", host, 443}}).trials.at(0);
    }

    void restart() {
        world.act(0, agent::ShutDownWsl{});
        world.start_wsl(0, 3s);
        world.pass_to(world.now() + 5s);
    }

    Behaviour behaviour;
    World world;
};

constexpr const char* c_web = "203.0.113.20";
constexpr const char* c_no_default =
    R"("effects": [{"cuts": "default_route", "when": "onset", "to": ["internet"], "modes": ["mirrored"],
        "cured_by_restart": true}])";

} // namespace

TEST_CASE("without a default route the LAN is left, and a restart brings it back") {
    Desktop machine{c_no_default};
    CHECK(machine.connects(Sender::Windows, c_web));
    CHECK_FALSE(machine.connects(Sender::Wsl, c_web));
    CHECK(machine.connects(Sender::Wsl, "192.168.77.20"));
    const GuestFacts facts = machine.world.guest_facts(0, {});
    CHECK(facts.routes->size() == 1);
    CHECK(facts.gateway == NeighbourState::Unknown);
    CHECK_FALSE(machine.trial(c_web).leaves_by);
    CHECK(machine.world.probe(Sender::Wsl, 0, endpoints_of(Profile::Plain)[2]).error ==
          "network is unreachable");
    machine.restart();
    CHECK(machine.connects(Sender::Wsl, c_web));
}

TEST_CASE("WSL's own check of its network sees the default route, and nothing of names") {
    Desktop machine{c_no_default};
    const EndpointSpec wsl = endpoints_of(Profile::Network).back();
    CHECK(machine.world.probe(Sender::Wsl, 0, wsl).failed == ProbeStep::Network);
    machine.restart();
    CHECK(machine.world.probe(Sender::Wsl, 0, wsl).ok);
    Desktop deaf{R"("effects": [{"cuts": "names", "when": "always", "to": ["internet"]}])"};
    CHECK(deaf.world.probe(Sender::Wsl, 0, wsl).ok);
    CHECK_FALSE(deaf.world.probe(Sender::Wsl, 0, endpoints_of(Profile::Network)[3]).ok);
}

TEST_CASE("a network of the guest's own takes what is meant for the VPN, in every mode") {
    Desktop machine{R"("vpns": [{"client": "A", "routes": ["10.20.0.0/16"],
            "device": {"description": "A", "name": "A"}}],
        "guest": {"networks": [{"device": "br-1f2e", "prefix": "10.20.0.0/16", "when": "onset"}]})"};
    CHECK(machine.connects(Sender::Windows, "10.20.0.7"));
    CHECK_FALSE(machine.connects(Sender::Wsl, "10.20.0.7"));
    CHECK(machine.trial("10.20.0.7").leaves_by == "br-1f2e");
    CHECK(machine.world.guest_facts(0, {}).devices->back().name == "br-1f2e");
    machine.world.act(0, agent::SetNetworkingMode{"r", NetworkingMode::Nat});
    machine.restart();
    CHECK_FALSE(machine.connects(Sender::Wsl, "10.20.0.7"));
    CHECK(truth_of(machine.behaviour, Profile::Corporate).helps.empty());
}

TEST_CASE("a narrower route of the VPN comes before a wider network of the guest's") {
    Desktop machine{R"("vpns": [{"client": "A", "routes": ["10.20.0.0/24"],
            "device": {"description": "A", "name": "A"}}],
        "guest": {"networks": [{"device": "docker0", "prefix": "10.20.0.0/16"}]})"};
    CHECK(machine.connects(Sender::Wsl, "10.20.0.7"));
}

TEST_CASE("a mirrored WSL shares 127.0.0.1 alone of this machine's addresses") {
    Desktop machine{R"("summary": "")"};
    CHECK(machine.connects(Sender::Windows, "127.0.0.1"));
    CHECK_FALSE(machine.connects(Sender::Windows, "192.168.77.1"));
    CHECK_FALSE(machine.connects(Sender::Windows, "::1"));
}

TEST_CASE("NAT that cannot start becomes something else, and says so where WSL does") {
    for (const bool warns : {true, false}) {
        Desktop machine{std::string{R"("machine": {"nat_becomes": "virtioproxy", "warning": "no NAT",
            "warns_of_becoming": )"} +
                        (warns ? "true}" : "false}")};
        machine.world.act(0, agent::SetNetworkingMode{"r", NetworkingMode::Nat});
        machine.restart();
        CHECK(machine.world.wsl(0).effective == NetworkingMode::VirtioProxy);
        CHECK(machine.world.host_facts().wsl_warnings->size() == (warns ? 1 : 0));
    }
}

TEST_CASE("remedies fail where the behaviour says so, and the oracle does not count on them") {
    const std::string vpn = R"("vpns": [{"client": "A", "routes": ["0.0.0.0/1", "128.0.0.0/1"],
            "device": {"description": "A", "name": "A"}}],
        "effects": [{"cuts": "everything", "to": ["internet"], "through_vpn_device": true}], )";
    const Desktop no_rules{vpn + R"("guest": {"refuses_exclusion": true})"};
    CHECK_FALSE(truth_of(no_rules.behaviour, Profile::Plain).helps.contains(Exclude{}));
    Desktop hung{vpn + R"("machine": {"shutdown_fails": true})"};
    CHECK(std::holds_alternative<agent::Refusal>(hung.world.act(0, agent::ShutDownWsl{})));
    CHECK(hung.world.wsl(0).is_running());
    CHECK(truth_of(hung.behaviour, Profile::Plain).helps == std::set<RemedySpec>{Exclude{}});
}

TEST_CASE("with two cards the wired one is the way, and Wi-Fi when it is not there") {
    Desktop machine{R"("machine": {"cards": 2})"};
    CHECK(machine.world.table().adapters.size() == 2);
    CHECK(machine.world.leaves_by(0, 0xCB00'7114) == "eth0");
    machine.world.unplug();
    machine.world.pass_to(machine.world.now() + 5s);
    CHECK(machine.world.table().adapters.size() == 1);
    CHECK(machine.world.table().adapters[0].friendly_name == "Wi-Fi");
    CHECK(machine.world.is_online());
    CHECK(machine.connects(Sender::Wsl, c_web));
}

TEST_CASE("a certificate that the guest does not trust fails HTTPS there, and nothing else") {
    const Desktop machine{R"("effects": [{"cuts": "certificates", "when": "always", "to": ["internet"]}])"};
    const EndpointSpec web = endpoints_of(Profile::Plain)[2];
    CHECK(machine.world.probe(Sender::Windows, 0, web).ok);
    const ProbeResult result = machine.world.probe(Sender::Wsl, 0, web);
    CHECK(result.failed == ProbeStep::Tls);
    CHECK(result.error.find("certificate") != std::string::npos);
    CHECK(machine.connects(Sender::Wsl, "www.example"));
}

TEST_CASE("synthetic addresses are those of the client that gives them") {
    const Desktop machine{R"("effects": [{"cuts": "synthetic_names", "when": "always", "to": ["internet"],
        "answer": "198.18.0.17"}])"};
    CHECK(machine.trial("www.example").resolved == std::vector<std::string>{"198.18.0.17"});
}

TEST_CASE("what leads to a synthetic address leaves as that address does") {
    const Desktop machine{R"("vpns": [{"client": "A", "routes": ["198.18.0.0/15"], "reaches_corp": false,
            "device": {"description": "A", "name": "A"}}],
        "effects": [{"cuts": "synthetic_names", "to": ["internet"], "answer": "198.18.0.17"}])"};
    CHECK(machine.world.leaves_by_vpn(0, "www.example"));
    CHECK_FALSE(machine.world.leaves_by_vpn(0, "203.0.113.20"));
    CHECK_FALSE(machine.world.leaves_by_vpn(0, "no.such.host"));
}

TEST_CASE(
    "a dial-up VPN is in the phonebook whether or not it is up, and one that takes DNS shows at the card") {
    Desktop machine{R"("vpns": [{"client": "A", "start": "later",
            "device": {"description": "Office", "name": "Office", "if_type": 23}},
        {"client": "B", "service": "ZSATunnel", "takes_dns": true, "dns_after_ms": 30000}])"};
    CHECK(machine.world.table().phonebook == std::vector<PhonebookEntry>{{"Office", RasKind::Vpn}});
    const auto servers = machine.world.table().adapters[0].dns_servers;
    machine.world.pass_to(60s);
    CHECK(machine.world.table().adapters[0].dns_servers != servers);
}
