// SPDX-License-Identifier: MIT
#include "common/utc.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace std::chrono_literals;

TEST_CASE("a time is written and read back") {
    const std::chrono::sys_seconds time =
        std::chrono::sys_days{std::chrono::year{2026} / 2 / 3} + 4h + 5min + 6s;
    CHECK(to_iso(time) == "2026-02-03T04:05:06Z");
    CHECK(from_iso("2026-02-03T04:05:06Z") == time);
    CHECK(from_iso("2026-02-03T04:05:06.999999900Z") == time);
    CHECK(to_compact(time) == "20260203T040506");
    CHECK(from_iso(to_iso({})) == std::chrono::sys_seconds{});
}

TEST_CASE("what is no time in UTC is none") {
    for (const std::string text :
         {"", "Z", "2026", "2026-02-03", "2026-02-03T04:05:06", "2026-02-03T04:05:06+01:00",
          "2026-02-30T04:05:06Z", "2026-13-03T04:05:06Z", "2026-02-03T24:05:06Z", "2026-02-03T04:60:06Z",
          "2026-02-03 04:05:06Z", "2026-02-03T04:05:06.Z", "2026-02-03T04:05:06.1", "2026-02-03T04:05:0xZ",
          " 2026-02-03T04:05:06Z"}) {
        CAPTURE(text);
        CHECK_FALSE(from_iso(text));
    }
}
