#include "service/sense/prober.hpp"

#include "tests/support/loopback_server.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::LoopbackServer;

namespace {

/// A loop with a prober on it. Look-ups are answered from `names`; those of other names never are.
struct World {
    boost::asio::io_context loop;
    std::map<std::string, std::vector<std::string>> names;
    std::map<decide::ActionId, ProbeResult> done;
    int look_ups = 0;
    std::unique_ptr<sense::Prober> prober;

    explicit World(int max_concurrency = 64) {
        const auto sink = [this](const decide::Event& event) {
            const auto& probe = std::get<decide::ProbeDone>(event);
            CHECK(done.emplace(probe.id, probe.result).second);
        };
        const auto look_up = [this](const std::string& host, const sense::LookUpDone& answered) {
            ++look_ups;
            if (const auto found = names.find(host); found != names.end()) {
                answered(found->second);
            }
        };
        prober = std::make_unique<sense::Prober>(loop, sink, look_up, max_concurrency);
    }

    void start(decide::ActionId id, EndpointKind kind, const std::string& host, std::uint16_t port,
               decide::Duration timeout = 60s) {
        EndpointSpec spec;
        spec.name = "e";
        spec.kind = kind;
        spec.host = host;
        spec.port = port;
        spec.http.target = "/up?x=1";
        prober->start({id, spec, timeout});
    }

    void run_until_done(std::size_t count) {
        while (done.size() < count) {
            REQUIRE(loop.run_one() == 1);
        }
    }

    ProbeResult probe(EndpointKind kind, const std::string& host, std::uint16_t port,
                      decide::Duration timeout = 60s) {
        start(1, kind, host, port, timeout);
        run_until_done(1);
        return done.at(1);
    }
};

std::string error_of_http(
    const std::function<void(LoopbackServer&, const std::shared_ptr<LoopbackServer::Socket>&)>& treat,
    decide::Duration timeout = 60s) {
    World world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { treat(*self, socket); }};
    self = &server;
    const ProbeResult result = world.probe(EndpointKind::Http, "127.0.0.1", server.port(), timeout);
    CHECK(result.ok == result.error.empty());
    return result.error;
}

std::string error_of_answer(const std::string& answer) {
    return error_of_http([&](LoopbackServer& server, const auto& socket) { server.answer(socket, answer); });
}

/// Of a port on which nobody listens any more.
std::uint16_t closed_port() {
    boost::asio::io_context loop;
    return LoopbackServer{loop, nullptr}.port();
}

} // namespace

TEST_CASE("a server that answers with a status from 200 to 399 is good") {
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") == "");
    CHECK(error_of_answer("HTTP/1.1 204 No Content\r\n\r\n") == "");
    CHECK(error_of_answer("HTTP/1.0 301 Moved\r\nLocation: http://elsewhere/\r\n\r\n") == "");
    CHECK(error_of_answer("HTTP/1.1 399 Odd\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n") ==
          "");
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\n\r\nuntil the end") == "");
}

TEST_CASE("another status is a failure that names it") {
    CHECK(error_of_answer("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n") == "HTTP status 500");
    CHECK(error_of_answer("HTTP/1.1 404 Not Found\r\n\r\n") == "HTTP status 404");
    CHECK(error_of_answer("HTTP/1.1 400 Bad Request\r\n\r\n") == "HTTP status 400");
    CHECK(error_of_answer("HTTP/1.1 199 Odd\r\n\r\n") == "HTTP status 199");
}

TEST_CASE("the request asks for the endpoint's target on its host") {
    World world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop,
                          [&](const auto& socket) { self->answer(socket, "HTTP/1.1 200 OK\r\n\r\n"); }};
    self = &server;
    world.names["web.example"] = {"127.0.0.1"};
    CHECK(world.probe(EndpointKind::Http, "web.example", server.port()).ok);
    REQUIRE(server.requests.size() == 1);
    CHECK(server.requests[0].starts_with("GET /up?x=1 HTTP/1.1\r\n"));
    const std::string host = "Host: web.example:" + std::to_string(server.port()) + "\r\n";
    CHECK(server.requests[0].find(host) != std::string::npos);
}

TEST_CASE("an answer that is not HTTP is a failure") {
    CHECK(error_of_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n") == "the answer is not HTTP");
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n") ==
          "the answer is not HTTP");
}

