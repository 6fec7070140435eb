#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes goals_today.hpp: what the product holds today in each behaviour where a goal is not reached yet.

Usage: build/native-release/tests/simulate --cases 60 --seed 1 --format json | tests/simulate/goals_today.py > tests/simulate/goals_today.hpp
"""
import json
import sys

GOALS = ((0, "named", 99), (0, "right", 99), (0, "cured", 99), (0, "needless", 5), (0, "alarms", 0.5), (20, "right", 95), (20, "alarms", 0.5))
OF = {"named": "cases", "right": "cases", "cured": "curable", "needless": "cases", "alarms": "harmless"}
LIMITS = ("needless", "alarms")

HEAD = """// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/goals.hpp"

#include <array>

/// Written by goals_today.py, from `simulate --cases 60 --seed 1`, less what chance takes. A row goes when
/// its goal is reached: `simulate` says so. None may be made worse.
namespace mirrorwatch::simulate {

// clang-format off
"""


def held(percent, measure):
    """Rounded, and a few percent of leave for chance."""
    return min(100, round(percent + 3)) if measure in LIMITS else max(0, round(percent - 3))


def rows(report):
    for row in report["rows"]:
        if row["way"] != "mirrorwatch":
            continue
        for noise, measure, goal in GOALS:
            cases = row[OF[measure]]
            if row["noise_percent"] != noise or cases == 0:
                continue
            percent = 100 * row[measure] / cases
            if percent > goal if measure in LIMITS else percent < goal:
                yield row["behaviour"], noise, measure, held(percent, measure)


def main():
    found = [f'    Today{{"{name}", {noise}, Measure::{measure.title()}, {percent}}},' for name, noise, measure, percent in rows(json.load(sys.stdin))]
    print(HEAD + f"inline constexpr std::array<Today, {len(found)}> c_not_reached_yet{{" + ("{" if found else ""))
    print("\n".join(found) + "\n}};" if found else "};")
    print("// clang-format on\n\n} // namespace mirrorwatch::simulate")


if __name__ == "__main__":
    main()
