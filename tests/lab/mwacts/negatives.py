"""Negative controls: what must not be offered is not, and a cure that does not take is seen not to take.

Without them the acts would prove nothing: a product that always asks, or an act that always passes, would do as well.
"""
import dataclasses
import time

from mwlab.proof import expect
from mwlab.report import Report
from mwlab.shell import LabError

from . import scenes

SILENCE = 15  # seconds without an offer; a true break is offered within 8


class InnerReport(Report):
    """The steps of an act that is to fail: kept, not shown."""

    def _show(self, step):
        """Nothing on the screen: a FAIL line there would be a lie."""


def harmless_vpn(stage):
    """A VPN that takes no route is no reason to ask."""
    with stage.step(f"a VPN that steals no route: probed, and no offer within {SILENCE} s") as evidence:
        stage.witness.mark()
        stage.world.vpn_up(steals_routes=False)
        since = time.time()
        evidence["seen after"], _ = stage.watch.first(lambda s: s["vpns"], since, 5, "the VPN")
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"], since, SILENCE, "an offer")
        evidence |= {"status": stage.product.status(), "probes": stage.probes(), "curl": stage.curl()}
        expect(stage.endpoint(evidence["status"]), "up", "the endpoint in status")
        expect(len(evidence["probes"]) >= 3, True, f"a burst of probes among {evidence['probes']}")
        stage.world.vpn_down()
        evidence["gone"] = stage.product.await_status(lambda s: not s["vpns"], 10, "no VPN")


def dead_server(stage):
    """A server that dies when the VPN comes up is not the VPN's fault, and the guest knows it."""
    with stage.step(f"the server is killed as the VPN comes up: seen as down, the guest asked, no offer within {SILENCE} s") as evidence:
        stage.witness.mark()
        stage.world.kill_server()
        stage.world.vpn_up()
        since = time.time()
        evidence["down after"], _ = stage.watch.first(lambda s: stage.endpoint(s) == "down", since, 10, "the endpoint down")
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"], since, SILENCE, "an offer")
        evidence |= {"status": stage.product.status(), "calls": stage.witness.calls()}
        expect(stage.endpoint(evidence["status"]), "down", "the endpoint in status")
        asked = [call for call in evidence["calls"] if "8080" in call["argv"]]
        expect(bool(asked), True, "a question to the guest about port 8080")
        stage.world.vpn_down()
        stage.world.start_server()
        evidence["healthy again"] = stage.await_up(60)


def ignored(stage):
    """The guest's `ip` claims success and does nothing: act 1 fails at the cure, and the product says so."""
    with stage.step(f"the guest ignores what it is told: act 1 fails exactly at '{scenes.HEALED}'") as evidence:
        stage.world.set_fault("ignore_guest_writes")
        inner = InnerReport()
        evidence["steps"] = inner.steps
        before = stage.witness.guest_ip()
        try:
            scenes.act1(dataclasses.replace(stage, report=inner))
        except LabError as problem:
            evidence["failure"] = str(problem)
        failed = [step["name"] for step in inner.steps if not step["ok"]]
        expect((failed, inner.steps[-1]["name"]), ([scenes.HEALED], scenes.HEALED), "the failed steps, and the last one")
        evidence["before"] = before
    with stage.step("the product says that it was in vain, and offers NAT but no exclusion") as evidence:
        evidence["status"] = stage.product.await_status(lambda s: s["offer"], 20, "the next offer")
        remedies = [r for r in evidence["status"]["remedies"] if r["kind"] == "exclude"]
        expect([r["state"] for r in remedies], ["given_up"], "the exclusion")
        evidence["sentence"] = remedies[0]["sentence"]["text"]
        expect(evidence["status"]["offer"]["choices"], ["nat", "not_now"], "what is offered")
        evidence["dead"] = stage.witness.await_dead(f"{stage.base}/")
        stage.expect_no_start()


def play_all(stage):
    """One after the other on the same stage."""
    harmless_vpn(stage)
    dead_server(stage)
    ignored(stage)