TEST_CASE("an answer that ends too early is a failure") {
    CHECK(error_of_answer("") == "connection closed without answer");
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\nContent-Le") ==
          "connection closed in the middle of the answer");
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi") ==
          "connection closed in the middle of the answer");
}

TEST_CASE("a body without end is read to a cap and is good") {
    CHECK(error_of_http(
              [](LoopbackServer& server, const auto& socket) { server.answer_endlessly(socket); }) == "");
    const std::string huge =
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n" + std::string(70'000, 'x');
    CHECK(error_of_answer(huge) == "");
}

TEST_CASE("a server that accepts and never answers fails at its deadline") {
    const auto hold = [](LoopbackServer& server, const auto& socket) { server.hold(socket); };
    CHECK(error_of_http(hold, 50ms) == "no answer within 50 ms (waiting for the answer)");
}

TEST_CASE("a server that stops in the middle of the body fails at its deadline") {
    const auto stall = [](LoopbackServer& server, const auto& socket) {
        boost::asio::write(
            *socket, boost::asio::buffer(std::string{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"}));
        server.hold(socket);
    };
    CHECK(error_of_http(stall, 200ms) == "no answer within 200 ms (reading the answer)");
}

TEST_CASE("a connection that is reset is a failure") {
    const auto reset = [](LoopbackServer& server, const auto& socket) { server.reset(socket); };
    const std::string error = error_of_http(reset);
    CHECK_MESSAGE(error.starts_with("connection reset ("), error);
}

TEST_CASE("a closed port refuses") {
    World world;
    const ProbeResult http = world.probe(EndpointKind::Http, "127.0.0.1", closed_port());
    CHECK(http == ProbeResult{false, "connection refused", http.latency});
    world.start(2, EndpointKind::Tcp, "127.0.0.1", closed_port());
    world.run_until_done(2);
    CHECK(world.done.at(2).error == "connection refused");
}

TEST_CASE("a TCP endpoint is good when it accepts, even if it says nothing") {
    World world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    CHECK(world.probe(EndpointKind::Tcp, "127.0.0.1", server.port()).ok);
}

TEST_CASE("a host that does not accept fails at its deadline while connecting") {
    World world;
    boost::asio::ip::tcp::acceptor full{world.loop, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    full.listen(0);
    std::vector<boost::asio::ip::tcp::socket> fill;
    for (int i = 0; i < 8; ++i) {
        fill.emplace_back(world.loop).async_connect(full.local_endpoint(), [](boost::system::error_code) {});
    }
    CHECK(world.probe(EndpointKind::Tcp, "127.0.0.1", full.local_endpoint().port(), 100ms).error ==
          "no answer within 100 ms (connecting)");
}

TEST_CASE("localhost is probed as 127.0.0.1 without looking it up") {
    World world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    CHECK(world.probe(EndpointKind::Tcp, "LocalHost", server.port()).ok);
    CHECK(world.look_ups == 0);
}

TEST_CASE("a name without address is not found") {
    World world;
    world.names["nowhere.example"] = {};
    CHECK(world.probe(EndpointKind::Tcp, "nowhere.example", 1).error == "name not found");
}

TEST_CASE("a look-up that hangs ends at the deadline of the probe") {
    World world;
    CHECK(world.probe(EndpointKind::Http, "hangs.example", 1, 50ms).error ==
          "no answer within 50 ms (looking the name up)");
}

TEST_CASE("the next address is tried when one refuses") {
    World world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &server;
    world.names["two.example"] = {"127.0.0.2", "127.0.0.1"}; // the server listens on the second alone
    CHECK(world.probe(EndpointKind::Tcp, "two.example", server.port()).ok);
}

TEST_CASE("63 probes that hang do not delay the 64th") {
    World world;
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
    World world;
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
    World world{2};
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
    World world{8};
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

TEST_CASE("nothing is reported from within start") {
    World world;
    world.start(1, EndpointKind::Tcp, "127.0.0.1", closed_port());
    CHECK(world.done.empty());
    world.run_until_done(1);
}

TEST_CASE("a prober that goes away ends its probes and reports nothing") {
    World world;
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
    auto world = std::make_unique<World>();
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
