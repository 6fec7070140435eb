# SPDX-License-Identifier: MIT
"""Running commands and waiting for what they bring about.

`run` raises LabError with the command's own words; `ip_batch` applies many `ip` lines in one process;
`wait_until` polls for an observed state and never takes a sleep as proof. Nothing here knows the lab's world.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

POLL = 0.05
IP = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/usr/sbin/ip"


class LabError(RuntimeError):
    """The lab could not do or did not see what it was asked for; the text is for a person."""


def run(*argv, input=None, timeout=30, check=True, env=None):
    """Runs one command and returns its CompletedProcess with text output."""
    done = subprocess.run([str(a) for a in argv], input=input, timeout=timeout, env=env, text=True,
                          stdin=subprocess.DEVNULL if input is None else None, capture_output=True)
    if check and done.returncode != 0:
        words = (done.stderr or done.stdout).strip()
        raise LabError(f"{' '.join(map(str, argv))}: exit code {done.returncode}: {words}")
    return done


def inside(namespace, *argv):
    """The argv that runs `argv` inside a named network namespace, with that namespace's own /sys."""
    return [IP, "netns", "exec", namespace, *[str(a) for a in argv]]


def ip_batch(namespace, lines, force=False):
    """Applies `ip` lines in one process; with force, lines that fail are skipped."""
    argv = [IP, "-n", namespace, *(["-force"] if force else []), "-batch", "-"]
    return run(*argv, input="\n".join(lines) + "\n", check=not force)


def wait_until(predicate, deadline, what="the expected state"):
    """Polls until predicate() is true and returns its value; LabError after `deadline` seconds."""
    end = time.monotonic() + deadline
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= end:
            raise LabError(f"not seen within {deadline:g} s: {what}")
        time.sleep(POLL)


def is_alive(pid):
    """Whether a process with this id exists (a zombie does not count)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def die_with_parent():
    """For preexec_fn: the child gets SIGTERM when the process that started it ends, however it ends."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def kill_all(list_pids, deadline=5):
    """Kills what list_pids() names until it names nobody: a fork may outrun a single pass."""
    def gone():
        pids = list_pids()
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return not pids
    wait_until(gone, deadline, "the end of every process in the namespace")


def pids_in(namespace):
    """The processes of one named network namespace, and of no other."""
    listed = run(IP, "netns", "pids", namespace, check=False)
    return [int(p) for p in listed.stdout.split() if is_alive(int(p))]


def kill_group(pid):
    """Ends a process that leads its own group, with its children."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
