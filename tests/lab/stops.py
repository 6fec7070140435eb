#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The service is started and stopped by the service control manager at random moments, also while it builds itself again.

Each process ends with exit code 0, as `GetExitCodeProcess` says on a handle that was opened before the stop: Wine keeps
no failure actions, by which Windows would show a crash. No page fault is written, and each stop is over within 5 s.
"""
import argparse
import random
import re
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import Product  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.wine import Wine, compiled, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

WATCHER = Path(__file__).resolve().parent / "driver/stop_win.cpp"
ENDPOINTS = "".join(f'[[endpoint]]\nname = "e{n}"\nurl = "tcp://nowhere-{n}.example:80"\n' for n in range(20))
RULE = '[[rule]]\nname = "lab"\nscore = {score}\nreason = "ours"\nnames = ["No such adapter"]\n'
STOP_WITHIN = 5_000  # ms


class Scm:
    """The service of one Windows, under its service control manager."""

    def __init__(self, world, seed):
        self.wine = Wine(world).start()
        self.product = Product(world, self.wine)
        self.random = random.Random(seed)
        self.product.configure([], ENDPOINTS)
        self.product.unpack()
        self.product.must("service", "install")

    def turn(self, number):
        """One start and one stop; returns what the watcher saw."""
        moment = self.random.choice([0, 20, 100, 300, 800, 1500, 2500])
        if self.random.random() < 0.4:  # it builds itself again while it is told to stop
            (self.product.settings / "vpn-adapters.toml").write_text(RULE.format(score=number % 50 + 1))
        done = self.wine.run(to_windows(compiled(WATCHER, "-ladvapi32")), str(moment), timeout=60)
        said = done.stdout.decode(errors="replace").strip()
        faults = re.findall(r"Unhandled (?:page fault|exception).*", (done.stdout + done.stderr).decode(errors="replace"))
        seen = re.fullmatch(r"exit (\d+) after (\d+) ms", said)
        if done.returncode != 0 or not seen or faults:
            raise LabError(f"turn {number}, {moment} ms after the start: {said} {faults} {done.stderr.decode(errors='replace')[-500:]}")
        return {"moment": moment, "exit": int(seen[1]), "ms": int(seen[2])}


def play(report, scm, turns):
    with report.step(f"{turns} starts and stops at random moments: every exit code is 0") as evidence:
        seen = evidence["turns"] = []
        for number in range(turns):
            seen.append(scm.turn(number))
            expect(seen[-1]["exit"], 0, f"exit code at turn {number}, {seen[-1]['moment']} ms after the start")
        times = sorted(turn["ms"] for turn in seen)
        print(f"     stopped after {times[len(times) // 2]} ms, at worst {times[-1]} ms", flush=True)
        expect(times[-1] <= STOP_WITHIN, True, f"the longest stop took {times[-1]} ms")
    with report.step("no crash was noted, and the log has no error") as evidence:
        expect(sorted(path.name for path in scm.product.data.glob("*.dmp")), [], "dumps")
        expect((scm.product.data / "last-words.txt").exists(), False, "last words")
        logs = evidence["errors"] = [line for text in scm.product.logs().values() for line in text.splitlines() if "error" in line.lower()]
        expect(logs, [], "errors in the log")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=10, help="how many starts and stops")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="for the moments")
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    report = Report(options.report)
    require_namespaces()
    print(f"seed {options.seed}", flush=True)
    try:
        with World() as world:
            scm = Scm(world, options.seed)
            try:
                play(report, scm, options.turns)
            finally:
                if not report.ok:
                    for name, text in scm.product.logs().items():
                        print("\n".join([f"--- {name}", *text.splitlines()[-30:]]), flush=True)
    except (LabError, AssertionError) as problem:
        print(problem, flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
