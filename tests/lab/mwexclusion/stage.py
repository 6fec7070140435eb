# SPDX-License-Identifier: MIT
"""One mirrored guest with an exclusion in it: its steps, what is reached meanwhile, and what is left of it."""
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from mwlab.shell import LabError, inside, pids_in, wait_until

HERE = Path(__file__).resolve().parent
UNITS = HERE.parent / "units"  # stand-ins for systemd-run and systemctl
PROGRAM = Path(os.environ.get("MW_EXCLUSION", HERE.parents[2] / "build/native/bin/mirrorwatch-exclusion"))
TARGETS = [(target, family) for target in ("lan", "internet", "published", "container-internet", "container-in") for family in (4, 6)]
FAMILIES = ("-4", "-6")
LONGEST = 3  # seconds that a probe may fail
OURS = 170  # the protocol of all that is ours
TABLE = GROUP = "5170"
FIRST_RULE, LAST_RULE = 5168, 5170


def printed(step, device):
    """What --print-script prints; the same for each guest, so it is asked once."""
    key = step, device
    if key not in _printed:
        _printed[key] = subprocess.run([PROGRAM, step, device], capture_output=True, text=True, check=True).stdout
    return _printed[key]


_printed = {}


class Stage:
    """A world, and the shell, the `ip` and the systemd that its guest has."""

    def __init__(self, world, shell=("dash",), programs="", systemd=True):
        self.world, self.shell, self.units = world, shell, tempfile.mkdtemp(prefix="units-", dir="/run")
        folders = [programs] * bool(programs) + [str(UNITS)] * systemd
        self.environment = {"PATH": ":".join([*folders, "/usr/sbin:/usr/bin:/sbin:/bin"]), "MW_UNITS": self.units}
        self.systemd = systemd

    def argv(self, step, device=""):
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        hidden = [] if self.systemd else ["unshare", "--mount", "sh", "-c", 'umount /run/systemd/system; exec "$@"', "without"]
        text = printed(step, device or self.world.vpn_device())
        return inside(self.world.names.guest, *hidden, "env", *settings, *self.shell, "-c", text)

    def run(self, step, device="", expect="done"):
        """Plays a step; its lines without "mw", of which the last begins with `expect`."""
        done = subprocess.run(self.argv(step, device), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        said = [line.removeprefix("mw ") for line in done.stdout.splitlines()]
        if done.stderr or not said or not said[-1].startswith(expect):
            raise LabError(f"{step} said {said}, not {expect!r}; {done.stderr.strip()}")
        return said

    def kill(self, step, after):
        """Plays a step and kills it with all its children after so many seconds; whether it was still at work."""
        process = subprocess.Popen(self.argv(step, "eth1"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(after)
            return False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True

    def watcher(self):
        """The process group of the watcher's unit, or 0."""
        try:
            pid = int(Path(self.units, "mirrorwatch-exclusion.service", "pid").read_text())
            os.killpg(pid, 0)
            return pid
        except (OSError, ValueError):
            return 0

    def monitors(self):
        """How many watchers look at the guest's network, of whatever unit."""
        commands = [Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in pids_in(self.world.names.guest)]
        return sum(b"monitor" in command and b"-o" in command for command in commands)

    def dead(self, targets=TARGETS):
        """What is not reached, all asked at once."""
        answers = {}
        threads = [threading.Thread(target=lambda one=one: answers.update({one: self.world.reaches(*one)})) for one in targets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(one for one in targets if not answers.get(one))

    def await_cured(self):
        wait_until(lambda: not self.dead(), LONGEST, "everything reached again")

    def watch(self, seconds, targets=TARGETS):
        """{target: the longest time in which no probe of it succeeded} within so many seconds, and what is dead at the end.
        What fails at the end is asked again for as long as a probe may fail: one SYN is lost where a container takes a port
        that the guest has just used for the same server."""
        longest, alive = dict.fromkeys(targets, 0.0), dict.fromkeys(targets, time.monotonic())
        end = time.monotonic() + seconds
        while True:
            dead = self.dead(targets)
            now = time.monotonic()
            for one in targets:
                longest[one] = max(longest[one], now - alive[one])
                if one not in dead:
                    alive[one] = now
            if now > end and not (dead and now < end + LONGEST):
                return longest, dead
            time.sleep(0.25)  # between two looks, not for a state

    def picture(self):
        """All that an exclusion could change, as `ip -j` shows it."""
        seen = {"link": self._ip("link", "show"), "nexthop": self._ip("nexthop", "show")}
        for family in FAMILIES:
            seen["rule" + family] = self._ip(family, "rule", "show")
            seen["route" + family] = self._ip(family, "-d", "route", "show", "table", "all")
        return seen

    def _ip(self, *words):
        return json.loads(self.world.in_guest("ip", "-N", "-j", *words).stdout or "[]")


def without_ours(picture):
    """The picture as it has to be when nothing of ours is there."""
    rest = dict(picture)
    rest["nexthop"] = [one for one in picture["nexthop"] if one.get("protocol") != str(OURS)]
    rest["link"] = [one | {"group": "0"} if str(one["group"]) == GROUP else one for one in picture["link"]]
    for family in FAMILIES:
        rest["rule" + family] = [one for one in picture["rule" + family] if not FIRST_RULE <= one["priority"] <= LAST_RULE]
        rest["route" + family] = [one for one in picture["route" + family] if one.get("table") != TABLE]
    return rest


def difference(before, after):
    """What one picture has and the other lacks, in words; empty when they are equal."""
    return [f"{sign} {part} {one}" for part in before for sign, here, there in (("-", before, after), ("+", after, before))
            for one in here[part] if one not in there[part]]


def expect_same(before, after, what):
    """Raises LabError with what differs."""
    if found := difference(before, after):
        raise LabError(f"{what}: " + "; ".join(found[:6]))
