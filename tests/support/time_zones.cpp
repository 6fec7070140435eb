// SPDX-License-Identifier: MIT
#include "tests/support/time_zones.hpp"

namespace mirrorwatch::support {

using namespace std::chrono;

minutes in_berlin(sys_seconds time) {
    const sys_seconds summer = sys_days{year{2026} / 3 / 29} + 1h;
    const sys_seconds winter = sys_days{year{2026} / 10 / 25} + 1h;
    return time >= summer && time < winter ? 2h : 1h;
}

minutes in_kolkata(sys_seconds) {
    return 5h + 30min;
}

minutes in_st_johns(sys_seconds) {
    return -3h - 30min;
}

} // namespace mirrorwatch::support
