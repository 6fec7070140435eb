// SPDX-License-Identifier: MIT
#include "common/once_a_minute.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace std::chrono_literals;

TEST_CASE("one kind of line is written once a minute, and then with how many were left out") {
    OnceAMinute::TimePoint now{1h};
    OnceAMinute throttle{[&] { return now; }};
    CHECK(throttle.line("refused", "refused: 7") == "refused: 7");
    CHECK(throttle.line("refused", "refused: 8").empty());
    CHECK(throttle.line("other kind", "x") == "x");
    now += 59s;
    CHECK(throttle.line("refused", "refused: 9").empty());
    now += 1s;
    CHECK(throttle.line("refused", "refused: 10") == "refused: 10 (and 2 times since the last such line)");
    now += 1min;
    CHECK(throttle.line("refused", "refused: 11") == "refused: 11");
}

TEST_CASE("who invents kinds fills neither the memory nor the log") {
    OnceAMinute throttle{[] { return OnceAMinute::TimePoint{1h}; }};
    int written = 0;
    for (int i = 0; i < 10'000; ++i) {
        written += throttle.line("kind " + std::to_string(i), "line").empty() ? 0 : 1;
    }
    CHECK(written == 101);
}
