// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"

namespace mirrorwatch {
namespace {

using namespace std::chrono;

sys_seconds shown_by(const SYSTEMTIME& clock) {
    return sys_days{year{clock.wYear} / clock.wMonth / clock.wDay} + hours{clock.wHour} +
           minutes{clock.wMinute} + seconds{clock.wSecond};
}

} // namespace

SYSTEMTIME system_time(sys_seconds time) {
    const sys_days day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    SYSTEMTIME utc{};
    utc.wYear = static_cast<WORD>(static_cast<int>(date.year()));
    utc.wMonth = static_cast<WORD>(static_cast<unsigned>(date.month()));
    utc.wDay = static_cast<WORD>(static_cast<unsigned>(date.day()));
    utc.wDayOfWeek = static_cast<WORD>(weekday{day}.c_encoding());
    utc.wHour = static_cast<WORD>(clock.hours().count());
    utc.wMinute = static_cast<WORD>(clock.minutes().count());
    utc.wSecond = static_cast<WORD>(clock.seconds().count());
    return utc;
}

minutes windows_offset(sys_seconds time) {
    DYNAMIC_TIME_ZONE_INFORMATION zone{};
    return GetDynamicTimeZoneInformation(&zone) == TIME_ZONE_ID_INVALID ? minutes{0} : offset_in(zone, time);
}

minutes offset_in(const DYNAMIC_TIME_ZONE_INFORMATION& zone, sys_seconds time) {
    const SYSTEMTIME utc = system_time(time);
    DYNAMIC_TIME_ZONE_INFORMATION wanted = zone;
    TIME_ZONE_INFORMATION of_year{};
    SYSTEMTIME local{};
    if (!GetTimeZoneInformationForYear(utc.wYear, &wanted, &of_year) ||
        !SystemTimeToTzSpecificLocalTime(&of_year, &utc, &local)) {
        return minutes{0};
    }
    return duration_cast<minutes>(shown_by(local) - time);
}

} // namespace mirrorwatch
