#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/measurements.md from what simulate has measured.

Usage: simulate --cases 60 --seed 1 --format json > all.json
       simulate --generate 100 --cases 10 --noise 0 --seed S --format json > generated-S.json      for S = 1, 2
       tests/simulate/measurements.py all.json generated-1.json generated-2.json > docs/measurements.md
"""
import json
import sys

sys.dont_write_bytecode = True

from goals_today import GOALS, LIMITS, OF

HEAD = """# Measurements

What the product makes of worlds in which something is wrong, or nothing is. Made with

```
cmake --preset native-release && cmake --build --preset native-release --target simulate
build/native-release/tests/simulate --cases 60 --seed 1
```

{behaviours} behaviours in `tests/support/world/behaviours/` ({harmless} are harmless, {words} are answered by words alone), 60 breaks of each at each level of
noise. The shipped `vpn-adapters.toml` tells what is a VPN. What is right in each is found by trying everything on copies of the world
(`tests/support/world/oracle.cpp`), which knows nothing of how the product decides.

| column | of all breaks, in how many |
| --- | --- |
| named | it is called what a person would call it; of a harmless world: nothing is said |
| right | the right thing is proposed or done in the end, and nothing forbidden before; where only words are right, they are said. Silence is right only where nothing is wrong |
| cured | nothing fails any more after 8 minutes; of those that anything cures and that somebody agreed to |
| needless | something is proposed that changes nothing, or is rougher than what cures |
| alarms | of the harmless ones: something is said or proposed |
| sessions | WSL was shut down so often; nobody was asked before |

Noise is the share of observations that come late, are lost, are stuck or say the opposite: alone, and in spells of one source or of all.
One person in ten refuses what is proposed, or is away.

In half of the breaks nothing is configured: what is watched is what a fresh install watches by itself, when something happens. What that
cannot see, or what nobody is to be told without settings (a server that somebody ended, NAT by choice), need not be named there; `--bare` and
`--configured` play one half alone.

## All behaviours

Beside the product four simple ideas meet the same histories: one that does nothing, and three that look every two minutes and act at the
second failure in a row. They name nothing.

| noise | who | named | right | cured | needless | alarms | sessions | unasked |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""

GENERATED = """
## Generated behaviours

`simulate --generate 100 --cases 10 --noise 0 --seed S` makes a hundred behaviours by a seed: kind of VPN, device, routes, DNS, filter, time,
cards, another VPN. Their goal is 97 % right.

| seed | named | right | cured | needless | alarms |
| ---: | ---: | ---: | ---: | ---: | ---: |
"""

SHORT = """
## Goals, and where they are not reached

Each behaviour has goals of its own (`tests/simulate/goals.cpp`): without noise named, right and cured in at least 99 % each, needless in at most
5 %; with 20 % noise right in at least 95 %; of the harmless ones at most 0.5 % alarms. {reached} of {behaviours} reach all of theirs. The others are listed
here, with what they hold today in `tests/simulate/goals_today.hpp`, below which `simulate` fails.

| behaviour | named, 0 % | right, 0 % | cured, 0 % | needless, 0 % | right, 20 % | alarms, 20 % |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def percent(row, measure, digits=1):
    """Of those to which the measure applies; "-" where there is none."""
    of = row[OF[measure]]
    return f"{100 * row[measure] / of:.{digits}f}" if of else "-"


def is_short(row, measure, goal):
    """Whether the row does not reach its goal."""
    of = row[OF[measure]]
    reached = 100 * row[measure] / of if of else goal
    return reached > goal if measure in LIMITS else reached < goal


def columns(row, measures, digits=1):
    return " | ".join(percent(row, measure, digits) for measure in measures)


def main():
    everything, *generated = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
    by_name = {}
    for row in everything["rows"]:
        if row["way"] == "mirrorwatch":
            by_name.setdefault(row["behaviour"], {})[row["noise_percent"]] = row
    quiet = [rows[0] for rows in by_name.values()]
    harmless = sum(1 for row in quiet if row["harmless"])
    words = sum(1 for row in quiet if not row["harmless"] and not row["curable"])
    short = [name for name, rows in sorted(by_name.items()) if any(is_short(rows[noise], what, goal) for noise, what, goal in GOALS)]
    out = HEAD.format(behaviours=len(by_name), harmless=harmless, words=words)
    for row in everything["totals"]:
        out += f"| {row['noise_percent']} % | {row['way']} | {columns(row, ('named', 'right', 'cured', 'needless', 'alarms'))} | "
        out += f"{row['sessions_killed']:,} | {row['sessions_killed_without_consent']:,} |\n"
    medians = [row["median_ms"] / 1000 for row in everything["totals"] if row["way"] == "mirrorwatch"]
    out += f"\nThe median time from the break to the right word is {' / '.join(f'{one:.1f}' for one in medians)} s at 0 / 10 / 20 % noise.\n"
    out += GENERATED
    for seed, made in enumerate(generated, 1):
        out += f"| {seed} | {columns(made['totals'][0], ('named', 'right', 'cured', 'needless', 'alarms'))} |\n"
    out += SHORT.format(reached=len(by_name) - len(short), behaviours=len(by_name))
    for name in short:
        calm, noisy = by_name[name][0], by_name[name][20]
        out += f"| {name} | {columns(calm, ('named', 'right', 'cured', 'needless'), 0)} | {columns(noisy, ('right', 'alarms'), 0)} |\n"
    sys.stdout.write(out)


if __name__ == "__main__":
    main()
