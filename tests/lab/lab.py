#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The lab's command line: prove that the lab shows what it claims, or hold a world open to look around.

    lab.py demo-break [--report FILE]   the breaks and their cures, seen by curl and by wsl.exe under Wine
    lab.py test [--report FILE]         the same, and WSL's grammar, the faults and the clean-up
    lab.py hold [--no-wine]             a world with a healthy mirrored server, until it is interrupted
    lab.py sweep                        removes what dead labs left
"""
import argparse
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab import checks, proof  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError  # noqa: E402
from mwlab.wine import Wine  # noqa: E402
from mwlab.world import World, require_namespaces, sweep  # noqa: E402


def play(parts, report):
    """Plays the parts; a failed one ends the run. Returns the exit code."""
    started = time.monotonic()
    try:
        for part in parts:
            part(report)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed, {time.monotonic() - started:.1f} s", flush=True)
    return 0 if report.ok else 1


def hold(with_wine):
    """A healthy mirrored world until a signal comes."""
    with World() as world:
        world.wslconfig.write_bytes(proof.MIRRORED)
        if with_wine:
            wine = Wine(world).start()
            world.wslconfig.write_bytes(proof.MIRRORED)
            print(f"Wine: WINEPREFIX={wine.prefix()} DISPLAY={wine.display}")
        world.start_distro()
        world.start_server()
        print(f"namespaces: {' '.join(world.names)}; folder: {world.folder}\nready", flush=True)
        while True:
            signal.pause()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["demo-break", "test", "hold", "sweep"])
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    parser.add_argument("--screenshots", type=Path, help="put pictures of the screen into this folder")
    parser.add_argument("--no-wine", action="store_true", help="without the Windows programs")
    arguments = parser.parse_args()
    require_namespaces()
    if arguments.verb == "sweep":
        sweep()
        return 0
    if arguments.verb == "hold":
        return hold(not arguments.no_wine)
    parts = [proof.breaks]
    if not arguments.no_wine:
        parts.append(lambda report: proof.windows(report, arguments.screenshots))
    if arguments.verb == "test":
        parts = [checks.grammar, *parts, checks.faults, checks.distros, checks.clean_up]
    return play(parts, Report(arguments.report))


if __name__ == "__main__":
    sys.exit(main())
