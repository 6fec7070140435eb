// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/endpoint_verdict.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

/// An endpoint's verdict, told results at given seconds; its strip as letters.
struct Told {
    EndpointVerdict verdict{EndpointSpec{}};
    TimePoint begin{1'000s};

    void up(int second) { verdict.on_success({true, "", 12ms}, begin + std::chrono::seconds{second}); }

    void down(int second) { verdict.on_failure({false, "timed out"}, begin + std::chrono::seconds{second}); }

    void offline(bool offline, int second) {
        (void)verdict.set_offline(offline, begin + std::chrono::seconds{second});
    }

    [[nodiscard]] std::vector<StripCell> strip(int second) const {
        VantageView view;
        verdict.describe(view, begin + std::chrono::seconds{second});
        return view.strip;
    }

    [[nodiscard]] std::string letters() const {
        std::string text;
        for (const StripCell& cell : strip(100'000)) {
            text += cell.state == EndpointState::Up ? 'u' : cell.state == EndpointState::Down ? 'd' : '-';
        }
        return text;
    }
};

} // namespace

TEST_CASE("the strip has each result with its latency and its age, the newest last") {
    Told endpoint;
    endpoint.up(0);
    endpoint.down(30);
    CHECK(endpoint.strip(90) ==
          std::vector<StripCell>{{EndpointState::Up, 12ms, 90s}, {EndpointState::Down, 0ms, 60s}});
}

TEST_CASE("of more than sixty results the last sixty are shown") {
    Told endpoint;
    endpoint.down(0);
    for (int i = 1; i <= 60; ++i) {
        endpoint.up(i);
    }
    CHECK(endpoint.letters() == std::string(60, 'u'));
}

TEST_CASE(
    "while Windows is offline nothing is known, and the failures by which that was noticed tell nothing") {
    Told endpoint;
    endpoint.up(0);
    endpoint.down(30);
    endpoint.down(31);
    endpoint.offline(true, 32);
    endpoint.down(60);
    endpoint.down(90);
    endpoint.offline(false, 100);
    endpoint.up(110);
    CHECK(endpoint.letters() == "u-u");
}

TEST_CASE("what failed long before Windows went offline stays a failure") {
    Told endpoint;
    endpoint.down(0);
    endpoint.down(30);
    endpoint.down(200);
    endpoint.offline(true, 201);
    endpoint.down(230);
    CHECK(endpoint.letters() == "dd-");
}

TEST_CASE("while WSL starts, while nobody can be asked, and in a pause nothing is known") {
    Told endpoint;
    endpoint.up(0);
    endpoint.verdict.on_nobody_asked("no shell", endpoint.begin + 30s);
    endpoint.up(60);
    endpoint.verdict.begin_grace(endpoint.begin + 100s);
    endpoint.down(90);
    endpoint.up(120);
    endpoint.verdict.start_over(endpoint.begin + 130s);
    CHECK(endpoint.letters() == "u-u-u-");
}

TEST_CASE("before the first result there is no strip") {
    Told endpoint;
    endpoint.verdict.start_over(endpoint.begin);
    CHECK(endpoint.strip(1).empty());
    VantageView view;
    endpoint.up(2);
    endpoint.verdict.describe(view, std::nullopt);
    CHECK(view.strip.empty());
}
