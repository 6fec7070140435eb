// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

Settings with(std::vector<EndpointSpec> endpoints) {
    Settings settings;
    settings.endpoints = std::move(endpoints);
    return settings;
}

/// The longest stretch of time without any of these.
decide::Duration longest_pause(const std::vector<decide::Duration>& times) {
    decide::Duration longest{0};
    for (std::size_t i = 1; i < times.size(); ++i) {
        longest = std::max(longest, times[i] - times[i - 1]);
    }
    return longest;
}

std::vector<decide::Duration> later_than(std::vector<decide::Duration> times, decide::Duration when) {
    std::erase_if(times, [&](decide::Duration at) { return at < when; });
    return times;
}

} // namespace

TEST_CASE("WSL stopped: an hour sees no call that could start it, whatever is configured") {
    Story story{with({Story::server("api", 8080), Story::site("wiki", EndpointFrom::Both),
                      Story::site("git", EndpointFrom::Wsl)})};
    story.wsl_stops();
    story.begin();
    story.pass(1h);
    CHECK(story.guest_calls().empty());
    CHECK(story.calls_to_stopped_wsl() == 0);
    CHECK(story.calls("look") <= 3);
    CHECK(story.state_of("git") == EndpointState::Skipped);
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("WSL that is stopped later is noticed by its sign, and not asked any more") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.begin();
    story.pass(10s);
    REQUIRE(story.state_of("git") == EndpointState::Up);
    story.wsl_stops();
    story.pass(62s);
    CHECK_FALSE(story.now().wsl_running);
    CHECK(story.state_of("git") == EndpointState::Skipped);
    story.pass(1h);
    CHECK(story.calls_to_stopped_wsl() == 0);
}

TEST_CASE("Without any sign of WSL its end is noticed by the next question, which does not start it") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.signs_of_wsl = false;
    story.begin();
    story.pass(10s);
    story.wsl_stops();
    story.pass(1h);
    CHECK(story.calls_to_stopped_wsl() == 1);
    CHECK_FALSE(story.now().wsl_running);
}

TEST_CASE("WSL idle: an hour sees at most 12 guest probes, and pauses in which it could stop") {
    Story story{with({Story::site("wiki", EndpointFrom::Both), Story::site("git", EndpointFrom::Wsl)})};
    story.begin();
    story.pass(1min);
    const int before = story.calls("probe");
    story.pass(1h);
    CHECK(story.calls("probe") - before <= 12);
    CHECK(story.calls("probe") - before >= 10);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.calls("mode") == 1);
}

TEST_CASE("A server in WSL that answers Windows is alive: its guest is not asked without a reason") {
    EndpointSpec api = Story::server("api", 8080);
    api.from = EndpointFrom::Both;
    Story story{with({api})};
    story.begin();
    story.pass(1min);
    REQUIRE(story.calls("probe") > 0);
    const int before = story.calls("probe");
    story.pass(3h);
    CHECK(story.calls("probe") == before);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("At rest nothing wakes up but the probes and one safety poll a minute, and wsl.exe is left alone") {
    std::vector<EndpointSpec> endpoints;
    for (int i = 0; i < 10; ++i) {
        endpoints.push_back(Story::server("api" + std::to_string(i), static_cast<std::uint16_t>(8000 + i)));
    }
    Story story{with(endpoints)};
    for (const EndpointSpec& endpoint : endpoints) {
        story.server_alive[endpoint.name] = true;
    }
    story.begin();
    story.pass(5min);
    const int looks = story.calls("look");
    const int wake_ups = story.wake_ups();
    std::size_t probes = 0;
    for (const EndpointSpec& endpoint : endpoints) {
        probes += later_than(story.probes_of(endpoint.name), story.time()).size();
    }
    const auto began = story.time();
    const int publications = story.publications();
    story.pass(1h);
    for (const EndpointSpec& endpoint : endpoints) {
        probes += later_than(story.probes_of(endpoint.name), began).size();
    }
    CHECK(probes > 1100);
    CHECK(story.wake_ups() - wake_ups <= static_cast<int>(probes) + 61);
    CHECK(story.calls("look") == looks);
    CHECK(story.publications() == publications);
}

TEST_CASE("At rest beside a VPN nothing wakes up more often") {
    QuietMorning story;
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(5min);
    const int wake_ups = story.wake_ups();
    story.pass(1h);
    CHECK(story.wake_ups() - wake_ups <= 120 + 20 + 61);
}

TEST_CASE("A thousand endpoints at one second are spread over it, and each has its own interval") {
    std::vector<EndpointSpec> endpoints;
    for (int i = 0; i < 1000; ++i) {
        EndpointSpec spec = Story::server("api" + std::to_string(i), static_cast<std::uint16_t>(1000 + i));
        spec.interval = 1s;
        spec.timeout = 900ms;
        endpoints.push_back(spec);
    }
    Story story{with(endpoints)};
    for (const EndpointSpec& endpoint : endpoints) {
        story.server_alive[endpoint.name] = true;
    }
    story.begin();
    story.pass(10s);
    std::map<std::int64_t, int> in_tick;
    for (const EndpointSpec& endpoint : endpoints) {
        const auto probes = story.probes_of(endpoint.name);
        CHECK(probes.at(0) <= 1s);
        CHECK(probes.size() >= 9);
        CHECK(longest_pause(probes) <= 1100ms + 20ms);
        for (const decide::Duration at : later_than(probes, 3s)) {
            ++in_tick[at.count() / 20];
        }
    }
    for (const auto& [tick, probes] : in_tick) {
        CAPTURE(tick);
        CHECK(probes <= 60); // 20 on the average
    }
}

TEST_CASE("A flapping endpoint does not keep WSL running: time and again it is left in peace for 75 s") {
    EndpointSpec api = Story::server("api", 8080);
    api.from = EndpointFrom::Both;
    Story story{with({api, Story::site("git", EndpointFrom::Wsl)})};
    story.begin();
    for (int i = 0; i < 120; ++i) {
        story.server_alive["api"] = i % 2 == 0;
        story.pass(30s);
    }
    const auto asked = later_than(story.probes_of("git"), 2min);
    CHECK(asked.size() >= 12);
    for (std::size_t i = 8; i < asked.size(); ++i) {
        const std::vector<decide::Duration> row(asked.begin() + static_cast<std::ptrdiff_t>(i - 8),
                                                asked.begin() + static_cast<std::ptrdiff_t>(i + 1));
        CHECK(longest_pause(row) >= 75s);
    }
}

TEST_CASE("Each change of the network is a reason of its own: WSL is asked about the fifth VPN within a "
          "minute, too") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.vpn_cuts_guest_off = false;
    story.begin();
    for (int vpn = 0; vpn < 5; ++vpn) {
        CAPTURE(vpn);
        story.pass(6s);
        const auto came = story.time();
        story.vpn_comes_up();
        story.pass(6s);
        CHECK(later_than(story.probes_of("git"), came + 1ms).size() > 0);
        story.vpn_goes_down();
    }
}

