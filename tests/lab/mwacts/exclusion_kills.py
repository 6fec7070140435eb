# SPDX-License-Identifier: MIT
"""Service, agent and watcher are killed at random moments of an exclusion's life, again and again, by SIGKILL.

Whatever the moment: what was excluded is in force in the end and the LAN is reached, and when the VPN has gone nothing of it is
left in the guest. WSL is neither shut down nor started, and `.wslconfig` not touched.
"""
import contextlib
import os
import signal
import time

from mwlab.proof import LAN_URL, expect
from mwlab.shell import LabError, wait_until

from .exclusion import expect_exclusion, is_ours_there, remedy, watcher
from .kills import Rig, rig_in_world
from .scenes import VPN
from .stage import CONFIG

SEEN_TO_ITS_END = 90  # seconds; a service that is killed again and again takes up what the last one left
EVENTS = ("nic-address", "nic-toggle", "vpn-toggle")
WATCHER_SHARE = 0.25


class ExclusionRig(Rig):
    """The same, with a watcher in the guest as one more that can be killed."""
    kind = "exclude"

    def __init__(self, world, wine, seed):
        super().__init__(world, wine, seed)
        self.killed["watcher"] = 0

    def total(self):
        return super().total() + self.killed["watcher"]

    def kill_one(self, longest):
        pid = watcher(self)
        if pid is None or self.random.random() > WATCHER_SHARE:
            super().kill_one(longest)
            return
        time.sleep(self.random.uniform(0, longest))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
            self.count("watcher")

    def exclude(self):
        """Asks for it, kills meanwhile, and sees it through; who was killed before it was noted is asked again."""
        wait_until(lambda: self.now().get("vpns"), 20, "the VPN is seen")
        asking = self.spawn_tell("exclude", vpn=VPN, always=False)
        self.kill_one(1.0)
        self.kill_one(1.5)
        asking.wait(30)

        def look():
            state = remedy(self.now(), "exclude")
            if state == "helped":
                return True
            if state in ("", "given_up", "undone") and self.now().get("vpns"):
                self.product.call("vpn", "exclude", VPN)
            return None
        wait_until(look, SEEN_TO_ITS_END, "it is excluded")

    def expect_in_force(self):
        """In the guest, and by who is answered."""
        def whole():
            try:
                expect_exclusion(self.witness.guest_ip(), "eth1")
            except LabError:
                return False
            return True
        wait_until(whole, SEEN_TO_ITS_END, "the exclusion is whole")
        self.witness.await_healthy(LAN_URL, where="guest", deadline=30)

    def outlive(self):
        """Windows' network changes meanwhile."""
        self.world.event(self.random.choice(EVENTS))
        self.kill_one(1.0)
        self.expect_in_force()

    def end(self):
        """The VPN goes."""
        self.world.vpn_down()
        self.kill_one(1.5)
        wait_until(lambda: not is_ours_there(self), SEEN_TO_ITS_END, f"nothing is left of {is_ours_there(self)}")


def play(report, count, seed):
    """An exclusion from its beginning to its end, again and again until `count` kills have hit."""
    with rig_in_world(report, ExclusionRig, seed) as rig:
        turn = 0
        while rig.total() < count:
            turn += 1
            with report.step(f"exclusion {turn}: in force, through a change, and gone with the VPN, with kills") as evidence:
                before = rig.total()
                rig.world.vpn_up()
                rig.exclude()
                rig.expect_in_force()
                rig.outlive()
                rig.end()
                evidence |= {"kills": rig.total() - before, "state": rig.world.state()}
        with report.step(f"{count} kills: WSL was neither shut down nor started by a call, and .wslconfig not touched") as evidence:
            evidence |= {"killed": rig.killed, "moments": rig.moments, "state": rig.world.state()}
            print(f"     {rig.killed}\n     {dict(rig.moments)}", flush=True)
            expect(rig.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
            expect((evidence["state"]["shutdowns"], evidence["state"]["starts_by_call"]), (0, 0), "shutdowns, and starts by a call")
