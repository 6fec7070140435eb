#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the service does when nothing happens: ten endpoints every 30 s, WSL running, a tray program connected.

It may wake for a probe and once a minute to look whether a notice was lost, and must not call wsl.exe; with what it
starts it may use 0.05 % of one processor. Exit code 0 only if all of that was seen. All is read from outside: the
threads' context switches as the kernel counts them, the server's own list of requests, the stand-in's of its calls.
Wine's part is in it: it is Wine that turns one wait into several messages to its server. What that server itself
computes is printed beside.
"""
import argparse
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import Product  # noqa: E402
from mwacts.stage import CONFIG, DISTRO  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError, pids_in, wait_until  # noqa: E402
from mwlab.wine import Wine  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

ENDPOINTS, INTERVAL = 10, 30  # s
LIMIT = 0.0005  # of one processor
LOOK = 0.02  # s between two looks at the counters
QUIET = 0.2  # s without a switch end a wake-up
POLLS = 1  # a minute
SETTINGS = "[health]\ninterval = \"%ds\"\n" % INTERVAL + "".join(
    f'\n[[endpoint]]\nname = "server {number}"\nurl = "http://127.0.0.1:8080/{number}"\n' for number in range(ENDPOINTS))


def processor_seconds(pid):
    """To the nanosecond, with all threads, those that have ended too: the clock that clock_getcpuclockid(3) names."""
    return time.clock_gettime(~pid << 3 | 2)


def switches(pid):
    """How often each thread has given up the processor: by itself, or because it had to."""
    counts = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            lines = (task / "status").read_text().splitlines()
        except OSError:  # it has ended
            continue
        counts[int(task.name)] = sum(int(line.split()[1]) for line in lines if "ctxt_switches" in line)
    return counts


class Wakes:
    """The process's wake-ups, each from its first switch to the last before a quiet moment, and whose threads they were."""

    def __init__(self, pid):
        self.pid, self.seen, self.agents = pid, [], set()
        self.last = switches(pid)

    def watch(self, seconds, list_agents):
        end = time.monotonic() + seconds
        looks = 0
        while time.monotonic() < end:
            time.sleep(LOOK)
            now, counts = time.time(), switches(self.pid)
            changed = {task for task, count in counts.items() if self.last.get(task) != count}
            self.last = counts
            if changed and self.seen and now - self.seen[-1]["to"] < QUIET:
                self.seen[-1]["to"] = now
                self.seen[-1]["threads"] |= changed
            elif changed:
                self.seen.append({"from": now - LOOK, "to": now, "threads": changed})
            looks += 1
            if looks % 25 == 0:
                self.agents |= set(list_agents())

    def apart_from(self, hits):
        """Those in which no request reached the server."""
        times = [hit["time"] for hit in hits]
        return [wake for wake in self.seen if not any(wake["from"] - QUIET <= at <= wake["to"] + QUIET for at in times)]


def wineserver(world):
    return next((pid for pid in pids_in(world.names.win)
                 if "wineserver" in Path(f"/proc/{pid}/comm").read_text()), None)


def rest(report, seconds):
    with World() as world:
        with report.step(f"the service watches {ENDPOINTS} endpoints every {INTERVAL} s; WSL runs") as evidence:
            wine, witness = Wine(world).start(), Witness(world)
            world.wslconfig.write_bytes(CONFIG)
            world.start_distro(DISTRO)
            world.start_server()
            product = Product(world, wine)
            product.settings.mkdir(parents=True, exist_ok=True)
            (product.settings / "mirrorwatch.toml").write_text(SETTINGS)
            evidence |= product.set_up_by_hand()
            wait_until(lambda: product.pids("mirrorwatch-tray.exe"), 20, "the tray program")
            product.await_status(lambda s: [e["state"] for e in s["endpoints"]].count("up") == ENDPOINTS, 60, "all are up")
            pid = product.pids("mirrorwatch.exe", "service run")[0]
            time.sleep(INTERVAL + 10)  # what a start brings with it, and what asking for the status left, is over
        with report.step(f"{seconds} s in which nothing happens") as evidence:
            witness.mark()
            wakes, server = Wakes(pid), wineserver(world)
            used, server_used, began = processor_seconds(pid), processor_seconds(server), time.monotonic()
            wakes.watch(seconds, lambda: product.pids("mirrorwatch.exe", " agent"))
            took = time.monotonic() - began
            part, beside = (processor_seconds(pid) - used) / took, (processor_seconds(server) - server_used) / took
            hits, calls = witness.hits(), [call["argv"] for call in witness.calls()]
            others = wakes.apart_from(hits)
            evidence |= {"part of a processor": part, "Wine's server": beside, "probes": len(hits), "wake-ups": len(wakes.seen),
                         "without a probe": [[round(wake["from"] - hits[0]["time"], 1), sorted(wake["threads"])] for wake in others],
                         "calls of wsl.exe": calls, "agents": len(wakes.agents)}
        print(f"     {len(hits)} probes; {len(wakes.seen)} wake-ups, {len(others)} of them without a probe; {len(calls)} calls of wsl.exe by "
              f"{len(wakes.agents)} agents; {part:.4%} of a processor, and Wine's server {beside:.4%}", flush=True)
        with report.step("every endpoint was probed, no more often than it should be"):
            expect(ENDPOINTS * (seconds // INTERVAL - 1) <= len(hits) <= ENDPOINTS * (seconds // INTERVAL + 2), True, f"{len(hits)} probes")
        with report.step("nothing was asked of WSL", stop=False):
            expect((calls, len(wakes.agents)), ([], 0), "calls of wsl.exe, and agents")
        with report.step(f"apart from probes it woke at most {POLLS} a minute", stop=False) as evidence:
            evidence["without a probe"] = others
            expect(len(others) <= POLLS * (seconds // 60 + 1), True, f"{len(others)} wake-ups in {seconds} s")
        with report.step(f"it used less than {LIMIT:.2%} of a processor", stop=False):
            expect(part < LIMIT, True, f"{part:.4%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=240, help="how long to look on")
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    require_namespaces()
    report = Report(options.report)
    try:
        rest(report, options.seconds)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
        return 1
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
