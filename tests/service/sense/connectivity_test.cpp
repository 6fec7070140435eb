// SPDX-License-Identifier: MIT
#include "service/sense/probes/connectivity.hpp"

#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using tests::closed_port;
using tests::LoopbackServer;

namespace {

struct Office {
    boost::asio::io_context loop;
    std::vector<decide::ConnectivitySeen> seen;
    sense::ConnectivityCheck connectivity{
        loop, [this](decide::Event event) { seen.push_back(std::get<decide::ConnectivitySeen>(event)); },
        [](const std::string&, const auto& done) { done({}); }};
    LoopbackServer open{loop, [](const auto&) {}};

    [[nodiscard]] std::string open_target() const { return "127.0.0.1:" + std::to_string(open.port()); }

    [[nodiscard]] static std::string closed_target() { return "127.0.0.1:" + std::to_string(closed_port()); }

    void check(std::vector<std::string> targets) {
        connectivity.check({7, std::move(targets), 2s});
        CHECK(seen.empty());
        while (seen.empty() && loop.run_one() > 0) {
        }
        REQUIRE(seen.size() == 1);
        CHECK(seen.front().id == 7);
        loop.run_for(50ms);
        CHECK(seen.size() == 1);
    }
};

} // namespace

TEST_CASE("one target that accepts is enough to be online") {
    Office office;
    office.check({office.closed_target(), office.open_target()});
    CHECK(office.seen.front().online);
}

TEST_CASE("when no target accepts, Windows is offline") {
    Office office;
    office.check({office.closed_target(), office.closed_target()});
    CHECK_FALSE(office.seen.front().online);
}

TEST_CASE("targets that are none do not make it online") {
    Office office;
    office.check({"", "host", ":80", "host:", "host:0", "host:99999", "host:80x"});
    CHECK_FALSE(office.seen.front().online);
}
