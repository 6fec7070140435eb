# SPDX-License-Identifier: MIT
"""Service and agent are killed at random moments of act 2, again and again, by SIGKILL.

Whatever the moment: `.wslconfig` is the old or the new file, each switch costs one shutdown, WSL is never started, and once
the service is back the switch comes to its end. The service runs in a console here, so that killing it is all there is.
"""
import collections
import contextlib
import json
import os
import random
import signal
import time

from mwlab.proof import expect
from mwlab.shell import LabError, is_alive, wait_until
from mwlab.wine import Wine
from mwlab.world import World

from .console import Console, sentry
from .exclusion import remedy
from .stage import CONFIG, DISTRO, LOCAL, ON_LAN, WITH_NAT, start_servers

MORE = '\n[wsl]\npoll = "5s"\nawaiting_poll = "500ms"\n'  # nobody is here to wait for; all else is as shipped
KILLS_EACH = 3  # per half of act 2: two during the switch, one while WSL comes back
AGENT_SHARE = 0.45


class Rig(Console):
    """A console service that is killed and started again at random moments."""
    kind = "switch_mode"  # the remedy whose states say when

    def __init__(self, world, wine, seed):
        super().__init__(world, wine)
        self.random = random.Random(seed)
        self.killed = {"service": 0, "agent": 0, "agent not there": 0}
        self.moments = collections.Counter()  # who was killed, and in which state of the switch as last told

    def kill_service(self):
        for _ in range(self.kill()):
            self.count("service")
        self.start()

    def kill_agent(self):
        """Kills an agent if one comes within a second, at a random moment of its short life."""
        with contextlib.suppress(LabError):
            pid = wait_until(lambda: self.product.pids("mirrorwatch.exe", " agent"), 1.5, "an agent")[0]
            time.sleep(self.random.uniform(0, 0.12))
            if is_alive(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.count("agent")
                    return
        self.killed["agent not there"] += 1

    def kill_one(self, longest):
        """At a random moment; then the file must be one of the two."""
        time.sleep(self.random.uniform(0, longest))
        if self.random.random() < AGENT_SHARE:
            self.kill_agent()
        else:
            self.kill_service()
        expect(self.world.wslconfig.read_bytes() in (CONFIG, WITH_NAT), True, "the old or the new .wslconfig after a kill")

    def count(self, who):
        self.killed[who] += 1
        self.moments[f"{who} when {remedy(self.now(), self.kind) or 'nothing was told'}"] += 1

    def total(self):
        return self.killed["service"] + self.killed["agent"]

    def switch(self, verb, wanted, state):
        """Asks for a switch, kills meanwhile, and sees it through to `state` with the file as wanted."""
        before = self.world.state()["shutdowns"]
        asking = self.request(verb)
        self.kill_one(0.6)  # the edit takes about so long
        for _ in range(KILLS_EACH - 2):
            self.kill_one(1.2)
        asking.wait(30)
        self.reach(verb, lambda s: remedy(s, "switch_mode") == state, wanted)
        expect(self.world.state()["shutdowns"], before + 1, "shutdowns of one switch")

    def request(self, verb):
        """As the tray asks for it: the command does it by itself where it finds no service, and here one is killed."""
        wait_until(lambda: self.now().get("can_roll_back" if verb == "rollback" else "can_restore"), 20, f"{verb} is possible")
        return self.spawn_tell("roll_back", mode="nat") if verb == "rollback" else self.spawn_tell("restore")

    def reach(self, verb, wanted_state, wanted_bytes):
        """The switch's end. One that the service had not noted before it was killed is asked for again."""
        possible = "can_roll_back" if verb == "rollback" else "can_restore"

        def look():
            now = self.now()
            if wanted_state(now):
                return now
            # Lost with the killed service: nothing is under way, and the file is untouched.
            idle = not now.get("remedies") or remedy(now, "switch_mode") in ("undone", "helped")
            if now.get(possible) and idle and self.world.wslconfig.read_bytes() != wanted_bytes:
                self.product.call(verb, "--yes")
            return None
        try:
            wait_until(look, 40, f"the end of {verb}")
        except LabError as problem:
            raise LabError(f"{problem}; the snapshot is {json.dumps(self.now())}") from None
        expect(self.world.wslconfig.read_bytes(), wanted_bytes, ".wslconfig")

    def come_back(self, mode, state):
        """Somebody starts WSL and the server; one kill meanwhile."""
        self.world.start_distro(DISTRO)
        self.world.start_server()
        expect(self.world.state()["mode"], mode, "the VM's mode")
        self.kill_one(1.0)
        try:
            wait_until(lambda: self.is_over(state), 60, f"the remedy is {state}, or done with")
        except LabError as problem:
            raise LabError(f"{problem}; the snapshot is {json.dumps(self.now())}") from None
        self.witness.await_healthy(f"{LOCAL}/")

    def is_over(self, state):
        now = self.now()
        if state == "undone":  # a service that was killed after the end does not tell of it any more
            return now.get("effective") == "mirrored" and not now.get("can_restore") and now.get("can_roll_back")
        return remedy(now, "switch_mode") == state


@contextlib.contextmanager
def rig_in_world(report, make_rig, seed):
    """A world, and in it a healthy service in a console; its logs are kept where something failed."""
    with World() as world:
        with report.step("Windows boots; WSL runs mirrored; the service runs in a console") as evidence:
            wine = Wine(world).start()
            rig = make_rig(world, wine, seed)
            world.wslconfig.write_bytes(CONFIG)
            world.start_distro(DISTRO)
            start_servers(world)
            rig.product.unpack()
            rig.product.configure([ON_LAN], MORE)
            rig.listen()
            rig.start()
            evidence |= {"status": rig.product.status(), "seed": seed}
        print(f"     seed {seed}", flush=True)
        try:
            yield rig
        finally:
            if os.environ.get("MWACTS_LOGS") and not report.ok:
                rig.keep_logs(os.environ["MWACTS_LOGS"])
            rig.watch.stop()


def play(report, count, seed):
    """Act 2 again and again until `count` kills have hit."""
    with rig_in_world(report, Rig, seed) as rig, sentry(rig.world, {"old": CONFIG, "new": WITH_NAT}) as finish:
        _cycles(report, rig, count)
        with report.step(f"{count} kills: .wslconfig was never a third thing, and WSL never started by a call") as evidence:
            evidence |= {"killed": rig.killed, "moments": rig.moments, "file": finish(), "state": rig.world.state()}
            print(f"     {rig.killed}\n     {dict(rig.moments)}\n     .wslconfig: {evidence['file']}", flush=True)
            expect(evidence["file"]["wrong"], [], "other contents of .wslconfig")
            expect(min(evidence["file"]["seen"].values()) > 0, True, "both contents were seen")
            expect(rig.world.state()["starts_by_call"], 0, "starts of WSL by a call")


def _cycles(report, rig, count):
    cycle = 0
    while rig.total() < count:
        cycle += 1
        with report.step(f"act 2, round {cycle}: NAT and back, with kills") as evidence:
            before = rig.total()
            rig.world.vpn_up()
            rig.switch("rollback", WITH_NAT, "awaiting_wsl")
            rig.come_back("nat", "helped")
            rig.world.vpn_down()
            rig.switch("restore", CONFIG, "undo_awaiting_wsl")
            rig.come_back("mirrored", "undone")
            evidence |= {"kills": rig.total() - before, "state": rig.world.state()}
