// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/schedule.hpp"
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <deque>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

/// Endpoints whose probes do not come back before they are told to.
struct Queue {
    explicit Queue(int endpoints) {
        std::vector<EndpointSpec> specs;
        for (int i = 0; i < endpoints; ++i) {
            specs.push_back(support::Story::server("api " + std::to_string(i), 8080));
        }
        schedule.use(specs, std::nullopt, now);
    }

    /// A VPN comes up.
    void burst() {
        schedule.for_each([&](EndpointMonitor& monitor, const Schedule::Owner&) {
            monitor.times().burst(Settings::Burst{}, now);
        });
        schedule.reorder();
    }

    void pass(Duration time) {
        for (const TimePoint end = now + time; now < end; now += 100ms) {
            schedule.probe_due(now, out);
            for (const Action& action : out.take()) {
                waiting.push_back(std::get<StartProbe>(action).id);
            }
        }
    }

    void come_back(std::size_t most) {
        for (; most > 0 && !waiting.empty(); --most) {
            (void)schedule.on_result({waiting.front(), {true, {}, 1ms}}, now);
            waiting.pop_front();
        }
    }

    Outbox out{"test"};
    Schedule schedule;
    TimePoint now{};
    std::deque<ActionId> waiting;
};

} // namespace

TEST_CASE("A VPN flaps, and probes do not come back as fast as they start: what waits has a bound") {
    Queue queue{10};
    queue.pass(1s);
    queue.come_back(10);
    for (int i = 0; i < 200; ++i) {
        queue.burst();
        queue.pass(2s);
        queue.come_back(5);
    }
    CHECK(queue.waiting.size() <= 60);
}

TEST_CASE("The probes come back at last: the endpoints are probed as ever") {
    Queue queue{10};
    for (int i = 0; i < 20; ++i) {
        queue.burst();
        queue.pass(2s);
    }
    queue.come_back(1000);
    queue.pass(1min);
    queue.come_back(1000);
    for (const EndpointMonitor* monitor : queue.schedule.monitors(std::nullopt)) {
        CHECK(monitor->state() == EndpointState::Up);
    }
}

TEST_CASE("The probes of a burst that flaps never come back at all: after five minutes they count as lost") {
    Queue queue{1};
    for (int i = 0; i < 20; ++i) {
        queue.burst();
        queue.pass(2s);
    }
    const std::size_t lost = queue.waiting.size();
    queue.pass(4min);
    CHECK(queue.waiting.size() == lost);
    queue.pass(2min);
    CHECK(queue.waiting.size() > lost);
}