TEST_CASE("A network that changes all the time does not keep WSL running: after a long row of questions it "
          "has peace") {
    Story story{with({Story::site("git", EndpointFrom::Wsl)})};
    story.vpn_cuts_guest_off = false;
    story.begin();
    for (int vpn = 0; vpn < 60; ++vpn) {
        story.pass(10s);
        story.vpn_comes_up();
        story.pass(10s);
        story.vpn_goes_down();
    }
    const auto asked = later_than(story.probes_of("git"), 2min);
    REQUIRE(asked.size() > 41);
    for (std::size_t i = 41; i < asked.size(); ++i) {
        const std::vector<decide::Duration> row(asked.begin() + static_cast<std::ptrdiff_t>(i - 41),
                                                asked.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK(longest_pause(row) >= 75s);
    }
}

TEST_CASE("Statistics change with every probe, and are no reason to send everything again") {
    QuietMorning story;
    const int publications = story.publications();
    const int results = story.view_of("api").vantages.at(0).results;
    story.pass(10min);
    CHECK(story.publications() == publications);
    CHECK(story.view_of("api").vantages.at(0).results > results + 15);
    CHECK(story.view_of("api").vantages.at(0).median == 3ms);
    story.user_looks();
    CHECK(story.answer()->accepted);
    CHECK(story.publications() == publications + 1);
}

TEST_CASE(
    "Whoever looks at the status sees it fresh, and WSL is not asked more often than every 15 s for that") {
    Story story{with({Story::server("api", 8080), Story::site("git", EndpointFrom::Wsl)})};
    story.begin();
    story.pass(10min);
    const int looks = story.calls("look");
    const int probes = story.calls("probe");
    for (int second = 0; second < 60; ++second) {
        story.user_looks();
        story.pass(1s);
    }
    CHECK(story.calls("look") - looks >= 3);
    CHECK(story.calls("look") - looks <= 5);
    CHECK(story.calls("probe") - probes >= 3);
    CHECK(story.calls("probe") - probes <= 5);
}

TEST_CASE(
    "A start that a remedy waits for is noticed within seconds at first, and within a minute after that") {
    BrokenMorning story;
    story.signs_of_wsl = false;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(9min);
    int looks = story.calls("look");
    story.pass(30s);
    CHECK(story.calls("look") - looks >= 9);
    story.pass(1h);
    looks = story.calls("look");
    story.pass(10min);
    CHECK(story.calls("look") - looks <= 10);
    CHECK(story.calls("look") - looks >= 9);
    story.wsl_starts();
    story.pass(65s);
    CHECK(story.now().remedies.back().state == RemedyState::Helped);
}
