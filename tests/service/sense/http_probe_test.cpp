// SPDX-License-Identifier: MIT
#include "service/sense/probes/http_probe.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::closed_port;
using tests::LoopbackServer;
using tests::ProbeWorld;

namespace {

std::string error_of_http(
    const std::function<void(LoopbackServer&, const std::shared_ptr<LoopbackServer::Socket>&)>& treat,
    decide::Duration timeout = 60s) {
    ProbeWorld world;
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

} // namespace

TEST_CASE("a server that answers with a status from 200 to 399 is good") {
    CHECK(error_of_answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") == "");
    CHECK(error_of_answer("HTTP/1.1 204 No Content\r\n\r\n") == "");
    CHECK(error_of_answer("HTTP/1.0 301 Moved\r\n\r\n") == "");
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
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop,
                          [&](const auto& socket) { self->answer(socket, "HTTP/1.1 200 OK\r\n\r\n"); }};
    self = &server;
    world.names["web.example"] = {{"127.0.0.1"}};
    EndpointSpec spec = ProbeWorld::spec(EndpointKind::Http, "web.example", server.port());
    spec.http.target = "/up?x=1";
    CHECK(world.probe(spec).ok);
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
    CHECK(error_of_http(stall, 200ms) == "the answer did not end within 200 ms");
}

TEST_CASE("a connection that is reset is a failure that names the step") {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";

    struct {
        std::string sent;
        const char* error;
        const char* of_wine; // it tells a reset while reading as an end
    } const rows[] = {
        {"", "connection reset (waiting for the answer)", "connection closed without answer"},
        {"HTTP/1.1 2", "connection reset (waiting for the answer)",
         "connection closed in the middle of the answer"},
        {head + "hi", "connection reset (reading the answer)",
         "connection closed in the middle of the answer"},
    };

    for (const auto& [sent, words, of_wine] : rows) {
        const std::string error = error_of_http(
            [&](LoopbackServer& server, const auto& socket) { server.reset_after(socket, sent); });
        CHECK_MESSAGE((error == words || error == of_wine), error);
    }
    const std::string at_once =
        error_of_http([](LoopbackServer& server, const auto& socket) { server.reset(socket); });
    CHECK_MESSAGE(at_once.starts_with("connection reset ("), at_once); // it may come while we send
}

TEST_CASE("an answer that stalls fails at the deadline with the step it was at") {
    CHECK(error_of_http([](auto& server, const auto& socket) { server.stall_after(socket, "HTTP/1.1 2"); },
                        200ms) == "no answer within 200 ms (waiting for the answer)");
    CHECK(error_of_http(
              [](auto& server, const auto& socket) {
                  server.stall_after(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi");
              },
              200ms) == "the answer did not end within 200 ms");
}

namespace {

/// A server that answers each path as the map says, and what a probe of it finds.
struct Site {
    ProbeWorld world;
    std::map<std::string, std::string> answers;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [this](const auto& socket) { self->answer_by_path(socket, answers); }};
    EndpointSpec spec = ProbeWorld::spec(EndpointKind::Http, "127.0.0.1", server.port());

    explicit Site(probe::SystemProbe system = {})
        : world(64, std::move(system)) {
        self = &server;
    }

    std::string redirect(const std::string& location, const std::string& status = "302 Found") {
        return "HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    ProbeResult probe() { return world.probe(spec); }
};

std::string page(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

TEST_CASE("the body is searched as the check says") {
    Site site;
    site.answers["/"] = page("status: ready");
    site.spec.http.body_match = "status:\\s+ready$";
    CHECK(site.probe().ok);
    site.spec.http.body_not_match = "ready";
    const ProbeResult has = site.probe();
    CHECK(has.error == "the answer has what it must not match");
    CHECK(has.failed == ProbeStep::Body);
    site.spec.http.body_not_match.clear();
    site.answers["/"] = page("status: starting");
    CHECK(site.probe().error == "the answer lacks what it must match");
}

TEST_CASE("a chunked body is searched as one, up to the cap") {
    Site site;
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    site.answers["/"] = head + "3\r\nrea\r\n2\r\ndy\r\n0\r\n\r\n";
    site.spec.http.body_match = "^ready$";
    CHECK(site.probe().ok);
    site.answers["/"] = page(std::string(100'000, 'x') + "ready");
    site.spec.http.body_match = "ready";
    CHECK(site.probe().error == "the answer lacks what it must match");
}

TEST_CASE("an endless body that is searched ends at the cap") {
    ProbeWorld world;
    LoopbackServer* self = nullptr;
    LoopbackServer server{world.loop, [&](const auto& socket) { self->answer_endlessly(socket); }};
    self = &server;
    EndpointSpec spec = ProbeWorld::spec(EndpointKind::Http, "127.0.0.1", server.port());
    spec.http.body_match = "y";
    CHECK(world.probe(spec).error == "the answer lacks what it must match");
    spec.http.body_match = "(x+)+y";
    CHECK(world.probe(spec).error == "the expression needs too long to search this answer");
}

TEST_CASE("a request has the method and the headers that are wished") {
    Site site;
    site.answers["/"] = page("");
    site.spec.http.method = HttpMethod::Post;
    site.spec.http.headers = {{"Host", "inner.example"}, {"X-Token", "t"}};
    CHECK(site.probe().ok);
    const std::string& request = site.server.requests.at(0);
    CHECK(request.starts_with("POST / HTTP/1.1\r\n"));
    CHECK(request.find("Host: inner.example\r\nX-Token: t\r\n") != std::string::npos);
    CHECK(request.find("127.0.0.1") == std::string::npos);
    CHECK(request.find("Content-Length: 0\r\n") != std::string::npos);
    CHECK(request.find("Accept-Encoding") == std::string::npos);
}

TEST_CASE("HEAD waits for no body") {
    Site site;
    site.answers["/"] = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    site.spec.http.method = HttpMethod::Head;
    CHECK(site.probe().ok);
}

TEST_CASE("redirects are followed, here and elsewhere") {
    Site site;
    site.answers["/"] = site.redirect("/login");
    site.answers["/login"] = site.redirect("http://127.0.0.1:" + std::to_string(site.server.port()) + "/end");
    site.answers["/end"] = page("here");
    site.spec.http.body_match = "here";
    CHECK(site.probe().ok);
    CHECK(site.server.requests.size() == 3);
    site.answers["/end"] = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
    CHECK(site.probe().error == "HTTP status 500");
    site.answers["/login"] = site.redirect("http://127.0.0.1:" + std::to_string(closed_port()) + "/");
    CHECK(site.probe().error == "connection refused");
}

TEST_CASE("a redirect to itself ends") {
    Site site;
    site.answers["/"] = site.redirect("/");
    site.spec.http.max_redirects = 3;
    const ProbeResult result = site.probe();
    CHECK(result == ProbeResult{false, "redirected too often", result.latency, ProbeStep::Status});
    CHECK(site.server.requests.size() == 4);
}

TEST_CASE("a redirect to https goes on by the system's client") {
    std::vector<EndpointSpec> asked;
    const auto system = [&](const EndpointSpec& endpoint, const std::string&,
                            const probe::ProbeEnded& ended) {
        asked.push_back(endpoint);
        ended({false, "HTTP status 503", {}, ProbeStep::Status});
        return [] {};
    };
    Site site{system};
    site.answers["/"] = site.redirect("https://web.example/x");
    CHECK(site.probe().error == "HTTP status 503");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].host == "web.example");
    CHECK(asked[0].port == 443);
    CHECK(asked[0].http.target == "/x");
    CHECK(asked[0].http.max_redirects == site.spec.http.max_redirects - 1);
}

TEST_CASE("a header that would end its line is not sent") {
    Site site;
    site.spec.http.headers = {{"X", "1\r\nY: 2"}};
    CHECK(site.probe().failed == ProbeStep::Send);
    CHECK(site.server.requests.empty());
}
