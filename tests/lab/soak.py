#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A bad day, in minutes: a VPN that flaps every 2 s, a `.wslconfig` that is edited every 3 s, 200 endpoints, trays that come and go.

What the service holds: the memory that it has asked for and not given back, counted by operator new; what is in use of
the heaps below, by Windows' own libraries too; open files, and threads and handles as Windows counts them. After the first quarter a line is laid through the rest by least squares; it
may rise by no more than NOISE over the time that was measured, or not by more than three times what chance makes of it.
The heap below, Wine's, does not give back what is free: of what the kernel counts there is only a limit.
Every warning and error in the log has to be one of EXPLAINED.
"""
import argparse
import json
import os
import random
import re
import shutil
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import ROOT, TRAY, Endpoint, Product  # noqa: E402
from mwacts.stage import CONFIG, DISTRO, start_servers  # noqa: E402
from mwlab.proof import LAN_URL, expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, is_alive, kill_group, wait_until  # noqa: E402
from mwlab.wine import Wine, compiled, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

COUNTED = ROOT / "build/mingw/bin/mirrorwatch-counted.exe"
COUNTS = "drive_c/counts"
HANDLES = Path(__file__).resolve().parent / "driver/handles_win.cpp"
FLAP, EDIT, TRAYS, SAMPLE = 2.0, 3.0, 5.0, 5.0  # s between two of each
SETTINGS = '[health]\ninterval = "10s"\ntimeout = "2s"\n[wsl]\npoll = "5s"\n'
WARM_UP = 0.25  # of the time: what is made once is made
# How far the line may rise over the time that is measured.
NOISE = {"held KiB": 256, "blocks": 1000, "our heap KiB": 512, "Windows' heap KiB": 256, "files": 5, "threads": 5, "handles": 10}
MOST_RESIDENT = 96 * 1024  # KiB; 50 when it starts
CHANCE = 3  # standard errors of the slope
# What the log may say of such a day, and why.
EXPLAINED = (
    (r"(NotifyIpInterfaceChange|NotifyUnicastIpAddressChange|NotifyRouteChange2) does nothing", "Wine has no more of them; addresses wake it, and the poll"),
    (r"(EvtSubscribe|EvtQuery): ", "Wine keeps no event log"),
    (r"IWbemLocator::ConnectServer: 0x8004100E", "Wine's WMI knows nothing of firewall and ports"),
    (r"broke mirrored networking: there is no answer from lan ", "the VPN does; on a busy machine it may be up for longer than it takes to tell"),
    (r"There is no answer from lan \d+ \(from WSL\)", "the same, before it is known that it is the VPN"),
    (r"There is no answer from closed \d+\.", "nobody listens there"),
)
LEVEL = re.compile(r"\S+ (warning|error|critical) ")


def endpoints():
    """In WSL, on the LAN from both sides, and where nobody listens."""
    web = [Endpoint(f"web {n}", f"http://127.0.0.1:8080/{n}", "windows") for n in range(140)]
    lan = [Endpoint(f"lan {n}", f"{LAN_URL.rstrip('/')}/{n}") for n in range(20)]
    closed = [Endpoint(f"closed {n}", f"tcp://127.0.0.1:{9000 + n}", "windows") for n in range(40)]
    return [*web, *lan, *closed]


def is_answered(status):
    """What should answer does: these, and what is watched without any setting."""
    due = [endpoint["state"] for endpoint in status["endpoints"] if not endpoint["name"].startswith("closed")]
    return len(due) >= 160 and set(due) == {"up"}


def is_explained(status):
    """Nobody listens at the closed ones, and that has been found: what a diagnosis makes once, libraries of Windows among it, is made."""
    found = {name for finding in status["findings"] for name in finding["endpoints"]}
    return is_answered(status) and found >= {endpoint["name"] for endpoint in status["endpoints"] if endpoint["state"] == "down"} != set()


def line_through(samples):
    """(slope, its standard error) of the line by least squares through (time, value)."""
    n = len(samples)
    mean_t, mean_v = (sum(column) / n for column in zip(*samples))
    spread = sum((t - mean_t) ** 2 for t, _ in samples)
    slope = sum((t - mean_t) * (v - mean_v) for t, v in samples) / spread
    rest = sum((v - mean_v - slope * (t - mean_t)) ** 2 for t, v in samples)
    return slope, (rest / (n - 2) / spread) ** 0.5


class Service:
    """The service of one Windows, under its service control manager, and all that is held by it."""

    def __init__(self, wine, product):
        self.wine, self.product = wine, product
        [self.pid] = product.pids("mirrorwatch.exe", "service run")
        self.samples = []  # {"at", and each of NOISE}

    def sample(self):
        folder = Path(f"/proc/{self.pid}")
        rollup = dict(line.split()[:2] for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
        held, blocks, ours, windows, free = self.held()
        self.samples.append({"at": time.monotonic(), "held KiB": held // 1024, "blocks": blocks, "our heap KiB": ours // 1024,
                             "Windows' heap KiB": windows // 1024, "free KiB": free // 1024, "resident KiB": int(rollup["Rss:"]),
                             "files": len(os.listdir(folder / "fd")), **self.counted()})

    def held(self):
        """As the driver has counted it last; the service has counted for longer than any agent."""
        files = (path.read_text().splitlines() for path in (self.wine.prefix() / COUNTS).iterdir())
        return map(int, max(files, key=len)[-1].split())

    def counted(self):
        """Handles and threads, as Windows counts them; a count that a busy Windows does not finish is done again."""
        def look():
            done = self.wine.run(to_windows(compiled(HANDLES, "-lntdll")), "mirrorwatch.exe", timeout=20)
            return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None
        return wait_until(look, 30, "the count of handles")

    def trend(self, what):
        """After the warm-up: how far the line rises over the time that is left, how far chance might, and both ends."""
        kept = self.samples[int(len(self.samples) * WARM_UP):]
        took = kept[-1]["at"] - kept[0]["at"]
        slope, error = line_through([(sample["at"], sample[what]) for sample in kept])
        return {"rise": round(slope * took, 1), "chance": round(CHANCE * error * took, 1), "seconds": round(took), "samples": len(kept),
                "first": kept[0][what], "last": kept[-1][what], "most": max(sample[what] for sample in kept)}


class Day:
    """Whoever plugs, edits, comes and goes; each at its own pace, all by one hand."""

    def __init__(self, world, wine, service, seed):
        self.world, self.wine, self.service, self.random = world, wine, service, random.Random(seed)
        self.is_up, self.tray = False, None
        self.counts = dict.fromkeys(("flaps", "edits", "trays", "samples"), 0)

    def flap(self):
        self.world.vpn_down() if self.is_up else self.world.vpn_up(self.random.choice(("everything", "full", "lan")))
        self.is_up = not self.is_up
        self.counts["flaps"] += 1

    def edit(self):
        """In place, or as most editors do: by a file beside it."""
        self.counts["edits"] += 1
        text = CONFIG + b"\r\n# edit %d\r\n" % self.counts["edits"]
        if self.random.random() < 0.5:
            self.world.wslconfig.write_bytes(text)
        else:
            beside = self.world.wslconfig.with_name(".wslconfig.tmp")
            beside.write_bytes(text)
            beside.rename(self.world.wslconfig)

    def come_or_go(self):
        """A tray that is killed, now and then one that was only just started."""
        if self.tray:
            kill_group(self.tray.pid)
            for pid in self.service.product.pids("mirrorwatch-tray.exe"):
                kill_group(pid)
            self.tray.wait()
            self.tray = None
        else:
            self.tray = self.wine.spawn(TRAY)
            self.counts["trays"] += 1

    def sample(self):
        self.service.sample()
        self.counts["samples"] += 1

    def live(self, seconds):
        end = time.monotonic() + seconds
        due = {self.flap: 0.0, self.edit: 0.0, self.come_or_go: 0.0, self.sample: 0.0}
        pauses = {self.flap: FLAP, self.edit: EDIT, self.come_or_go: TRAYS, self.sample: SAMPLE}
        told = time.monotonic()
        while (now := time.monotonic()) < end:
            deed = min(due, key=due.get)
            if due[deed] > now:
                time.sleep(min(due[deed], end) - now)
                continue
            due[deed] = now + pauses[deed]
            deed()
            if now > told + 60:
                told = now
                print(f"     {round(end - now)} s to go; {self.counts}, {self.service.samples[-1]}", flush=True)
        if self.is_up:
            self.flap()
        if self.tray:
            self.come_or_go()


def unexplained(product):
    """Warnings and errors of the log that are none of EXPLAINED."""
    lines = [line for text in product.logs().values() for line in text.splitlines() if LEVEL.match(line)]
    return [line for line in lines if not any(re.search(pattern, line) for pattern, _ in EXPLAINED)], len(lines)


def begin(report, world):
    compiled(HANDLES, "-lntdll")
    with report.step("the service watches 200 endpoints; WSL runs") as evidence:
        wine = Wine(world).start()
        world.wslconfig.write_bytes(CONFIG)
        world.start_distro(DISTRO)
        start_servers(world)
        product = Product(world, wine)
        product.configure(endpoints(), SETTINGS)
        product.unpack()
        shutil.copy(COUNTED, product.folder / "mirrorwatch.exe")
        (wine.prefix() / COUNTS).mkdir()
        evidence["said"] = [product.must("service", verb) for verb in ("install", "start")]
        evidence["status"] = product.await_status(is_explained, 600, "what answers is up, and why the rest does not is found")
        return Service(wine, product)


def judge(report, service):
    for what, noise in NOISE.items():
        with report.step(f"{what}: no trend", stop=False) as evidence:
            trend = service.trend(what)
            evidence |= trend | {"samples": [(round(sample["at"] - service.samples[0]["at"], 1), sample[what]) for sample in service.samples]}
            print(f"     {what}: {trend}", flush=True)
            expect(trend["rise"] <= noise or trend["rise"] <= trend["chance"], True,
                   f"{what} rose by {trend['rise']} in {trend['seconds']} s, at most {noise}")
    with report.step(f"at most {MOST_RESIDENT} KiB resident", stop=False) as evidence:
        evidence["resident KiB"] = most = max(sample["resident KiB"] for sample in service.samples)
        print(f"     resident: {most} KiB at most, {service.samples[0]['resident KiB']} in the beginning", flush=True)
        expect(most <= MOST_RESIDENT, True, "resident memory")
    with report.step("nothing in the log is unexplained", stop=False) as evidence:
        evidence["unexplained"], evidence["lines"] = unexplained(service.product)
        print(f"     {evidence['lines']} warnings and errors, {len(evidence['unexplained'])} of them unexplained", flush=True)
        expect(evidence["unexplained"][:10], [], "unexplained lines of the log")


def play(report, minutes, seed):
    with World() as world:
        service = begin(report, world)
        product = service.product
        try:
            with report.step(f"{minutes:g} minutes of it: the service lives") as evidence:
                day = Day(world, service.wine, service, seed)
                day.live(minutes * 60)
                evidence |= day.counts
                print(f"     {day.counts}", flush=True)
                expect(is_alive(service.pid), True, "the service runs")
            with report.step("the day is over, and all is well") as evidence:
                evidence["status"] = product.await_status(lambda s: is_answered(s) and not s.get("service_troubles"), 60, "all is well")
                expect(product.pids("mirrorwatch.exe", "service run"), [service.pid], "the service's process")
            judge(report, service)
        finally:
            if not report.ok:
                for name, text in product.logs().items():
                    print("\n".join([f"--- {name}", *text.splitlines()[-40:]]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="how long")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="for what is left to chance")
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    report = Report(options.report)
    require_namespaces()
    print(f"seed {options.seed}", flush=True)
    try:
        play(report, options.minutes, options.seed)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
