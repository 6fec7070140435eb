// SPDX-License-Identifier: MIT
#include "common/local_time.hpp"

#include "common/utc.hpp"

#include <fmt/format.h>

namespace mirrorwatch {
namespace {

using namespace std::chrono;

constexpr hours c_morning{6};

/// "+05:30"
std::string offset_text(minutes offset) {
    const hh_mm_ss text{abs(offset)};
    return fmt::format("{}{:02}:{:02}", offset < minutes{0} ? '-' : '+', text.hours().count(),
                       text.minutes().count());
}

} // namespace

std::string local_text(sys_seconds time, const UtcOffset& offset) {
    const std::string iso = to_iso(time + offset(time));
    return iso.substr(0, 10) + " " + iso.substr(11, 8) + " " + offset_text(offset(time));
}

std::string local_date(sys_seconds time, const UtcOffset& offset) {
    return to_iso(time + offset(time)).substr(0, 10);
}

seconds until_local(seconds time_of_day, sys_seconds now, const UtcOffset& offset) {
    const sys_seconds shown = now + offset(now);
    sys_seconds wanted = floor<days>(shown) + time_of_day;
    wanted += wanted > shown ? days{0} : days{1};
    const minutes offset_then = offset(wanted - offset(now));
    return wanted - offset_then - now;
}

std::uint32_t minutes_until_morning(sys_seconds now, const UtcOffset& offset) {
    return static_cast<std::uint32_t>(ceil<minutes>(until_local(c_morning, now, offset)).count());
}

} // namespace mirrorwatch
