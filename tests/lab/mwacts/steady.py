# SPDX-License-Identifier: MIT
"""A client that asks the service 20 times a second, and a bare echo pipe between: how long its loop keeps somebody waiting."""
import contextlib
import time
from pathlib import Path

from mwlab.shell import kill_group, wait_until
from mwlab.wine import compiled, to_windows

SOURCE = Path(__file__).resolve().parent.parent / "driver/hostile_win.cpp"


def p99(times):
    """Of so many times only one in a hundred is longer; None of none."""
    ordered = sorted(times)
    return ordered[(len(ordered) - 1) * 99 // 100] if ordered else None


class Steady:
    """Asks until it is stopped; what it saw is sorted into frames of time, each with a name."""

    def __init__(self, wine):
        self.path, self.frames = wine.root / "steady.txt", []
        with open(self.path, "wb") as out:
            self.process = wine.spawn(to_windows(compiled(SOURCE)), "steady", "3600", stdout=out)
        wait_until(lambda: len(self.samples()) > 2, 20, "the steady client's first answers")

    def samples(self):
        """(Unix time, the service's ms, the echo's ms, busy answers so far) of each question."""
        text = self.path.read_text()
        lines = text[:text.rfind("\n") + 1].splitlines()
        return [tuple(map(float, line.split())) for line in lines if line[:1].isdigit()]

    @contextlib.contextmanager
    def frame(self, name):
        """What is asked in this block counts under the name."""
        begun = time.time()
        try:
            yield
        finally:
            self.frames.append((name, begun, time.time()))

    def figures(self, *names):
        """Of all frames with such a name: {"answers", "p99", "worst", "echo p99"}; times in ms."""
        frames = [(begun, ended) for name, begun, ended in self.frames if name in names]
        seen = [sample for sample in self.samples() if any(begun <= sample[0] <= ended for begun, ended in frames)]
        service = [sample[1] for sample in seen]
        return {"answers": len(seen), "p99": p99(service), "worst": max(service, default=None), "echo p99": p99([sample[2] for sample in seen])}

    def is_connected(self):
        return self.process.poll() is None

    def busy(self):
        return int(self.samples()[-1][3])

    def stop(self):
        kill_group(self.process.pid)
        self.process.wait()
