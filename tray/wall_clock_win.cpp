// SPDX-License-Identifier: MIT
#include "tray/wall_clock_win.hpp"

#include "common/text_win.hpp"
#include "common/translated.hpp"

namespace mirrorwatch::tray {
namespace {

using std::chrono::seconds;

constexpr std::int64_t c_ticks = 10'000'000;     // of FILETIME in a second
constexpr std::int64_t c_epoch = 11'644'473'600; // seconds from 1601, where FILETIME begins, to 1970

SYSTEMTIME system_time(std::int64_t unix_time) {
    const auto ticks = static_cast<std::uint64_t>((unix_time + c_epoch) * c_ticks);
    const FILETIME file{static_cast<DWORD>(ticks & 0xFFFFFFFFU), static_cast<DWORD>(ticks >> 32U)};
    SYSTEMTIME time{};
    FileTimeToSystemTime(&file, &time);
    return time;
}

std::int64_t unix_time(const SYSTEMTIME& time) {
    FILETIME file{};
    SystemTimeToFileTime(&time, &file);
    const auto ticks = static_cast<std::uint64_t>(file.dwHighDateTime) << 32U | file.dwLowDateTime;
    return static_cast<std::int64_t>(ticks) / c_ticks - c_epoch;
}

std::chrono::local_seconds local_of(std::chrono::sys_seconds time) {
    const SYSTEMTIME utc = system_time(time.time_since_epoch().count());
    SYSTEMTIME local{};
    const bool known = SystemTimeToTzSpecificLocalTime(nullptr, &utc, &local) != FALSE;
    return std::chrono::local_seconds{seconds{unix_time(known ? local : utc)}};
}

std::string written(std::chrono::local_seconds time, const DateCalls& calls, bool is_date) {
    const SYSTEMTIME when = system_time(time.time_since_epoch().count());
    wchar_t text[80]{};
    const int length =
        is_date ? calls.date(LOCALE_NAME_USER_DEFAULT, DATE_MONTHDAY, &when, nullptr, text, 80, nullptr)
                : calls.time(LOCALE_NAME_USER_DEFAULT, TIME_NOSECONDS, &when, nullptr, text, 80);
    return length > 0 ? narrow(text) : std::string{};
}

/// "30 November" and, in front, as much of the weekday as calendars show.
std::string written_date(std::chrono::local_seconds time, const DateCalls& calls) {
    const SYSTEMTIME when = system_time(time.time_since_epoch().count());
    wchar_t weekday[80]{};
    calls.date(LOCALE_NAME_USER_DEFAULT, 0, &when, L"ddd", weekday, 80, nullptr);
    const std::string day = written(time, calls, true);
    return day.empty() || weekday[0] == L'\0'
               ? date_of(time, {})
               : text::translated("{weekday} {day}", {{"weekday", narrow(weekday)}, {"day", day}});
}

std::string written_time(std::chrono::local_seconds time, const DateCalls& calls) {
    std::string clock = written(time, calls, false);
    return clock.empty() ? time_of_day(time, {}) : clock;
}

} // namespace

Clock wall_clock(const DateCalls& calls) {
    return {std::chrono::floor<seconds>(std::chrono::system_clock::now()), local_of,
            [calls](std::chrono::local_seconds time) { return written_time(time, calls); },
            [calls](std::chrono::local_seconds time) { return written_date(time, calls); }};
}

} // namespace mirrorwatch::tray
