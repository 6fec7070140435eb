# SPDX-License-Identifier: MIT
"""The service as a console program: killing it is all there is, and whoever plays decides when it runs."""
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from mwlab.report import Witness
from mwlab.shell import LabError, die_with_parent, is_alive, kill_group, wait_until
from mwlab.wine import to_windows

from .desktop import driver
from .product import EXE, Product, Watch


def request_of(verb, arguments):
    return json.dumps({"version": 1, "number": 1, "verb": verb, **arguments})


class Console:
    """A service that is started, asked, killed by SIGKILL and started again in one world's Windows."""

    def __init__(self, world, wine):
        self.world, self.wine = world, wine
        self.product, self.witness = Product(world, wine), Witness(world)
        self.product.in_console = True
        self.watch = self.process = None

    def listen(self):
        """From now on its snapshots are written down."""
        self.watch = Watch(self.wine, driver())

    def start(self):
        """Starts the service and waits until it serves; returns its first snapshot that knows WSL."""
        wait_until(lambda: self.watch.now() is None, 10, "the loss of the connection to the earlier service")
        lost_at = max((when for when, _ in self.watch.all()), default=0)  # by Windows' clock, which may be ahead
        since = max(time.time(), lost_at + 0.001)
        self.process = self.wine.spawn(EXE, "run")
        return self.watch.first(lambda s: s["configured"] != "unknown", since, 60, "a snapshot of the new service")[1]

    def kill(self):
        """Kills it and does not start it again; returns how many processes that were."""
        pids = wait_until(lambda: self.product.pids("mirrorwatch.exe", " run"), 10, "the service's process")
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not is_alive(pid), 10, "the end of the killed service")
        kill_group(self.process.pid)
        self.process.wait()
        return len(pids)

    def now(self):
        """Its latest snapshot; an empty one where there is none."""
        return self.watch.now() or {}

    def spawn_tell(self, verb, **arguments):
        """Starts to tell it, and does not wait for the answer, which a kill may prevent."""
        return self.wine.spawn(to_windows(driver()), "tell", request_of(verb, arguments), timeout=20)

    def tell(self, verb, **arguments):
        """One request over the product's pipe, as the tray sends it; returns the answer."""
        request = request_of(verb, arguments)
        done = self.wine.run(to_windows(driver()), "tell", request, timeout=20)
        if done.returncode != 0:
            raise LabError(f"no answer to {request}: exit code {done.returncode}, {done.stderr.decode(errors='replace').strip()}")
        return json.loads(done.stdout.decode())

    def keep_logs(self, folder):
        """For a person who looks why something failed."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        for root in (self.product.data, self.wine.profile_dir() / "AppData/Local/Mirrorwatch"):
            for path in root.rglob("*.log*"):
                (Path(folder) / path.name).write_bytes(path.read_bytes())
        (Path(folder) / "calls.json").write_text(json.dumps(self.witness.calls(), indent=1))
        (Path(folder) / "snapshots.jsonl").write_bytes(self.watch.path.read_bytes())


@contextlib.contextmanager
def sentry(world, allowed, pause=0.0005):
    """Watches .wslconfig from a process of its own for whatever is not `allowed`, {name: bytes}; yields a function that
    ends it and returns what it saw. Such a short pause sees a file that is written in place, and costs a tenth of a processor."""
    folder = world.folder / "sentry"
    folder.mkdir()
    for name, data in allowed.items():
        (folder / name).write_bytes(data)
    process = subprocess.Popen([sys.executable, "-B", Path(__file__).with_name("sentry.py"), world.wslconfig, folder / "seen.json", str(pause),
                                *(folder / name for name in allowed)], stdout=subprocess.PIPE, preexec_fn=die_with_parent)
    process.stdout.readline()

    def finish():
        process.terminate()
        process.wait(10)
        seen = json.loads((folder / "seen.json").read_text())
        seen["seen"] = {Path(name).name: count for name, count in seen["seen"].items()}
        return seen
    try:
        yield finish
    finally:
        process.kill()
        process.wait()
