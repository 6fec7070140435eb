# SPDX-License-Identifier: MIT
"""Every step, and the watcher, killed at random moments: the next step sets it right."""
import os
import random
import signal
import time

from mwlab.shell import LabError, wait_until

from .stage import expect_same, without_ours

LONGEST = 0.6  # seconds that a step takes on a busy machine


def play(stage, count, seed):
    chance, at_work = random.Random(seed), 0
    for number in range(count):
        step, moment = chance.choice(("apply", "refresh", "undo", "watcher")), chance.uniform(0, LONGEST)
        try:
            at_work += _kill(stage, step, moment)
            if chance.random() < 0.5:
                _is_whole(stage)
            else:
                _is_nothing(stage)
        except LabError as problem:
            raise LabError(f"kill {number + 1} of seed {seed}, {step} after {moment:.3f} s: {problem}") from None
    _is_nothing(stage)
    return {"kills": count, "at work": at_work}


def _kill(stage, step, moment):
    if step != "apply":
        stage.run("apply")
    if step != "watcher":
        return stage.kill(step, moment)
    stage.world.event("nic-mtu")
    time.sleep(moment)  # the moment itself, not for a state
    group = stage.watcher()
    if not group:
        raise LabError("there is no watcher to kill")
    os.killpg(group, signal.SIGKILL)
    wait_until(lambda: not stage.watcher(), 5, "the watcher's end")
    return True


def _is_whole(stage):
    stage.run("apply")
    stage.run("verify")
    wait_until(lambda: stage.monitors() == 1, 5, "one watcher")
    stage.await_cured()


def _is_nothing(stage):
    expected = without_ours(stage.picture())
    stage.run("undo")
    expect_same(expected, stage.picture(), "undone")
    wait_until(lambda: stage.monitors() == 0, 5, "no watcher")
