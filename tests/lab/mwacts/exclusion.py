# SPDX-License-Identifier: MIT
"""An exclusion in force, as it is seen from outside the product: in the guest's kernel, and by who is answered."""
import time

from mwlab.proof import expect
from mwlab.shell import is_alive, wait_until

from .reach import LONGEST, expect_no_longer

TABLE = "5170"
RULES = [5168, 5169, 5170]
PROTOCOL = "170"
EVENTS = ("nic-address", "nic-temporary-ipv6", "nic-mtu", "nic-metric", "nic-toggle", "vpn-mtu", "vpn-toggle", "vpn-again", "docker")
QUIET, STEADY = 2.0, 1.0  # seconds of answers after which the next thing may happen, and between two of them


def remedy(status, kind):
    """The state of the latest remedy of a kind, '' if there is none."""
    return next((r["state"] for r in reversed((status or {}).get("remedies", [])) if r["kind"] == kind), "")


def expect_exclusion(guest, vpn):
    """Our rules are there in both families, and their table has routes but none of the VPN's device."""
    for rules in ("rule", "rule6"):
        expect([r["priority"] for r in guest[rules] if r["priority"] in RULES], RULES, f"our rules among {guest[rules]}")
    devices = {route.get("dev") for route in guest["route"] if route.get("table") == TABLE}
    expect((vpn in devices, "eth0" in devices), (False, True), f"the VPN and the network card among the devices of table {TABLE}: {devices}")
    expect(vpn in {link["ifname"] for link in guest["addr"]}, True, f"the VPN's device {vpn} is still there")


def watcher(stage):
    """The process that keeps an exclusion up inside the guest, of a unit of the distro's systemd; None without one."""
    pids = [int(path.read_text()) for path in stage.world.folder.glob("units/*/mirrorwatch-exclusion.service/pid") if path.read_text().strip()]
    return next((pid for pid in pids if is_alive(pid)), None)


def is_ours_there(stage):
    """What of an exclusion is in the guest: rules, routes, nexthops, a link's group, the watcher. Empty: nothing."""
    guest = stage.witness.guest_ip()
    found = [rule for family in ("rule", "rule6") for rule in guest[family] if rule["priority"] in RULES]
    found += [route for family in ("route", "route6") for route in guest[family] if route.get("table") == TABLE]
    found += [hop for hop in guest["nexthop"] if str(hop.get("protocol")) == PROTOCOL]
    found += [link["ifname"] for link in guest["addr"] if str(link.get("group")) == TABLE]
    return found + [f"watcher {pid}" for pid in [watcher(stage)] if pid]


def outlived(reach, happens, what):
    """Something happens; then all ways are answered for a while. Returns how long each was not, after it had happened."""
    happens()
    since = time.time()

    def is_quiet():
        now = time.time()
        expect_no_longer(reach.outages(since), LONGEST, what)
        return now - since > QUIET and max(reach.outages(now - QUIET, now).values()) < STEADY
    wait_until(is_quiet, 40, f"answers after {what}")
    return reach.outages(since)
