# SPDX-License-Identifier: MIT
"""Negative controls: what must not be offered is not, and a cure that does not take is seen not to take.

Without them the acts would prove nothing: a product that always asks, or an act that always passes, would do as well.
"""
import contextlib
import dataclasses
import os
import signal
import time

from mwlab.proof import expect
from mwlab.report import Report
from mwlab.shell import LabError, inside, run, wait_until

from . import scenes
from .exclusion import is_ours_there, remedy, watcher
from .reach import CUT as WAYS_CUT, LONGEST, Reach
from .stage import CUT, LOCAL, SERVER

SILENCE = 15  # seconds without an offer; a true break is offered within 8
LAST_REFRESH = 8  # seconds after the VPN came up; later nothing is put in force again without a reason
PATIENCE = 60  # seconds, for what comes within a few on a machine that has nothing else to do


class InnerReport(Report):
    """The steps of an act that is to fail: kept, not shown."""

    def _show(self, step):
        """Nothing on the screen: a FAIL line there would be a lie."""


DEAF = """table ip mwdeaf
delete table ip mwdeaf
{}"""
DROPS = "table ip mwdeaf { chain output { type filter hook output priority 0; ip daddr 127.0.0.1 tcp dport 8080 drop; }; }\n"


def harmless_vpn(stage):
    """A VPN that takes nothing but its own network is no reason to ask."""
    with stage.step(f"a VPN that takes nothing but its own: probed, and no offer within {SILENCE} s") as evidence:
        stage.witness.mark()
        stage.world.vpn_up("harmless")
        since = time.time()
        evidence["seen after"], _ = stage.watch.first(lambda s: s["vpns"], since, 5, "the VPN")
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"], since, SILENCE, "an offer")
        evidence |= {"status": stage.product.status(), "probes": stage.probes(), "curls": scenes.all_well(stage.witness)}
        expect(stage.are(evidence["status"], "up", (SERVER, *CUT)), True, "every endpoint is up")
        expect(len(evidence["probes"]) >= 3, True, f"a burst of probes among {evidence['probes']}")
        vpn_goes(stage)


def vpn_goes(stage):
    stage.world.vpn_down()
    stage.product.await_status(lambda s: not s["vpns"] and not s["offer"], 20, "neither VPN nor question")


def dead_server(stage):
    """A server that dies when the VPN comes up is not the VPN's fault, and the guest knows it."""
    with stage.step(f"the server is killed as the VPN comes up: seen as down, the guest asked, no offer within {SILENCE} s") as evidence:
        stage.witness.mark()
        stage.world.kill_server()
        stage.world.vpn_up("harmless")
        since = time.time()
        evidence["down after"], _ = stage.watch.first(lambda s: stage.are(s, "down", [SERVER]), since, 15, "the endpoint down")
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"], since, SILENCE, "an offer")
        evidence |= {"status": stage.product.status(), "calls": stage.witness.calls()}
        expect(stage.are(evidence["status"], "down", [SERVER]), True, "the endpoint is down in status")
        asked = [call for call in evidence["calls"] if "8080" in call["argv"] or "8080" in call["stdin"]]
        expect(bool(asked), True, "a question to the guest about port 8080")
        vpn_goes(stage)
        stage.world.start_server()
        evidence["healthy again"] = stage.await_up(60)


def deaf_loopback(stage):
    """Windows' side of 127.0.0.1 dies as a VPN comes up: whatever is said of it, an exclusion would be no cure."""
    with stage.step(f"127.0.0.1 dies on Windows' side as the VPN comes up: exclusion is no choice within {SILENCE} s") as evidence:
        deafen(stage, True)
        stage.world.vpn_up("harmless")
        since = time.time()
        evidence["curls"] = [stage.witness.await_dead(f"{LOCAL}/"), stage.witness.await_healthy(f"{LOCAL}/", where="guest")]
        evidence["down after"], _ = stage.watch.first(lambda s: stage.are(s, "down", [SERVER]), since, 15, "the endpoint down")
        evidence["found"] = stage.watch.first(lambda s: s["findings"], since, SILENCE, "a finding")[1]["findings"]
        evidence["snapshots"] = stage.watch.never(lambda s: "exclude" in scenes.choices_of(s), since, SILENCE, "exclusion as a choice")
        evidence["status"] = stage.product.status()
        deafen(stage, False)
        vpn_goes(stage)
        evidence["healthy again"] = stage.await_up(60)


