// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"

#include <doctest/doctest.h>

#include <cwchar>

namespace mirrorwatch {
namespace {

using namespace std::chrono;

/// Of a month, in the way in which Windows writes rules.
SYSTEMTIME last_sunday(WORD month, WORD hour) {
    SYSTEMTIME rule{};
    rule.wMonth = month;
    rule.wDay = 5;
    rule.wHour = hour;
    return rule;
}

/// By its name, as Windows has it, with the rules that it has: the last Sunday of March and of October.
DYNAMIC_TIME_ZONE_INFORMATION in_europe() {
    DYNAMIC_TIME_ZONE_INFORMATION zone{};
    zone.Bias = -60;
    zone.DaylightBias = -60;
    zone.StandardDate = last_sunday(10, 3);
    zone.DaylightDate = last_sunday(3, 2);
    std::wcscpy(zone.TimeZoneKeyName, L"W. Europe Standard Time");
    return zone;
}

minutes offset(sys_seconds time) {
    return offset_in(in_europe(), time);
}

} // namespace

TEST_CASE("Windows' rules of a zone say when its clocks are put on and back") {
    const sys_days spring = year{2026} / 3 / 29;
    const sys_days autumn = year{2026} / 10 / 25;
    CHECK(offset(spring + 1h - 1s) == 1h);
    CHECK(offset(spring + 1h) == 2h);
    CHECK(offset(autumn + 1h - 1s) == 2h);
    CHECK(offset(autumn + 1h) == 1h);
    CHECK(offset(sys_days{year{2026} / 12 / 31} + 23h + 30min) == 1h); // next year, by the clock on the wall
}

TEST_CASE("this machine's zone is one that there is") {
    const minutes now = windows_offset(floor<seconds>(system_clock::now()));
    CHECK(now >= -12h);
    CHECK(now <= 14h);
}

} // namespace mirrorwatch
