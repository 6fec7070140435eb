// SPDX-License-Identifier: MIT
#include "tray/wall_clock_win.hpp"

#include <windows.h>

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

} // namespace

Clock wall_clock() {
    return {std::chrono::floor<seconds>(std::chrono::system_clock::now()), local_of};
}

} // namespace mirrorwatch::tray