def deafen(stage, deaf):
    run(*inside(stage.world.names.win, "nft", "-f", "-"), input=DEAF.format(DROPS if deaf else ""))


def unattended(stage):
    """Without a watcher in the guest and without a service that refreshes, an exclusion is lost, and the acts see it."""
    reach = Reach(stage.world.names)
    try:
        with stage.step("excluded in a distro without systemd: in force, and without a watcher") as evidence:
            stage.world.set_fault("no_systemd")
            stage.world.vpn_up()
            since = time.time()
            reach.await_silence(since, 10)
            evidence["said"] = stage.product.must("vpn", "exclude", scenes.VPN)
            evidence["cured after"] = reach.await_answers(time.time(), 15)
            evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") == "helped", 30, "it helped")
            expect(watcher(stage), None, "a watcher")
            wait_until(lambda: time.time() > since + LAST_REFRESH and not is_asked(stage), PATIENCE, "a service at rest")
        with stage.step("the service does not refresh it either: after nic-toggle it is lost for longer than 3 s, and the act sees it") as evidence:
            with stopped(stage):
                stage.world.event("nic-toggle")
                reach.await_silence(time.time(), LONGEST + 5)
                since = time.time()
                wait_until(lambda: time.time() > since + LONGEST, LONGEST + 5)
                evidence["outages"] = outages = reach.outages(since)
                expect([way for way in WAYS_CUT if outages[way] > LONGEST], list(WAYS_CUT), f"what is lost in {outages}")
        with stage.step("the service goes on, and hears of another change: in force again, by its refresh alone") as evidence:
            stage.world.event("nic-address")
            evidence["cured after"] = reach.await_answers(time.time(), PATIENCE)
            stage.world.set_fault("no_systemd", False)
            vpn_goes(stage)
            wait_until(lambda: not is_ours_there(stage), 20, f"nothing of ours: {is_ours_there(stage)}")
            evidence["healthy again"] = stage.await_up(60)
    finally:
        reach.stop()


def is_asked(stage):
    """WSL was asked something within the last second."""
    return any(call["time"] + call["ms"] / 1000 > time.time() - 1 for call in stage.witness.calls())


@contextlib.contextmanager
def stopped(stage):
    """The service's process, and what it starts, does nothing meanwhile."""
    pids = stage.product.pids("mirrorwatch.exe")
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def ignored(stage):
    """The guest's `ip` claims success and does nothing: act 1 fails at the cure, and the product says so."""
    with stage.step(f"the guest ignores what it is told: act 1 fails exactly at '{scenes.CURED}'") as evidence:
        stage.world.set_fault("ignore_guest_writes")
        inner = InnerReport()
        evidence["steps"] = inner.steps
        before = stage.witness.guest_ip()
        try:
            scenes.act1(dataclasses.replace(stage, report=inner))
        except LabError as problem:
            evidence["failure"] = str(problem)
        failed = [step["name"] for step in inner.steps if not step["ok"] and not step["name"].startswith(scenes.IN_TIME)]
        expect((failed, inner.steps[-1]["name"]), ([scenes.CURED], scenes.CURED), "the failed steps, and the last one")
        evidence["before"] = before
    with stage.step("the product says that it was in vain, and offers NAT but no exclusion") as evidence:
        evidence["status"] = stage.product.await_status(lambda s: s["offer"], 20, "the next offer")
        remedies = [r for r in evidence["status"]["remedies"] if r["kind"] == "exclude"]
        expect([r["state"] for r in remedies], ["given_up"], "the exclusion")
        evidence["sentence"] = remedies[0]["sentence"]["text"]
        expect(evidence["status"]["offer"]["choices"], ["nat", "not_now"], "what is offered")
        evidence["dead"] = scenes.all_cut(stage.witness)
        stage.expect_no_start()


def play_all(stage):
    """One after the other on the same stage."""
    harmless_vpn(stage)
    dead_server(stage)
    deaf_loopback(stage)
    unattended(stage)
