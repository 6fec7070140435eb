// SPDX-License-Identifier: MIT
#include "service/sense/probes/system_http_probe.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::ProbeWorld;

namespace {

const ProbeResult c_good{true, {}, {}};

struct Asked {
    EndpointSpec endpoint;
    std::string address;
    probe::ProbeEnded ended; // empty once it was called
};

/// A system's client that answers when the test says so, or is told to end.
struct FakeSystem {
    std::vector<std::shared_ptr<Asked>> asked;

    probe::SystemProbe probe() {
        return [this](const EndpointSpec& endpoint, const std::string& address, probe::ProbeEnded ended) {
            const auto one = std::make_shared<Asked>(Asked{endpoint, address, std::move(ended)});
            asked.push_back(one);
            return [one] { answer(*one, {false, "", {}, ProbeStep::Tls}); };
        };
    }

    static void answer(Asked& one, const ProbeResult& result) {
        if (const auto ended = std::exchange(one.ended, nullptr)) {
            ended(result);
        }
    }
};

EndpointSpec https(const std::string& host) {
    return ProbeWorld::spec(EndpointKind::Https, host, 443);
}

} // namespace

TEST_CASE("HTTPS is asked by the system, and its result comes back") {
    FakeSystem system;
    ProbeWorld world{64, system.probe()};
    world.start(1, https("web.example"));
    while (system.asked.empty()) {
        REQUIRE(world.loop.run_one() == 1);
    }
    CHECK(system.asked[0]->endpoint == https("web.example"));
    CHECK(system.asked[0]->address == "");
    CHECK(world.look_ups == 0);
    const std::chrono::sys_seconds expires{1'900'000'000s};
    std::thread{[&] {
        FakeSystem::answer(*system.asked[0], {true, "", {}, ProbeStep::None, expires});
    }}.join();
    world.run_until_done(1);
    CHECK(world.done.at(1).ok);
    CHECK(world.done.at(1).certificate_expires == expires);
}

TEST_CASE("HTTP goes by the system only through a proxy that is named") {
    EndpointSpec spec = ProbeWorld::spec(EndpointKind::Http, "web.example", 80);
    CHECK_FALSE(sense::needs_system(spec));
    spec.http.proxy = ProxyUse::None;
    CHECK_FALSE(sense::needs_system(spec));
    spec.http.proxy = ProxyUse::Named;
    CHECK(sense::needs_system(spec));
}

TEST_CASE("without a system's client HTTPS fails with a word") {
    ProbeWorld world;
    const ProbeResult result = world.probe(https("web.example"));
    CHECK(result.error == "this system has no client for HTTPS and proxies");
    CHECK(result.failed == ProbeStep::Tls);
}

TEST_CASE("the system is told an address where the family or localhost asks for it") {
    struct {
        const char* host;
        std::vector<std::string> addresses;
        IpFamily family;
        const char* address;
    } const rows[] = {
        {"web.example", {}, IpFamily::Auto, ""},
        {"localhost", {}, IpFamily::Auto, "127.0.0.1"},
        {"web.example", {"10.0.0.1", "fd00::1"}, IpFamily::V4, "10.0.0.1"},
        {"web.example", {"10.0.0.1", "fd00::1"}, IpFamily::V6, "fd00::1"},
        {"web.example", {"fd00::1"}, IpFamily::V6, ""},
        {"10.0.0.1", {}, IpFamily::V4, ""},
    };

    for (const auto& [host, addresses, family, address] : rows) {
        CAPTURE(host);
        FakeSystem system;
        ProbeWorld world{64, system.probe()};
        world.names["web.example"] = {addresses};
        EndpointSpec spec = https(host);
        spec.family = family;
        world.start(1, spec);
        while (system.asked.empty()) {
            REQUIRE(world.loop.run_one() == 1);
        }
        CHECK(system.asked[0]->address == address);
        FakeSystem::answer(*system.asked[0], c_good);
        world.run_until_done(1);
    }
}

TEST_CASE("a family that the name lacks is a failure before the system is asked") {
    FakeSystem system;
    ProbeWorld world{64, system.probe()};
    world.names["web.example"] = {{"10.0.0.1"}};
    EndpointSpec spec = https("web.example");
    spec.family = IpFamily::V6;
    CHECK(world.probe(spec).error == "the name has no IPv6 address");
    CHECK(system.asked.empty());
}

TEST_CASE("the deadline ends the system's probe, which tells the step") {
    FakeSystem system;
    ProbeWorld world{64, system.probe()};
    const ProbeResult result = world.probe(https("web.example"), 50ms);
    CHECK(result.error == "no answer within 50 ms (agreeing on TLS)");
    CHECK(result.failed == ProbeStep::Tls);
}

TEST_CASE("63 system's probes that hang do not delay the 64th") {
    FakeSystem system;
    ProbeWorld world{64, system.probe()};
    for (decide::ActionId id = 1; id <= 64; ++id) {
        world.start(id, https("web.example"));
    }
    while (system.asked.size() < 64) {
        REQUIRE(world.loop.run_one() == 1);
    }
    FakeSystem::answer(*system.asked[63], c_good);
    world.run_until_done(1);
    CHECK(world.done.at(64).ok);
}

TEST_CASE("a prober that goes away ends the system's probes and reports nothing") {
    FakeSystem system;
    ProbeWorld world{64, system.probe()};
    world.start(1, https("web.example"));
    while (system.asked.empty()) {
        REQUIRE(world.loop.run_one() == 1);
    }
    world.prober.reset();
    CHECK_FALSE(system.asked[0]->ended);
    world.loop.run();
    CHECK(world.done.empty());
}
