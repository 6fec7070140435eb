#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Plays the product in the lab, from a VPN that breaks mirrored networking to a repaired WSL: one line a step.

    acts.py act1             a full tunnel cuts WSL off: notification, dialog, exclusion, what it outlives, nothing left
    acts.py act2             what lies behind the VPN: NAT, restored by the menu, and the uninstaller
    acts.py act3             only names fail: DNS tunneling is switched off
    acts.py demo             both acts in one Windows, as packaging/demo.sh plays them
    acts.py fresh            shipped settings and nothing else: a VPN that swallows, names, a lost default route, silence where nothing is wrong
    acts.py negatives        what must not be offered, and an exclusion that is lost where nobody keeps it up
    acts.py ignored          a guest that ignores what it is told: act 1 fails at the cure
    acts.py verbs            the command line, with the service and without it
    acts.py kills            service and agent are killed again and again during act 2
    acts.py exclusion-kills  service, agent and the guest's watcher during an exclusion's life

Exit code 0 only when every step was observed.
"""
import argparse
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts import exclusion_kills, fresh, kills, names, negatives, scenes, verbs  # noqa: E402
from mwacts.stage import play  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError  # noqa: E402
from mwlab.world import require_namespaces  # noqa: E402


def act1(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        scenes.act1(stage)


def act2(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        scenes.act2(stage)
        if not options.by_hand:
            scenes.uninstall(stage)


def act3(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        names.act3(stage)


def fresh_install(report, options):
    with play(report, options.screenshots, options.by_hand, None, fresh.CHECKS, fresh.surroundings) as stage:
        fresh.fresh(stage)


def demo(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        scenes.act1(stage)
        scenes.act2(stage)
        if not options.by_hand:
            scenes.uninstall(stage)


def negative_controls(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        negatives.play_all(stage)


def ignored(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        negatives.ignored(stage)


def command_line(report, options):
    with play(report, options.screenshots, by_hand=options.by_hand) as stage:
        verbs.play_all(stage)


def kill(report, options):
    kills.play(report, options.kills, options.seed)


def kill_exclusion(report, options):
    exclusion_kills.play(report, options.kills, options.seed)


ACTS = {"act1": act1, "act2": act2, "act3": act3, "fresh": fresh_install, "demo": demo, "negatives": negative_controls, "ignored": ignored,
        "verbs": command_line, "kills": kill, "exclusion-kills": kill_exclusion}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=list(ACTS))
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    parser.add_argument("--screenshots", type=Path, help="put pictures of the screen into this folder")
    parser.add_argument("--by-hand", action="store_true", help="install by the product's commands instead of setup")
    parser.add_argument("--kills", type=int, default=60, help="how many have to hit (kills only)")
    parser.add_argument("--seed", type=int, default=20261122, help="of the moments of the kills (kills only)")
    options = parser.parse_args()
    require_namespaces()
    started, report = time.monotonic(), Report(options.report)
    try:
        ACTS[options.act](report, options)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed, {time.monotonic() - started:.1f} s", flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
