// SPDX-License-Identifier: MIT
#include "service/decide/core/supervisor.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <utility>
#include <variant>

// What the core costs for each probe: a thousand endpoints at one second, on a clock of its own, each probe
// answered at once. Usage: schedule-bench [endpoints] [seconds]

using namespace mirrorwatch;
using Clock = std::chrono::steady_clock;

namespace {

Settings settings_with(int endpoints) {
    Settings settings;
    for (int i = 0; i < endpoints; ++i) {
        EndpointSpec spec;
        spec.name = "endpoint number " + std::to_string(i);
        spec.host = "127.0.0.1";
        spec.port = 8080;
        spec.http.target = "/health/of/number/" + std::to_string(i);
        spec.interval = std::chrono::seconds{1};
        spec.timeout = std::chrono::milliseconds{900};
        settings.endpoints.push_back(std::move(spec));
    }
    return settings;
}

AdapterTable one_adapter() {
    AdapterTable table;
    table.adapters.resize(1);
    table.adapters[0].guid = "{00000010-0000-0000-0000-000000000000}";
    table.adapters[0].up = true;
    return table;
}

/// The core with a clock and a world that answers everything in the next millisecond.
struct World {
    decide::Supervisor core;
    decide::TimePoint now{std::chrono::hours{1}};
    decide::TimePoint wake_at = decide::TimePoint::max();
    std::deque<decide::Event> answers = {};
    std::size_t probes = 0;
    std::size_t steps = 0;
    std::size_t publications = 0;
    Clock::duration in_core{0};

    void step(const decide::Event& event) {
        const Clock::time_point began = Clock::now();
        const std::vector<decide::Action> actions = core.step(event, now);
        in_core += Clock::now() - began;
        ++steps;
        for (const decide::Action& action : actions) {
            if (const auto* wake = std::get_if<decide::WakeAt>(&action)) {
                wake_at = wake->when;
            } else if (const auto* probe = std::get_if<decide::StartProbe>(&action)) {
                ++probes;
                answers.emplace_back(decide::ProbeDone{probe->id, {true, "", std::chrono::milliseconds{1}}});
            } else if (const auto* read = std::get_if<decide::ReadAdapters>(&action)) {
                answers.emplace_back(decide::AdaptersRead{read->id, one_adapter()});
            } else if (const auto* ask = std::get_if<decide::AskAgent>(&action)) {
                answers.emplace_back(decide::AgentAnswered{ask->id, WslObservation{}});
            }
            publications += std::holds_alternative<decide::Publish>(action) ? 1 : 0;
        }
    }

    void run_until(decide::TimePoint end) {
        while (now < end) {
            now += std::chrono::milliseconds{1};
            for (std::size_t due = answers.size(); due > 0; --due) {
                const decide::Event event = std::move(answers.front());
                answers.pop_front();
                step(event);
            }
            if (now >= wake_at) {
                wake_at = decide::TimePoint::max();
                step(decide::Tick{});
            }
        }
    }
};

} // namespace

int main(int count, char** words) {
    const int endpoints = count > 1 ? std::atoi(words[1]) : 1'000;
    const std::chrono::seconds seconds{count > 2 ? std::atoi(words[2]) : 120};
    World world{decide::Supervisor{settings_with(endpoints), {}, {}, "bench"}};
    world.step(decide::UsersSeen{{{"S-1-5-21-1-2-3-1001", 1}}});
    world.run_until(world.now + std::chrono::seconds{10});
    world.probes = world.steps = world.publications = 0;
    world.in_core = {};
    world.run_until(world.now + seconds);
    const double microseconds = std::chrono::duration<double, std::micro>(world.in_core).count();
    std::printf(
        "%d endpoints at 1 s for %d s: %zu probes, %zu steps, %zu publications, %.2f us of core per probe\n",
        endpoints, static_cast<int>(seconds.count()), world.probes, world.steps, world.publications,
        microseconds / static_cast<double>(world.probes));
}
