#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a health probe costs: ours, two well-known monitors and a bare epoll client ask the same server equally often.

Started by probes.sh, which builds and gets what it needs. Each contestant runs alone, one after the other, round
after round, so that a noisy moment of the machine hits all alike. Counted is the contestant's own processor time
while the server answers its requests: not the server's, nor that of the client that makes blackbox probe. All but the
bare client ask the same: that the status is fine and that "ok" is in the body.
"""

import argparse
import asyncio
import contextlib
import json
import mmap
import os
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIRST_PORT = 20000
BLACKBOX_PORT = 9115
SCRAPES_AT_ONCE = 32


class Server:
    """answer.c, and how often each of its ports was asked."""

    def __init__(self, program, scratch, ports):
        counts = scratch / "counts"
        self.process = subprocess.Popen([program, str(FIRST_PORT), str(ports), counts], stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            raise SystemExit("The server did not start.")
        with open(counts, "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)

    def counts(self):
        return [count for (count,) in struct.iter_unpack("Q", self.memory[:])]


def processor_time(pid):
    """Seconds, of the process with all its threads, to the nanosecond, and of its children that have ended."""
    own = time.clock_gettime(~pid << 3 | 2)  # the clock that clock_getcpuclockid(3) names
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = int(fields[13]) + int(fields[14])
    return own + children / os.sysconf("SC_CLK_TCK")


def peak_memory(pid):
    """KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise ValueError(f"process {pid} has no VmHWM")


class Contestants:
    """How each is set up and started. Each start gives the processes to end; the first one is measured. All but the bare
    client judge what they get, and `complaints` tells what they said of it."""

    def __init__(self, options, scratch):
        self.options = options
        self.scratch = scratch
        self.ports = range(FIRST_PORT, FIRST_PORT + options.endpoints)
        self.interval_ms = int(options.interval * 1000)

    def all(self):
        return {"ours": self.ours, "monit": self.monit, "blackbox": self.blackbox, "floor": self.floor}

    def file(self, name, text):
        path = self.scratch / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def run(self, *command):
        with open(self.scratch / "said", "w") as said:
            return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=said)

    def settings(self):
        endpoints = [f'[[endpoint]]\nname = "server {p}"\nurl = "http://127.0.0.1:{p}/"\n' for p in self.ports]
        return self.file("mirrorwatch.toml", "\n".join(endpoints))

    def ours(self):
        return [self.run(self.options.ours, "run", self.settings(), self.interval_ms)]

    def complaints(self, processes):
        """What the ended processes did not like: a prober that judges wrongly may be as quick as it likes."""
        words = [line for line in (self.scratch / "said").read_text().splitlines() if " error " in line or "failed" in line]
        codes = [process.returncode for process in processes]
        return words[:3] + [f"exit codes {codes}"] * any(code not in (0, -signal.SIGTERM) for code in codes)

    def ours_in_time(self, seconds):
        """How late its probes begin, told by itself; False if one begins too late."""
        command = [self.options.ours, "times", self.settings(), str(self.interval_ms), str(seconds)]
        return subprocess.run(command, check=False).returncode == 0

    def floor(self):
        return [self.run(self.options.floor, FIRST_PORT, len(self.ports), self.interval_ms, self.options.floor_tick)]

    def monit(self):
        checks = [f"check host server-{p} with address 127.0.0.1\n  if failed port {p} protocol http request \"/\" content = \"ok\" then alert\n"
                  for p in self.ports]
        files = [f"set {kind} {self.scratch}/monit.{kind}\n" for kind in ("pidfile", "idfile", "statefile")]
        # It waits so long between two rounds of asking all, one after the other.
        head = f"set daemon {max(1, round(self.options.interval))}\n"
        return [self.run(self.options.monit, "-I", "-c", self.file("monitrc", head + "".join(files + checks)))]

    def blackbox(self):
        config = self.file("blackbox.yml", "modules:\n  http:\n    prober: http\n    timeout: 900ms\n    http:\n"
                           "      preferred_ip_protocol: ip4\n      ip_protocol_fallback: false\n"
                           "      fail_if_body_not_matches_regexp: [ok]\n")
        exporter = self.run(self.options.blackbox, f"--config.file={config}", "--log.level=error",
                            f"--web.listen-address=127.0.0.1:{BLACKBOX_PORT}")
        scraper = self.run(sys.executable, __file__, "scrape", len(self.ports), self.options.interval)
        return [exporter, scraper]


async def body_behind(head, reader):
    if b"transfer-encoding: chunked" not in head:
        return await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


