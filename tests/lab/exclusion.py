#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An exclusion through all that happens to a mirrored guest: one line a case, exit code 0 only if all were as they should be.

Lanes run side by side, each in a guest of its own. Started by test_exclusion.sh. See "Exclusion" in the lab's README.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwexclusion import guests, iproute, kills, matrix  # noqa: E402
from mwexclusion.stage import Stage  # noqa: E402
from mwlab.mirrored import MirroredWorld  # noqa: E402
from mwlab.report import Report  # noqa: E402

HERE = Path(__file__).resolve()


def kind_lane(world, kind, whole):
    """(name, what plays it) of each case, in order"""
    stage = Stage(world)
    yield f"{kind}: broken, cured, undone and cured", partial(matrix.begin, stage, kind)
    for event in matrix.events_of(kind, whole):
        yield f"{kind}: {event}", partial(matrix.outlive, stage, event)
    gone = kind in ("halves", "six")
    yield f"{kind}: undone{', after the VPN has gone' * gone}", partial(matrix.end, stage, gone)


def guests_lane(world):
    yield "without a watcher it is lost", partial(matrix.lost_without_watcher, Stage(world, systemd=False))
    yield "what is shown is what is done", partial(guests.shown, world)
    yield "what an older Mirrorwatch left", partial(guests.old_form, world)
    yield "the ip of busybox", partial(guests.busybox, world)
    yield "an ip without nexthop objects", partial(guests.plain_routes, world)


def programs_lane(world):
    yield "a shell of busybox", partial(guests.other_shell, world, "busybox", "sh")
    yield "a shell that is bash", partial(guests.other_shell, world, "bash", "--posix")
    for name, folder in iproute.folders().items():
        yield f"iproute2 of {name}", partial(guests.outlives, Stage(world, programs=folder), "nexthop", ("nic-mtu", "nic-toggle"))


def kills_lane(world, count, seed):
    yield f"{count} kills, seed {seed}", partial(kills.play, Stage(world), count, seed)


def lanes(options):
    """{name: (the VPN's kind, what gives its cases)}"""
    chosen = {kind: (kind, partial(kind_lane, kind=kind, whole=options.all)) for kind in matrix.KINDS}
    count = 50 if options.all else 5
    for number in range(2):
        chosen[f"kills{number}"] = ("everything", partial(kills_lane, count=count, seed=options.seed + number))
    return chosen | {"guests": ("everything", guests_lane), "programs": ("everything", programs_lane)}


def play_lane(kind, make_cases, path):
    """For a process of its own: plays the lane's cases and leaves {passed, failed} in a file."""
    report = Report()
    with MirroredWorld() as world:
        world.docker.create()
        world.vpn_up(kind)
        for name, play in make_cases(world):
            with report.step(name, stop=False) as evidence:
                evidence |= play()
    passed = sum(step["ok"] for step in report.steps)
    Path(path).write_text(json.dumps([passed, len(report.steps) - passed]))


def count_of(path):
    """[passed, failed] of a lane; one that left nothing died, and failed."""
    return json.loads(Path(path).read_text() or "[0, 1]")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every event with every kind of VPN, and a hundred kills")
    parser.add_argument("--seed", type=int, default=1, help="of the kills' moments")
    parser.add_argument("--lane", nargs="*", help="only these")
    parser.add_argument("--play", nargs=2, metavar=("LANE", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    chosen = lanes(options)
    if options.play:
        return play_lane(*chosen[options.play[0]], options.play[1])
    started, running = time.monotonic(), []
    with tempfile.TemporaryDirectory(dir="/run") as folder:
        for name in options.lane or chosen:
            path = Path(folder, name)
            path.touch()
            argv = [sys.executable, HERE, *["--all"] * options.all, "--seed", str(options.seed), "--play", name, path]
            running.append((subprocess.Popen(argv, stdin=subprocess.DEVNULL), path))
        for process, _ in running:
            process.wait()
        passed, failed = map(sum, zip(*(count_of(path) for _, path in running)))
    skipped = iproute.missing()
    for line in skipped:
        print(f"skip  {line}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped, {time.monotonic() - started:.1f} s", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
