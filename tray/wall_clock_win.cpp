// SPDX-License-Identifier: MIT
#include "tray/wall_clock_win.hpp"

#include "common/text_win.hpp"
#include "common/translated.hpp"

#include <array>
#include <string>

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

using Text = std::array<wchar_t, 80>;

/// "30. Nov": as the region writes a day of a month, with the month's short name, as there is little room.
std::string written_day(const SYSTEMTIME& when, const DateCalls& calls) {
    Text picture{};
    if (calls.info(LOCALE_NAME_USER_DEFAULT, LOCALE_SMONTHDAY, picture.data(), 80) <= 0) {
        return {};
    }
    std::wstring shorter{picture.data()};
    if (const std::size_t at = shorter.find(L"MMMM"); at != std::wstring::npos) {
        shorter.erase(at, 1);
    }
    Text text{};
    calls.date(LOCALE_NAME_USER_DEFAULT, 0, &when, shorter.c_str(), text.data(), 80, nullptr);
    return narrow(text.data());
}

std::string written_date(std::chrono::local_seconds time, const DateCalls& calls) {
    const SYSTEMTIME when = system_time(time.time_since_epoch().count());
    const std::string day = written_day(when, calls);
    Text weekday{};
    calls.date(LOCALE_NAME_USER_DEFAULT, 0, &when, L"ddd", weekday.data(), 80, nullptr);
    return day.empty() || weekday[0] == L'\0'
               ? date_of(time, {})
               : text::filled(text::translated_as("date", "{weekday} {day}"),
                              {{"weekday", narrow(weekday.data())}, {"day", day}});
}

std::string written_time(std::chrono::local_seconds time, const DateCalls& calls) {
    const SYSTEMTIME when = system_time(time.time_since_epoch().count());
    Text text{};
    return calls.time(LOCALE_NAME_USER_DEFAULT, TIME_NOSECONDS, &when, nullptr, text.data(), 80) > 0
               ? narrow(text.data())
               : time_of_day(time, {});
}

} // namespace

Clock wall_clock(const DateCalls& calls) {
    return {std::chrono::floor<seconds>(std::chrono::system_clock::now()), local_of,
            [calls](std::chrono::local_seconds time) { return written_time(time, calls); },
            [calls](std::chrono::local_seconds time) { return written_date(time, calls); }};
}

} // namespace mirrorwatch::tray
