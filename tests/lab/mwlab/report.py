# SPDX-License-Identifier: MIT
"""What was done and what was seen: steps with their time, and evidence from outside the product.

A Report prints one line a step and keeps report.json complete after each, so that a run that dies still tells how far
it came. A Witness looks at the world without the product's help.
"""
import contextlib
import hashlib
import json
import time
from pathlib import Path

from .shell import IP, LabError, run, wait_until


class Report:
    """Steps in order; `ok` is true when every step so far was observed."""

    def __init__(self, path=None):
        self.path, self.steps = Path(path) if path else None, []

    @property
    def ok(self):
        return bool(self.steps) and all(step["ok"] for step in self.steps)

    @contextlib.contextmanager
    def step(self, name, stop=True):
        """Times a step; the block fills the evidence dict it is given. An exception fails the step, and with
        stop=True goes on to the caller: what follows would prove nothing."""
        evidence, started, ok = {}, time.monotonic(), False
        try:
            yield evidence
            ok = True
        except (LabError, AssertionError, OSError) as problem:
            evidence["error"] = f"{type(problem).__name__}: {problem}"
            if stop:
                raise
        finally:
            self.steps.append({"name": name, "ok": ok, "ms": round((time.monotonic() - started) * 1000), "evidence": evidence})
            self._show(self.steps[-1])

    def _show(self, step):
        why = f"  ({step['evidence']['error']})" if "error" in step["evidence"] else ""
        print(f"{'ok  ' if step['ok'] else 'FAIL'} {step['ms']:6d} ms  {step['name']}{why}", flush=True)
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"ok": self.ok, "steps": self.steps}, indent=1, default=repr))


class Witness:
    """Evidence about one world. mark() starts a new count for calls() and hits()."""

    def __init__(self, world):
        self.world = world
        self.mark()

    def mark(self):
        """calls() and hits() leave out everything before this moment."""
        self._calls, self._hits = len(self._lines("calls.jsonl")), len(self._lines("hits.jsonl"))

    def calls(self):
        """The calls of wsl.exe that ended since the mark: time, argv, exit (None: the caller vanished), ms, env."""
        return [json.loads(line) for line in self._lines("calls.jsonl")[self._calls:]]

    def hits(self):
        """The requests that reached a server since the mark: time, peer, path."""
        return [json.loads(line) for line in self._lines("hits.jsonl")[self._hits:]]

    def guest_ip(self):
        """The guest's network as `ip -j` shows it: addresses, all routes and all rules, v4 and v6, and nexthop objects."""
        questions = {"addr": ["addr"], "route": ["-4", "route", "show", "table", "all"], "rule": ["-4", "rule"],
                     "route6": ["-6", "route", "show", "table", "all"], "rule6": ["-6", "rule"],
                     "nexthop": ["nexthop"]}
        shown = {name: run(IP, "-n", self.world.names.guest, "-j", *words, check=False).stdout for name, words in questions.items()}
        return {name: json.loads(text or "[]") for name, text in shown.items()}

    def sha256(self, path=None):
        """Of a file, .wslconfig by default; None where there is none."""
        path = Path(path or self.world.wslconfig)
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None

    def curl_ok(self, url="http://127.0.0.1:8080/", timeout=1.0):
        """Whether a GET from Windows is answered with 200."""
        return self.world.curl(url, timeout)[0]

    def await_healthy(self, url="http://127.0.0.1:8080/", deadline=5, where="win"):
        """Waits until Windows (or the guest, or the LAN's other machine) gets an answer; returns curl's words as evidence."""
        return self._await(True, url, deadline, where)

    def await_dead(self, url="http://127.0.0.1:8080/", deadline=5, where="win"):
        """Waits until a GET from there fails; returns curl's words as evidence."""
        return self._await(False, url, deadline, where)

    def _await(self, wanted, url, deadline, where):
        def look():
            healthy, ms, said = self.world.curl(url, 1.0 if deadline else 5.0, where)  # a single look gets more time
            return {"url": url, "from": where, "curl": said, "ms": ms} if healthy == wanted else None
        return wait_until(look, deadline, f"{url} {'healthy' if wanted else 'dead'} from {where}")

    def _lines(self, name):
        path = self.world.folder / name
        text = path.read_text() if path.exists() else ""
        return text[:text.rfind("\n") + 1].splitlines()  # a line still being written does not count
