#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Clients that mean harm to the service, and one that only wants an answer and gets it all the while.

Hostile frames, crowds that greet or say nothing, readers that read nothing, clients killed in the middle of a frame. A
good client, connected first, is answered within 100 ms in 99 of 100 cases more than a bare echo pipe needs under the
same flood; in the end the service has as many handles as before, and no more memory than a tenth above.
"""
import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import EXE, Product  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, is_alive, wait_until  # noqa: E402
from mwlab.wine import Wine, compiled, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

HOSTILE = Path(__file__).resolve().parent / "driver/hostile_win.cpp"
SETTINGS = '[[endpoint]]\nname = "api"\nurl = "http://127.0.0.1:8080/"\n'
ALLOWED_MS = 100  # beyond what the echo pipe needs


class Attack:
    """The service in a console, and programs around it."""

    def __init__(self, world):
        self.wine = Wine(world).start()
        self.product = Product(world, self.wine)
        self.product.in_console = True
        self.product.unpack()
        settings = self.wine.root / "mirrorwatch.toml"
        settings.write_text(SETTINGS)
        self.log = open(self.wine.root / "console.txt", "wb")
        self.service = self.wine.spawn(EXE, "run", "--file", to_windows(settings), stdout=self.log, stderr=self.log)
        wait_until(self.product.status, 30, "an answer of the service")
        [self.pid] = self.product.pids("mirrorwatch.exe", " run")

    def spawn(self, *words, **more):
        return self.wine.spawn(to_windows(compiled(HOSTILE)), *words, **more)

    def must(self, *words, timeout):
        done = self.wine.run(to_windows(compiled(HOSTILE)), *words, timeout=timeout)
        if done.returncode != 0:
            raise LabError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
        return json.loads(done.stdout.decode())

    def usage(self):
        """Resident memory in KiB, and open files, which is what Wine's handles are, once all is quiet."""
        time.sleep(3)
        status = Path(f"/proc/{self.pid}/status").read_text()
        rss = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        return {"KiB": rss, "files": len(os.listdir(f"/proc/{self.pid}/fd"))}

    def is_well(self):
        expect(is_alive(self.pid), True, "the service runs")
        expect(wait_until(self.product.status, 10, "an answer of the service") is not None, True, "a status")

    def words(self):
        return Path(self.log.name).read_text(errors="replace")


class Good:
    """The client that was there first."""

    def __init__(self, attack, seconds):
        self.out = attack.wine.root / "good.txt"
        self.process = attack.spawn("good", str(seconds), stdout=open(self.out, "wb"))
        wait_until(lambda: "connected" in self.out.read_text(), 20, "the good client's connection")

    def end(self, timeout):
        self.process.wait(timeout)
        return json.loads(self.out.read_text().splitlines()[-1])


def kill_in_mid_frame(attack, times):
    for _ in range(times):
        before = set(attack.product.pids("hostile", " cut"))
        process = attack.spawn("cut")
        [pid] = wait_until(lambda: set(attack.product.pids("hostile", " cut")) - before, 10, "a client in mid-frame")
        time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        process.wait(20)


def play(report, attack, frames):
    attack.must("frames", "500", "1", timeout=120)  # so that what is made once is made
    before = attack.usage()
    with report.step(f"{frames} hostile frames: a good client is answered all the while") as evidence:
        good = Good(attack, 20)
        evidence |= attack.must("frames", str(frames), "7", timeout=3000)
        evidence |= good.end(60)
        judge(evidence)
        attack.is_well()
    with report.step("200 connections at once, of which half say nothing, and 30 that never read") as evidence:
        good = Good(attack, 20)
        crowds = [attack.spawn("crowd", "200", "12"), attack.spawn("slow", "30", "12")]
        evidence |= good.end(60)
        for crowd in crowds:
            crowd.wait(60)
        judge(evidence)
        attack.is_well()
    with report.step("ten clients are killed in mid-frame"):
        kill_in_mid_frame(attack, 10)
        attack.is_well()
    with report.step("memory and handles are as before, and nothing is unexplained in the log") as evidence:
        after = attack.usage()
        evidence |= {"before": before, "after": after}
        expect(after["files"] <= before["files"] + 4, True, f"open files: {before['files']}, then {after['files']}")
        expect(after["KiB"] <= before["KiB"] * 1.1 + 1024, True, f"KiB: {before['KiB']}, then {after['KiB']}")
        bad = [line for line in attack.words().splitlines() if "failed and was ended" in line]
        expect(bad, [], "faults in the log")
        expect(len(attack.words().splitlines()) < 200, True, "a log that a client cannot fill")


def judge(evidence):
    service, echo = evidence["service"], evidence["echo"]
    print(f"     {service['answers']} answers, {service['busy']} of them busy; p99 {service['p99']} ms, "
          f"the echo pipe {echo['p99']} ms; worst {service['worst']} and {echo['worst']} ms", flush=True)
    expect(service["answers"] > 50, True, f"{service['answers']} answers")
    expect(service["busy"], 0, "busy answers to the good client")
    expect(service["p99"] <= echo["p99"] + ALLOWED_MS, True, f"p99 {service['p99']} ms beside {echo['p99']} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=5_000, help="how many hostile frames")
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    report = Report(options.report)
    require_namespaces()
    try:
        with World() as world:
            attack = Attack(world)
            try:
                play(report, attack, options.frames)
            finally:
                if not report.ok:
                    print(attack.words()[-4000:], flush=True)
    except (LabError, AssertionError) as problem:
        print(problem, flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
