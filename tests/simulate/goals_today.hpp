// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/goals.hpp"

#include <array>

/// Written by goals_today.py, from `simulate --cases 200 --seed 1`, less what chance takes. A row goes when
/// its goal is reached: `simulate` says so. None may be made worse.
namespace mirrorwatch::simulate {

// clang-format off
inline constexpr std::array<Today, 23> c_not_reached_yet{{
    Today{"benign-full-tunnel", 20, Measure::Right, 91},
    Today{"benign-full-tunnel", 20, Measure::Alarms, 9},
    Today{"benign-split-tunnel", 20, Measure::Right, 91},
    Today{"benign-split-tunnel", 20, Measure::Alarms, 9},
    Today{"benign-two-vpns", 20, Measure::Right, 88},
    Today{"benign-two-vpns", 20, Measure::Alarms, 12},
    Today{"benign-unknown-client", 20, Measure::Alarms, 4},
    Today{"cisco-drops-mirrored", 20, Measure::Right, 88},
    Today{"endpoint-filter", 20, Measure::Right, 89},
    Today{"filter-drops-mirrored", 20, Measure::Right, 88},
    Today{"firewall-cuts-loopback", 20, Measure::Right, 84},
    Today{"kill-switch", 20, Measure::Right, 83},
    Today{"l2tp-refused", 20, Measure::Right, 80},
    Today{"lan-captured", 20, Measure::Right, 86},
    Today{"mute-after-resume", 20, Measure::Right, 79},
    Today{"only-ping", 20, Measure::Right, 90},
    Today{"only-ping", 20, Measure::Alarms, 10},
    Today{"second-vpn-cuts", 20, Measure::Right, 88},
    Today{"server-dies-with-vpn", 20, Measure::Right, 83},
    Today{"service-without-adapter", 20, Measure::Right, 91},
    Today{"static-resolv-conf", 20, Measure::Right, 86},
    Today{"unknown-client-drops-mirrored", 20, Measure::Right, 84},
    Today{"vpn-breaks-windows-too", 20, Measure::Right, 86},
}};
// clang-format on

} // namespace mirrorwatch::simulate