async def scrape(ports, interval):
    """Has blackbox probe each port once an interval, evenly, over connections that stay open, as Prometheus does."""
    due = asyncio.Queue()

    async def connection():
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", BLACKBOX_PORT)
                break
            await asyncio.sleep(0.05)
        while True:
            port = await due.get()
            target = f"/probe?module=http&target=http://127.0.0.1:{port}/"
            writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{BLACKBOX_PORT}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if b"\nprobe_success 1\n" not in await body_behind(head, reader):
                raise SystemExit(f"blackbox failed to probe {port}")

    workers = [asyncio.create_task(connection()) for _ in range(SCRAPES_AT_ONCE)]
    start = time.monotonic()
    asked = 0
    while not any(worker.done() for worker in workers):
        while start + asked * interval / ports <= time.monotonic() and due.empty():
            due.put_nowait(FIRST_PORT + asked % ports)
            asked += 1
        await asyncio.sleep(0.001)
    await asyncio.gather(*workers)


def end(processes):
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure(name, contestants, server, options):
    """One round of one contestant: (microseconds a probe, KiB, probes a second, fewest and most probes of a port)."""
    idle = sum(server.counts())
    processes = contestants.all()[name]()
    try:
        deadline = time.monotonic() + 10
        while sum(server.counts()) < idle + options.endpoints:  # each was asked once: all that is lazy is there
            if any(p.poll() is not None for p in processes) or time.monotonic() > deadline:
                raise SystemExit(f"{processes[0].args[0]} does not probe.")
            time.sleep(0.05)
        pid = processes[0].pid
        counts, used, began = server.counts(), processor_time(pid), time.monotonic()
        time.sleep(options.seconds)
        used, took = processor_time(pid) - used, time.monotonic() - began
        each = [after - before for before, after in zip(counts, server.counts())]
        result = used * 1e6 / sum(each), peak_memory(pid), sum(each) / took, min(each), max(each)
    finally:
        end(processes)
    if complaints := contestants.complaints(processes):
        raise SystemExit(f"{name} failed: {complaints}")
    return result


def median(values):
    return round(statistics.median(values), 1)


def report(rounds):
    cpu = {name: median([r[0] for r in results]) for name, results in rounds.items()}
    memory = {name: max(r[1] for r in results) for name, results in rounds.items()}
    print(f"{'':10} {'CPU us/probe':>12} {'(rounds)':>28} {'peak RSS KiB':>13} {'probes/s':>9} {'of each':>9}")
    for name, results in rounds.items():
        each = " ".join(f"{r[0]:.1f}" for r in results)
        least, most = min(r[3] for r in results), max(r[4] for r in results)
        print(f"{name:10} {cpu[name]:12.1f} {each:>28} {memory[name]:13} {median([r[2] for r in results]):9.0f} "
              f"{f'{least}-{most}':>9}")
    peers = ("monit", "blackbox")
    best_cpu, best_memory = min(cpu[p] for p in peers), min(memory[p] for p in peers)
    print(f"ours / best peer {cpu['ours'] / best_cpu:.2f} (goal 0.5), ours / floor {cpu['ours'] / cpu['floor']:.2f} (goal 2), "
          f"memory / best peer {memory['ours'] / best_memory:.2f} (goal below 1)")
    print(json.dumps({
        "ours_cpu_us_per_probe": cpu["ours"],
        "best_peer_cpu_us_per_probe": best_cpu,
        "floor_cpu_us_per_probe": cpu["floor"],
        "ours_peak_rss_kib": memory["ours"],
        "best_peer_peak_rss_kib": best_memory,
    }))


def compare(options, contestants, server):
    names = options.only or list(contestants.all())
    rounds = {name: [] for name in names}
    for number in range(options.rounds):
        for name in names if number % 2 == 0 else reversed(names):
            rounds[name].append(measure(name, contestants, server, options))
            print(f"round {number + 1}: {name} {rounds[name][-1][0]:.1f} us", file=sys.stderr)
    if options.only:
        print(json.dumps(rounds))
    else:
        report(rounds)


def run(options):
    with tempfile.TemporaryDirectory(prefix="probes-") as folder:
        scratch = Path(folder)
        contestants = Contestants(options, scratch)
        server = Server(options.answer, scratch, options.endpoints)
        try:
            if options.times:
                return contestants.ours_in_time(options.times)
            compare(options, contestants, server)
            return True
        finally:
            end([server.process])


def main():
    if sys.argv[1:2] == ["scrape"]:
        asyncio.run(scrape(int(sys.argv[2]), float(sys.argv[3])))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    parser = argparse.ArgumentParser(description=__doc__)
    for program in ("ours", "monit", "blackbox", "floor", "answer"):
        parser.add_argument(f"--{program}", required=True)
    parser.add_argument("--endpoints", type=int, default=1000)
    parser.add_argument("--interval", type=float, default=1.0, help="seconds")
    parser.add_argument("--seconds", type=float, default=8.0, help="measured in each round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--floor-tick", type=int, default=20, help="milliseconds")
    parser.add_argument("--only", nargs="*", help="these contestants, without the table")
    parser.add_argument("--times", type=int, metavar="SECONDS", help="only how late our probes begin")
    sys.exit(0 if run(parser.parse_args()) else 1)


if __name__ == "__main__":
    main()
