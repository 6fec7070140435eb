// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_win.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::LoopbackServer;

namespace {

/// A site on a thread of its own; a path that it does not know is never answered.
class Site {
public:
    explicit Site(std::map<std::string, std::string> answers)
        : answers_(std::move(answers)) {}

    ~Site() {
        loop_.stop();
        thread_.join();
    }

    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    EndpointSpec endpoint(const std::string& path) {
        EndpointSpec spec;
        spec.name = "e";
        spec.host = "127.0.0.1";
        spec.port = server_.port();
        spec.http.target = path;
        return spec;
    }

private:
    boost::asio::io_context loop_;
    std::map<std::string, std::string> answers_;
    LoopbackServer server_{loop_, [this](const auto& socket) { treat(socket); }};
    std::thread thread_{[this] { loop_.run(); }}; // the last member: the rest is there

    void treat(const std::shared_ptr<LoopbackServer::Socket>& socket) {
        if (answers_.empty()) {
            server_.hold(socket);
        } else {
            server_.answer_by_path(socket, answers_);
        }
    }
};

/// As the prober has WinHTTP ask.
ProbeResult ask(const EndpointSpec& endpoint, decide::Duration timeout = 60s) {
    tests::ProbeWorld world{1, probe::winhttp_probe()};
    world.prober->start({1, endpoint, timeout, {}, true});
    world.run_until_done(1);
    return world.done.at(1);
}

std::string page(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string redirect(const std::string& location) {
    return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
}

} // namespace

TEST_CASE("WinHTTP's answer is judged as ours is") {
    Site site{{{"/", page("all ready")},
               {"/moved", redirect("/")},
               {"/loop", redirect("/loop")},
               {"/500", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"},
               {"/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}}};

    struct {
        const char* path;
        ProbeStep failed;
        const char* error;
    } const rows[] = {
        {"/", ProbeStep::None, ""},
        {"/moved", ProbeStep::None, ""},
        {"/loop", ProbeStep::Status, "redirected too often"},
        {"/500", ProbeStep::Status, "HTTP status 500"},
    };

    for (const auto& [path, failed, error] : rows) {
        CAPTURE(path);
        EndpointSpec endpoint = site.endpoint(path);
        endpoint.http.body_match = "ready";
        const ProbeResult result = ask(endpoint);
        CHECK(result == ProbeResult{failed == ProbeStep::None, error, result.latency, failed});
    }
    CHECK(ask(site.endpoint("/short")).failed == ProbeStep::Body);
}

TEST_CASE("a probe by WinHTTP that hangs ends at its deadline, with the step") {
    Site site{{}};
    const ProbeResult result = ask(site.endpoint("/"), 500ms);
    CHECK(result.error == "no answer within 500 ms (waiting for the answer)");
    CHECK(result.failed == ProbeStep::Answer);
}

TEST_CASE("64 probes by WinHTTP that hang are ended, each with one word") {
    Site site{{}};
    std::vector<probe::EndProbe> ends;
    std::atomic<int> ended = 0;
    for (int i = 0; i < 64; ++i) {
        ends.push_back(probe::winhttp_probe()(site.endpoint("/"), "", [&](const ProbeResult& result) {
            ended += !result.ok && result.error.empty() ? 1 : 1'000;
        }));
    }
    for (const auto& end : ends) {
        end();
        end();
    }
    CHECK(ended == 64);
}

TEST_CASE("what cannot be sent is not") {
    Site site{{{"/", page("")}}};
    EndpointSpec endpoint = site.endpoint("/");
    endpoint.http.headers = {{"X", "1\r\nY: 2"}};
    CHECK(ask(endpoint).failed == ProbeStep::Send);
}
