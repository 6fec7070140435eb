#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Plays the ladder of remedies in the lab, from a VPN that breaks WSL to a WSL as it was: one line a step.

    remedies.py                  each case once, and in the middle of it the service is killed at one moment, by --seed
    remedies.py --sweep          each case without a kill, and then once for every moment that it has
    remedies.py nat behind       only these cases
    remedies.py nat --kill "nat verifying"      one case, killed at this moment

The cases, each in a world of its own, some at a time: exclude, nat, virtioproxy, nothing, behind.
Exit code 0 only when every step was observed.
"""
import argparse
import contextlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts import remedies  # noqa: E402
from mwacts.console import sentry  # noqa: E402
from mwacts.stage import start_servers  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, die_with_parent  # noqa: E402
from mwlab.wine import Wine  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402


def rounds_of(name, options):
    """The lists of moments with which a case is played."""
    case = remedies.CASES[name]
    if options.kill is not None:
        return [options.kill]
    if options.sweep:
        return [[], *([moment] for moment in case.moments)]
    return [[random.Random(f"{options.seed} {case.name}").choice(case.moments)]]


def play_here(name, options, report):
    """All rounds of one case in one world; `.wslconfig` is watched all the while."""
    with World() as world:
        with report.step(f"{name}: Windows boots; WSL runs mirrored with a healthy server") as evidence:
            player = remedies.Player(world, Wine(world).start(), report)
            world.wslconfig.write_bytes(remedies.CONFIG)
            evidence["warnings"] = world.start_distro(remedies.DISTRO)
            start_servers(world)
            player.product.unpack()
            player.listen()
        try:
            with sentry(world, remedies.FILES, pause=0.005) as finish:  # `acts.py kills` looks more often
                for moments in rounds_of(name, options):
                    remedies.play(player, remedies.CASES[name], moments)
                with report.step(f"{name}: .wslconfig was never another file") as evidence:
                    evidence |= finish()
                    if evidence["wrong"]:
                        raise LabError(f"other contents of .wslconfig: {evidence['wrong']}")
        except BaseException:
            folder = os.environ.get("MWACTS_LOGS") or (report.path and report.path.parent / "logs")
            if folder:
                with contextlib.suppress(LabError, OSError):
                    player.keep_logs(Path(folder) / name)
            raise
        finally:
            player.watch.stop()


def play_apart(names, options):
    """Each case in a process of its own, as a process has one world; `options.lanes` at a time. True when all went well."""
    waiting, running, failed = sorted(names, key=lambda name: -len(remedies.CASES[name].moments)), [], []  # the long ones first
    while waiting or running:
        while waiting and len(running) < options.lanes:
            name = waiting.pop(0)
            argv = [sys.executable, __file__, name, "--alone", "--seed", str(options.seed)]
            argv += ["--sweep"] if options.sweep else []
            argv += ["--report", str(options.report.with_stem(f"{options.report.stem}-{name}"))] if options.report else []
            running.append((name, subprocess.Popen(argv, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)))
        time.sleep(0.1)
        failed += [name for name, process in running if process.poll() not in (None, 0)]
        running = [(name, process) for name, process in running if process.poll() is None]
    if failed:
        print(f"FAIL {', '.join(failed)}", flush=True)
    return not failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="case", help="; ".join(remedies.CASES))
    parser.add_argument("--report", type=Path, help="write the steps with their evidence beside this file, one for each case")
    parser.add_argument("--sweep", action="store_true", help="every moment of every case, and none")
    parser.add_argument("--kill", action="append", metavar="MOMENT", help="instead of moments by seed; '' for none")
    parser.add_argument("--seed", type=int, default=20261130, help="of the moments of the kills")
    parser.add_argument("--lanes", type=int, default=len(remedies.CASES), help="how many cases at a time")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.cases) - set(remedies.CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    options.kill = options.kill and [moment for moment in options.kill if moment]
    names = options.cases or list(remedies.CASES)
    require_namespaces()
    started = time.monotonic()
    if not options.alone and len(names) > 1:
        print(f"seed {options.seed}", flush=True)
        ok = play_apart(names, options)
        print(f"{'all' if ok else 'not all'} cases passed, {time.monotonic() - started:.1f} s", flush=True)
        return 0 if ok else 1
    report = Report(options.report)
    try:
        for name in names:
            play_here(name, options, report)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
