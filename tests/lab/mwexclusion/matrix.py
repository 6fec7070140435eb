# SPDX-License-Identifier: MIT
"""The table of events: each kind of VPN, and each thing that WSL does to the guest while an exclusion is in force."""
from mwlab.shell import LabError, wait_until

from .stage import LONGEST, expect_same, without_ours

KINDS = ("full", "halves", "lan", "split", "six")
EVENTS = ("nic-address", "nic-temporary-ipv6", "nic-mtu", "nic-metric", "nic-row", "nic-toggle", "vpn-mtu", "vpn-routes",
          "vpn-toggle", "vpn-again", "vpn-again-elsewhere", "docker")
WATCHED = 10  # seconds that we look on
BROKEN = {  # what a VPN that swallows takes away: at least this, or the cure proves nothing
    "full": {("internet", 4), ("internet", 6), ("container-internet", 4), ("container-internet", 6)},
    "halves": {("internet", 4), ("internet", 6), ("container-internet", 4), ("container-internet", 6)},
    "lan": {("lan", 4), ("lan", 6), ("published", 4), ("published", 6), ("container-in", 4), ("container-in", 6)},
    "split": {("internet", 4), ("internet", 6), ("container-internet", 4), ("container-internet", 6)},
    "six": {("internet", 6), ("container-internet", 6)},
}


def events_of(kind, whole):
    """All, or a third: each event and each kind is in it."""
    k = KINDS.index(kind)
    return [event for e, event in enumerate(EVENTS) if whole or (e + 2 * k) % 3 == 0]


def begin(stage, kind):
    """The VPN breaks what it should; applied, undone at once without a trace, applied again: cured."""
    dead = set(stage.dead())
    if missing := BROKEN[kind] - dead:
        raise LabError(f"the VPN leaves {sorted(missing)} alive")
    before = stage.picture()
    stage.run("apply")
    stage.run("undo")
    expect_same(before, stage.picture(), "an undo at once")
    said = stage.run("apply")
    stage.await_cured()
    return {"said": said}


def outlive(stage, event):
    """Cured after an event as before it, by nobody's hand."""
    if event == "vpn-again-elsewhere":
        stage.world.guest.wanted["vpn0"] = "eth5"
    stage.world.event(event.removesuffix("-elsewhere"))
    longest, dead = stage.watch(WATCHED)
    slow = {one: round(time, 1) for one, time in longest.items() if time > LONGEST}
    if dead or slow:
        raise LabError(f"dead at the end: {dead}, and not reached for longer than {LONGEST} s: {slow}")
    stage.run("verify")
    return {"longest": round(max(longest.values()), 2)}


def end(stage, vpn_is_gone):
    """Undone, nothing of ours is left and nothing else has changed, also when the VPN has gone before."""
    if vpn_is_gone:
        stage.world.vpn_down()
    before = without_ours(stage.picture())
    stage.run("undo", "eth1")
    expect_same(before, stage.picture(), "the undo")
    wait_until(lambda: stage.monitors() == 0, 5, "the watcher's end")
    return {}


def lost_without_watcher(stage):
    """The negative control: with nobody to heal it the exclusion is lost, and is seen to be; applied again it is back."""
    said = stage.run("apply")
    if "see watcher none" not in said:
        raise LabError(f"apply said {said}")
    stage.await_cured()
    stage.world.event("nic-toggle")
    longest, dead = stage.watch(LONGEST + 1)
    if not dead or max(longest.values()) <= LONGEST:
        raise LabError("the exclusion outlived a link that went down, though nobody healed it")
    stage.run("verify", expect="failed the exclusion is not whole")
    stage.run("apply")
    stage.await_cured()
    stage.run("undo")
    return {"lost": len(dead)}
