// SPDX-License-Identifier: MIT
#include "service/decide/wsl/wsl_watch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <variant>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

struct Watch : WslWatch {
    Watch()
        : WslWatch(Settings::Wsl{}, TimePoint{}) {
        running.running = {"Ubuntu"};
        running.vm_id = "1";
    }

    void pass(Duration time) { now += time; }

    /// The question's id, where one was due.
    std::optional<ActionId> asks() {
        ask_if_due(user, now, out);
        const auto actions = out.take();
        return actions.empty() ? std::nullopt : std::optional{std::get<AskAgent>(actions.front()).id};
    }

    LookResult is_told(ActionId id, const agent::Reply& reply) { return on_reply(id, reply, now); }

    /// Waits for the next question, and has it fail.
    Duration fails_again() {
        const TimePoint before = now;
        now = std::max(now, due());
        (void)is_told(asks().value(), agent::Refusal{{MessageId::AgentFailed, {"it died"}}});
        return std::chrono::duration_cast<Duration>(now - before);
    }

    WslObservation running;
    UserId user;
    Outbox out{"run1"};
    TimePoint now{};
};

} // namespace

TEST_CASE("what was asked before WSL was shut down does not tell of a start") {
    Watch watch;
    CHECK(watch.is_told(watch.asks().value(), watch.running).started);
    watch.pass(1min);
    watch.look(true, watch.now);
    const ActionId before = watch.asks().value();
    watch.on_shut_down(watch.now);
    CHECK_FALSE(watch.is_running());
    CHECK_FALSE(watch.is_told(before, watch.running).answered);
    CHECK_FALSE(watch.is_running());
    CHECK(watch.is_told(watch.asks().value(), watch.running).started);
}

TEST_CASE("an agent that fails is asked ever more rarely, however much an answer is needed") {
    Watch watch;
    (void)watch.fails_again();
    Duration pause{0};
    for (int i = 0; i < 5; ++i) {
        watch.need_look_since(watch.now, watch.now);
        watch.need_mode_since(watch.now, watch.now);
        CHECK_FALSE(watch.asks());
        const Duration next = watch.fails_again();
        CHECK(next > pause);
        pause = next;
    }
    watch.look(false, watch.now); // an event is another matter
    const auto question = watch.asks();
    REQUIRE(question);
    (void)watch.is_told(*question, watch.running);
    watch.need_mode_since(watch.now, watch.now);
    CHECK(watch.asks());
}

TEST_CASE("a guest that does not tell its mode has the one from before, and is asked twice more") {
    Watch watch;
    watch.running.effective = watch.running.configured = NetworkingMode::Mirrored;
    (void)watch.is_told(watch.asks().value(), watch.running);
    WslObservation silent = watch.running;
    silent.effective = NetworkingMode::Unknown;
    silent.vm_id.clear();
    watch.look(true, watch.now);
    (void)watch.is_told(watch.asks().value(), silent);
    CHECK(watch.seen().effective == NetworkingMode::Mirrored);
    for (int again = 0; again < 2; ++again) {
        CHECK_FALSE(watch.asks());
        watch.pass(1s);
        (void)watch.is_told(watch.asks().value(), silent);
    }
    watch.pass(1h);
    CHECK_FALSE(watch.asks());
}

TEST_CASE("a WSL that was just started has no mode from before") {
    Watch watch;
    watch.running.effective = NetworkingMode::Mirrored;
    watch.running.configured = NetworkingMode::Nat;
    (void)watch.is_told(watch.asks().value(), watch.running);
    watch.running.effective = NetworkingMode::Unknown;
    watch.running.vm_id = "2";
    watch.look(true, watch.now);
    (void)watch.is_told(watch.asks().value(), watch.running);
    CHECK(watch.seen().effective == NetworkingMode::Unknown);
    CHECK(watch.mode() == NetworkingMode::Nat);
}

TEST_CASE(
    "of several things the one that comes next is waited for, and what is due already hides none of them") {
    Agenda agenda{TimePoint{10s}};
    CHECK(agenda.next() == TimePoint::max());
    agenda.add(TimePoint{30s});
    CHECK_FALSE(agenda.is_overdue());
    agenda.add(TimePoint{10s});
    agenda.add(TimePoint{20s});
    CHECK(agenda.is_overdue());
    CHECK(agenda.next() == TimePoint{20s});
}
