// SPDX-License-Identifier: MIT
#include "service/sense/probes/tcp_probe.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::closed_port;
using tests::LoopbackServer;
using tests::ProbeWorld;

TEST_CASE("a closed port refuses") {
    ProbeWorld world;
    const ProbeResult http = world.probe(EndpointKind::Http, "127.0.0.1", closed_port());
    CHECK(http == ProbeResult{false, "connection refused", http.latency, ProbeStep::Refused});
    world.start(2, EndpointKind::Tcp, "127.0.0.1", closed_port());
    world.run_until_done(2);
    CHECK(world.done.at(2).error == "connection refused");
}

TEST_CASE("a TCP endpoint is good when it accepts, even if it says nothing") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    CHECK(world.probe(EndpointKind::Tcp, "127.0.0.1", server.port()).ok);
}

TEST_CASE("a host that does not accept fails at its deadline while connecting") {
    ProbeWorld world;
    boost::asio::ip::tcp::acceptor full{world.loop, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    full.listen(0);
    std::vector<boost::asio::ip::tcp::socket> fill;
    for (int i = 0; i < 8; ++i) {
        fill.emplace_back(world.loop).async_connect(full.local_endpoint(), [](boost::system::error_code) {});
    }
    const ProbeResult result =
        world.probe(EndpointKind::Tcp, "127.0.0.1", full.local_endpoint().port(), 100ms);
    CHECK(result.error == "no answer within 100 ms (connecting)");
    CHECK(result.failed == ProbeStep::Connect);
}

TEST_CASE("localhost is probed as 127.0.0.1 without looking it up") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    CHECK(world.probe(EndpointKind::Tcp, "LocalHost", server.port()).ok);
    CHECK(world.look_ups == 0);
}

TEST_CASE("what a look-up lacks is said") {
    using sense::NameProblem;

    struct {
        sense::NameAnswer answer;
        IpFamily family;
        const char* error;
    } const rows[] = {
        {{{}, NameProblem::NotFound}, IpFamily::Auto, "name not found"},
        {{{}, NameProblem::NoAnswer}, IpFamily::Auto, "no answer from the name server"},
        {{{}, NameProblem::NoAddress}, IpFamily::Auto, "the name has no address"},
        {{{}, NameProblem::Other}, IpFamily::Auto, "the name cannot be looked up"},
        {{{"::1"}}, IpFamily::V4, "the name has no IPv4 address"},
        {{{"127.0.0.1"}}, IpFamily::V6, "the name has no IPv6 address"},
    };

    for (const auto& [answer, family, error] : rows) {
        for (const EndpointKind kind : {EndpointKind::Tcp, EndpointKind::Http, EndpointKind::Dns}) {
            CAPTURE(error);
            ProbeWorld world;
            world.names["some.example"] = answer;
            EndpointSpec spec = ProbeWorld::spec(kind, "some.example", 1);
            spec.family = family;
            const ProbeResult result = world.probe(spec);
            CHECK(result == ProbeResult{false, error, result.latency, ProbeStep::Name});
        }
    }
}

TEST_CASE("a name resolves, to one of the expected addresses where there are some") {
    struct {
        std::vector<std::string> expected;
        IpFamily family;
        const char* error;
    } const rows[] = {
        {{}, IpFamily::Auto, ""},
        {{"10.0.0.2"}, IpFamily::Auto, ""},
        {{"10.9.9.9", "FD00:0::1"}, IpFamily::Auto, ""},
        {{"fd00::1"}, IpFamily::V4, "the name resolves to 10.0.0.1, 10.0.0.2, not to an expected address"},
        {{"10.9.9.9"}, IpFamily::V6, "the name resolves to fd00::1, not to an expected address"},
        {{"10.9.9.9"},
         IpFamily::Auto,
         "the name resolves to 10.0.0.1, 10.0.0.2, fd00::1, not to an expected address"},
        {{"rubbish"}, IpFamily::V4, "the name resolves to 10.0.0.1, 10.0.0.2, not to an expected address"},
    };

    for (const auto& [expected, family, error] : rows) {
        CAPTURE(error);
        ProbeWorld world;
        world.names["some.example"] = {{"10.0.0.1", "10.0.0.2", "fd00::1"}};
        EndpointSpec spec = ProbeWorld::spec(EndpointKind::Dns, "some.example", 0);
        spec.expected_addresses = expected;
        spec.family = family;
        const ProbeResult result = world.probe(spec);
        CHECK(result.error == error);
        CHECK(result.failed == (result.ok ? ProbeStep::None : ProbeStep::Name));
    }
}

TEST_CASE("IPv6 is asked apart") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }, "::1"};
    self = &server;
    world.names["both.example"] = {{"127.0.0.1", "::1"}};

    struct {
        const char* host;
        IpFamily family;
        const char* error;
    } const rows[] = {
        {"both.example", IpFamily::V6, ""},
        {"both.example", IpFamily::V4, "connection refused"},
        {"localhost", IpFamily::V6, ""},
        {"localhost", IpFamily::Auto, "connection refused"},
        {"::1", IpFamily::Auto, ""},
        {"::1", IpFamily::V4, "the host is no IPv4 address"},
        {"127.0.0.1", IpFamily::V6, "the host is no IPv6 address"},
    };

    for (const auto& [host, family, error] : rows) {
        CAPTURE(host);
        EndpointSpec spec = ProbeWorld::spec(EndpointKind::Tcp, host, server.port());
        spec.family = family;
        CHECK(world.probe(spec).error == error);
    }
}

TEST_CASE("a look-up that hangs ends at the deadline of the probe") {
    ProbeWorld world;
    CHECK(world.probe(EndpointKind::Http, "hangs.example", 1, 50ms).error ==
          "no answer within 50 ms (looking the name up)");
}

TEST_CASE("the next address is tried when one refuses") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    world.names["two.example"] = {{"127.0.0.2", "127.0.0.1"}}; // the server listens on the second alone
    CHECK(world.probe(EndpointKind::Tcp, "two.example", server.port()).ok);
}

TEST_CASE("an address that does not accept leaves time for the next") {
    ProbeWorld world;
    boost::asio::ip::tcp::acceptor full{world.loop, {boost::asio::ip::make_address("127.0.0.2"), 0}};
    full.listen(0);
    std::vector<boost::asio::ip::tcp::socket> fill;
    for (int i = 0; i < 8; ++i) {
        fill.emplace_back(world.loop).async_connect(full.local_endpoint(), [](boost::system::error_code) {});
    }
    const auto port = full.local_endpoint().port();
    boost::asio::ip::tcp::acceptor good{world.loop, {boost::asio::ip::make_address("127.0.0.3"), port}};
    world.names["two.example"] = {{"127.0.0.2", "127.0.0.3"}};
    CHECK(world.probe(EndpointKind::Tcp, "two.example", port, 400ms).ok);
}
