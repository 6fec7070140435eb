// SPDX-License-Identifier: MIT
#include "tray/language_win.hpp"

#include "tests/support/time_zones.hpp"
#include "tray/wall_clock_win.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace mirrorwatch::tray;

namespace {

constexpr wchar_t c_two_languages[] = L"de-AT\0en-US\0";

BOOL WINAPI tell_two(DWORD, PULONG count, PZZWSTR names, PULONG size) {
    constexpr ULONG c_size = sizeof c_two_languages / sizeof(wchar_t);
    *count = 2;
    if (names != nullptr) {
        std::copy_n(c_two_languages, c_size, names);
    }
    *size = c_size;
    return TRUE;
}

BOOL WINAPI tell_none(DWORD, PULONG, PZZWSTR, PULONG) {
    return FALSE;
}

int give(const std::wstring& words, LPWSTR text) {
    std::copy_n(words.c_str(), words.size() + 1, text);
    return static_cast<int>(words.size() + 1);
}

/// As if each picture were its date.
int WINAPI write_picture(LPCWSTR, DWORD, const SYSTEMTIME*, LPCWSTR picture, LPWSTR text, int, LPCWSTR) {
    return give(picture, text);
}

int WINAPI tell_german_day(LPCWSTR, LCTYPE, LPWSTR text, int) {
    return give(L"d. MMMM", text);
}

int WINAPI tell_no_day(LPCWSTR, LCTYPE, LPWSTR, int) {
    return 0;
}

int WINAPI write_time(LPCWSTR, DWORD flags, const SYSTEMTIME* time, LPCWSTR, LPWSTR text, int) {
    return flags == TIME_NOSECONDS ? give(std::to_wstring(time->wHour) + L" o'clock", text) : 0;
}

const std::chrono::local_seconds c_evening{std::chrono::local_days{std::chrono::year{2026} / 11 / 30} +
                                           std::chrono::hours{22}};

} // namespace

TEST_CASE("Windows tells the languages that the user prefers, one behind the other") {
    CHECK(preferred_languages({tell_two}) == std::vector<std::string>{"de-AT", "en-US"});
    CHECK(preferred_languages({tell_none}).empty());
}

TEST_CASE("this Windows has a language") {
    CHECK_FALSE(preferred_languages().empty());
}

TEST_CASE("Windows writes the time, and what it does not write is written by ourselves") {
    const Clock clock = wall_clock({write_picture, write_time, tell_no_day});
    CHECK(time_of_day(c_evening, clock) == "22 o'clock");
    CHECK(date_of(c_evening, clock) == "Mon 30 Nov");
}

TEST_CASE(
    "a time that has gone by is shown as the clock on the wall showed it, before and after each change") {
    using namespace std::chrono;

    struct Moment {
        sys_seconds time;
        local_seconds shown;
    };

    const auto spring = year{2026} / 3 / 29;
    const auto autumn = year{2026} / 10 / 25;
    const Clock clock = wall_clock({}, mirrorwatch::support::in_berlin);
    for (const Moment& moment :
         {Moment{sys_days{spring} + 1h - 1s, local_days{spring} + 2h - 1s},
          Moment{sys_days{spring} + 1h, local_days{spring} + 3h},
          Moment{sys_days{autumn} + 1h - 1s, local_days{autumn} + 3h - 1s},
          Moment{sys_days{autumn} + 1h, local_days{autumn} + 2h},
          Moment{sys_days{autumn} - 90 * days{1} + 8h, local_days{autumn} - 90 * days{1} + 10h}}) {
        CHECK(clock.local(moment.time) == moment.shown);
    }
}

TEST_CASE("a date is written as the region does, with the short name of its month") {
    CHECK(date_of(c_evening, wall_clock({write_picture, write_time, tell_german_day})) == "ddd d. MMM");
}
