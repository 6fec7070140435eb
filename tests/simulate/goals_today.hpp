// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/goals.hpp"

#include <array>

/// Written by goals_today.py, from `simulate --cases 60 --seed 1`, less what chance takes. A row goes when
/// its goal is reached: `simulate` says so. None may be made worse.
namespace mirrorwatch::simulate {

// clang-format off
inline constexpr std::array<Today, 37> c_not_reached_yet{{
    Today{"benign-split-tunnel", 20, Measure::Alarms, 5},
    Today{"calm-captures-lan", 20, Measure::Alarms, 5},
    Today{"calm-flapping-vpn", 20, Measure::Alarms, 6},
    Today{"calm-hidden", 20, Measure::Alarms, 5},
    Today{"calm-internet-blinks", 20, Measure::Right, 90},
    Today{"calm-internet-blinks", 20, Measure::Alarms, 10},
    Today{"calm-late-dns", 20, Measure::Alarms, 5},
    Today{"calm-late-in-all", 20, Measure::Alarms, 5},
    Today{"calm-lossy", 0, Measure::Named, 94},
    Today{"calm-lossy", 0, Measure::Right, 94},
    Today{"calm-lossy", 0, Measure::Alarms, 6},
    Today{"calm-lossy", 20, Measure::Right, 85},
    Today{"calm-lossy", 20, Measure::Alarms, 15},
    Today{"calm-low-ports", 20, Measure::Alarms, 8},
    Today{"calm-mtu-9000", 20, Measure::Alarms, 5},
    Today{"calm-names-heal-after-3-s", 20, Measure::Alarms, 6},
    Today{"calm-network-watched", 20, Measure::Alarms, 5},
    Today{"calm-nrpt", 20, Measure::Alarms, 6},
    Today{"calm-proxy-behind-vpn", 20, Measure::Alarms, 5},
    Today{"calm-proxy-on-loopback", 20, Measure::Alarms, 6},
    Today{"calm-reconnects-after-resume", 20, Measure::Alarms, 6},
    Today{"calm-second-vpn-later", 20, Measure::Alarms, 6},
    Today{"calm-server-restarts", 20, Measure::Alarms, 5},
    Today{"calm-sleep", 20, Measure::Alarms, 5},
    Today{"calm-slow-lan", 20, Measure::Alarms, 5},
    Today{"calm-slow-names", 20, Measure::Right, 89},
    Today{"calm-slow-names", 20, Measure::Alarms, 11},
    Today{"calm-tailscale", 20, Measure::Alarms, 5},
    Today{"calm-unknown-full-tunnel", 20, Measure::Alarms, 5},
    Today{"calm-updates", 20, Measure::Alarms, 6},
    Today{"everything-cut-with-targets", 0, Measure::Right, 95},
    Today{"everything-cut-with-targets", 20, Measure::Right, 87},
    Today{"filter-drops-mirrored", 20, Measure::Right, 87},
    Today{"mute-after-resume-with-vpn", 0, Measure::Named, 92},
    Today{"proxy-refuses", 20, Measure::Right, 89},
    Today{"swallowed-after-reconnect", 20, Measure::Right, 87},
    Today{"vpn-and-names", 0, Measure::Named, 87},
}};
// clang-format on

} // namespace mirrorwatch::simulate
