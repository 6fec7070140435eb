// SPDX-License-Identifier: MIT
#include "service/sense/probes/prober.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::closed_port;
using tests::LoopbackServer;
using tests::ProbeWorld;

TEST_CASE("63 probes that hang do not delay the 64th") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer hanging{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &hanging;
    LoopbackServer* other = nullptr;
    LoopbackServer good{world.loop,
                        [&](const auto& socket) { other->answer(socket, "HTTP/1.1 200 OK\r\n\r\n"); }};
    other = &good;
    for (decide::ActionId id = 1; id <= 63; ++id) {
        world.start(id, EndpointKind::Http, "127.0.0.1", hanging.port());
    }
    world.start(64, EndpointKind::Http, "127.0.0.1", good.port());
    world.run_until_done(1);
    CHECK(world.done.at(64).ok);
    CHECK(world.done.size() == 1);
}

TEST_CASE("hanging look-ups do not delay a probe of an address") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer good{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &good;
    for (decide::ActionId id = 1; id <= 63; ++id) {
        world.start(id, EndpointKind::Tcp, "hangs.example", 1);
    }
    world.start(64, EndpointKind::Tcp, "127.0.0.1", good.port());
    world.run_until_done(1);
    CHECK(world.done.at(64).ok);
}

TEST_CASE("a probe beyond the window waits for its turn") {
    ProbeWorld world{2};
    LoopbackServer* self = nullptr;
    LoopbackServer hanging{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &hanging;
    for (decide::ActionId id = 1; id <= 2; ++id) {
        world.start(id, EndpointKind::Http, "127.0.0.1", hanging.port(), 200ms);
    }
    for (decide::ActionId id = 3; id <= 6; ++id) {
        world.start(id, EndpointKind::Tcp, "127.0.0.1", hanging.port());
    }
    world.run_until_done(1);
    CHECK(hanging.held.size() == 2);
    world.run_until_done(6);
    CHECK(world.done.at(3).ok);
    CHECK(world.done.at(6).ok);
    CHECK_FALSE(world.done.at(2).ok);
}

TEST_CASE("every one of many probes is answered once") {
    ProbeWorld world{8};
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop,
                          [&](const auto& socket) { self->answer(socket, "HTTP/1.1 200 OK\r\n\r\n"); }};
    self = &server;
    const std::uint16_t refused = closed_port();
    for (decide::ActionId id = 1; id <= 200; ++id) {
        world.start(id, EndpointKind::Http, "127.0.0.1", id % 2 == 0 ? server.port() : refused);
    }
    world.run_until_done(200);
    for (const auto& [id, result] : world.done) {
        CHECK(result.ok == (id % 2 == 0));
    }
}

TEST_CASE("the prober is idle when it reports the last probe, and not before") {
    boost::asio::io_context loop;
    std::unique_ptr<sense::Prober> prober;
    std::vector<bool> idle;
    const auto sink = [&](const decide::Event&) { idle.push_back(prober->is_idle()); };
    prober = std::make_unique<sense::Prober>(loop, sink, sense::LookUp{}, 1);
    CHECK(prober->is_idle());
    const EndpointSpec spec = ProbeWorld::spec(EndpointKind::Tcp, "127.0.0.1", closed_port());
    prober->start({1, spec, 60s});
    prober->start({2, spec, 60s});
    CHECK_FALSE(prober->is_idle());
    loop.run();
    CHECK(idle == std::vector<bool>{false, true});
}

TEST_CASE("nothing is reported from within start") {
    ProbeWorld world;
    world.start(1, EndpointKind::Tcp, "127.0.0.1", closed_port());
    CHECK(world.done.empty());
    world.run_until_done(1);
}

TEST_CASE("a prober that goes away ends its probes and reports nothing") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer hanging{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &hanging;
    world.start(1, EndpointKind::Http, "127.0.0.1", hanging.port());
    world.start(2, EndpointKind::Tcp, "hangs.example", 1);
    while (hanging.held.empty()) {
        REQUIRE(world.loop.run_one() == 1);
    }
    world.prober.reset();
    hanging.close();
    world.loop.run(); // returns, as nothing is left to wait for
    CHECK(world.done.empty());
}

TEST_CASE("a loop that is destroyed under running probes takes them along") {
    auto world = std::make_unique<ProbeWorld>();
    LoopbackServer* self = nullptr;
    auto hanging =
        std::make_unique<LoopbackServer>(world->loop, [&](const auto& socket) { self->hold(socket); });
    self = hanging.get();
    world->start(1, EndpointKind::Http, "127.0.0.1", hanging->port());
    while (hanging->held.empty()) {
        REQUIRE(world->loop.run_one() == 1);
    }
    hanging.reset();
    world.reset();
}

TEST_CASE("what only the guest can be asked fails") {
    ProbeWorld world;
    const ProbeResult result = world.probe(EndpointKind::WslNetwork, "", 0);
    CHECK(result.failed == ProbeStep::Guest);
}
