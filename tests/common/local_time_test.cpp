// SPDX-License-Identifier: MIT
#include "common/local_time.hpp"
#include "common/utc.hpp"
#include "tests/support/time_zones.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch {
namespace {

using namespace std::chrono;
using support::in_berlin;

constexpr sys_days c_autumn = year{2026} / 10 / 25; // at 3:00 the clock is put back to 2:00
constexpr sys_days c_spring = year{2026} / 3 / 29;  // at 2:00 the clock is put on to 3:00

} // namespace

TEST_CASE("a time is told as the clock on the wall shows it, with how far that is from UTC") {
    CHECK(local_text(sys_days{year{2026} / 11 / 25} + 16h + 34min, in_berlin) ==
          "2026-11-25 17:34:00 +01:00");
    CHECK(local_text(c_autumn + 20h, support::in_kolkata) == "2026-10-26 01:30:00 +05:30");
    CHECK(local_text(c_autumn + 1h, support::in_st_johns) == "2026-10-24 21:30:00 -03:30");
    CHECK(local_date(c_autumn + 20h, support::in_kolkata) == "2026-10-26");
}

TEST_CASE("the hour that comes twice is told apart") {
    CHECK(local_text(c_autumn + 30min, in_berlin) == "2026-10-25 02:30:00 +02:00");
    CHECK(local_text(c_autumn + 1h + 30min, in_berlin) == "2026-10-25 02:30:00 +01:00");
}

TEST_CASE("the hour that never comes is never told") {
    CHECK(local_text(c_spring + 59min + 59s, in_berlin) == "2026-03-29 01:59:59 +01:00");
    CHECK(local_text(c_spring + 1h, in_berlin) == "2026-03-29 03:00:00 +02:00");
}

TEST_CASE("a time of the day comes after a day of 23 or 25 hours too") {
    CHECK(until_local(6h, c_spring - 1h + 6h - 24h, in_berlin) == 23h);
    CHECK(until_local(6h, c_autumn - 2h + 6h - 24h, in_berlin) == 25h);
    CHECK(until_local(6h, c_autumn + 30min, in_berlin) == 4h + 30min); // 2:30, for the first time
    CHECK(until_local(6h, c_autumn + 5h - 1s, in_berlin) == 1s);
}

TEST_CASE("tomorrow begins at six, also in the nights when the clock is put on or back") {
    struct Night {
        sys_seconds now; // UTC
        minutes wait;
    };

    const sys_days november = year{2026} / 11 / 22;
    for (const Night& night : {Night{november + 17h, 12h},          // 18:00
                               Night{november + 5h, 24h},           // 6:00
                               Night{november + 5h - 30s, 1min},    // 5:59:30
                               Night{november - 30min, 6h - 30min}, // 0:30
                               Night{c_spring - 2h, 6h + 0min},     // 23:00, and an hour is left out
                               Night{c_spring + 59min, 3h + 1min},  // 1:59: 3:00 comes next
                               Night{c_spring + 1h, 3h},            // 3:00
                               Night{c_autumn - 3h, 8h},            // 23:00, and an hour comes twice
                               Night{c_autumn + 59min, 4h + 1min},  // 2:59, for the first time
                               Night{c_autumn + 1h, 4h}}) {         // 2:00, for the second time
        CAPTURE(to_iso(night.now));
        CHECK(minutes_until_morning(night.now, in_berlin) == static_cast<std::uint32_t>(night.wait.count()));
    }
}

} // namespace mirrorwatch
