#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What each kind of VPN takes from the mirrored guest, and what it leaves alone; how WSL's clocks and quirks look from outside.

    guest_kinds.py        one line a check, exit code 0 only if all were seen
"""
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab import gns, network  # noqa: E402
from mwlab.mirrored import TARGETS, MirroredWorld  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402

LAN_PREFIX = "192.168.77.0/24"
BY_ADDRESS = ("address-in", "address-out")  # alive with hostAddressLoopback, for IPv4 only
LOOPBACK = ("loopback-in", "loopback-out", "loopback-self")
ONLY_BY_VPN = ("behind", "dns")
OUTWARD = ("internet", "container-internet")
LAN = ("lan", "published", "container-lan", "container-in")


def of(families, *targets):
    return {(target, family) for target in targets for family in families}


# kind: what is dead while it swallows, beside what is never there; (target, family)
TAKES = {
    "full": of((4, 6), *OUTWARD, *ONLY_BY_VPN),
    "halves": of((4, 6), *OUTWARD, *ONLY_BY_VPN),
    "lan": of((4, 6), *LAN, *ONLY_BY_VPN, "windows-behind"),
    "split": of((4, 6), *OUTWARD, *ONLY_BY_VPN),
    "six": of((6,), *OUTWARD) | of((4, 6), *ONLY_BY_VPN) | of((4,), "windows-behind"),
    "six-halves": of((6,), *OUTWARD) | of((4, 6), *ONLY_BY_VPN) | of((4,), "windows-behind"),
    "everything": of((4, 6), *OUTWARD, *LAN, *ONLY_BY_VPN),
    "harmless": of((4, 6), *ONLY_BY_VPN),
}
NEVER = of((4, 6), *BY_ADDRESS) | of((6,), *LOOPBACK)  # ::1 stays inside, as WSL does not mirror it
WITHOUT_VPN = of((4, 6), *ONLY_BY_VPN, "windows-behind")


def dead(world):
    """What is dead now; all probes at a time, as each dead one takes a second."""
    wanted = [(target, family) for target in TARGETS for family in (4, 6)]
    with ThreadPoolExecutor(len(wanted)) as pool:
        return {probe for probe, alive in zip(wanted, pool.map(lambda probe: world.reaches(*probe), wanted)) if not alive}


def expect_dead(world, wanted):
    seen = dead(world)
    seen -= {probe for probe in seen - wanted if world.reaches(*probe, timeout=5)}  # on a busy machine a second is not much
    expect((sorted(seen - wanted), sorted(wanted - seen)), ([], []), "what is dead, and what alive, against all expectation")


def kinds(report, names):
    with MirroredWorld() as world:
        world.docker.create()
        never = NEVER - of((6,), "loopback-self")
        for kind in names:
            with report.step(f"{kind}: it swallows what it takes; 127.0.0.1, and Windows itself, live", stop=False):
                world.vpn_up(kind)
                expect_dead(world, never | TAKES[kind])
            world.vpn_down()
        with report.step("without a VPN: guest, container, LAN and Windows reach each other, by IPv4 and IPv6", stop=False):
            expect_dead(world, never | WITHOUT_VPN)


def answering(report):
    with MirroredWorld() as world:
        world.docker.create()
        with report.step("what is swallowed times out, for longer than neighbours are asked for", stop=False):
            world.vpn_up()
            expect([world.answer("internet", family, timeout=4) for family in (4, 6)], ["[timed out]"] * 2, "the errors")
            world.vpn_down()
        with report.step("everything, but its far end answers: nothing is dead", stop=False):
            world.vpn_up("everything", answers=True)
            expect_dead(world, NEVER - of((6,), "loopback-self"))


def host_address_loopback(report):
    with MirroredWorld(host_address_loopback=True, dns_tunneling=False) as world:
        world.docker.create()
        with report.step("hostAddressLoopback: with a VPN that takes all else, the shared address works both ways", stop=False):
            world.vpn_up("everything", dns=(network.VPN_DNS, network.VPN_DNS6))
            expect_dead(world, TAKES["everything"] | of((6,), *BY_ADDRESS, "loopback-in", "loopback-out"))
        with report.step("without DNS tunneling the guest's resolv.conf names the VPN's servers first", stop=False):
            expect(name_servers(world), [network.VPN_DNS, network.VPN_DNS6, network.ROUTER_LAN], "name servers")
            world.options["dns_tunneling"] = True
            expect(name_servers(world), [str(gns.DNS_TUNNEL.ip)], "name servers with the tunnel")


def name_servers(world):
    words = [line.split() for line in world.in_distro("cat", "/etc/resolv.conf").stdout.splitlines()]
    return [line[1] for line in words if line[:1] == ["nameserver"]]


def quirks(report):
    with MirroredWorld(second_nic=True) as world:
        world.docker.create()
        with report.step("two adapters on one LAN: each has its routes, told apart by metric", stop=False):
            expect(holders(world, LAN_PREFIX), ["eth0", "eth1"], "who has the LAN's route")
            expect_dead(world, NEVER - of((6,), "loopback-self") | WITHOUT_VPN)
        with report.step("the same metric on both: what is sent last steals the other's routes (#41391)", stop=False):
            world.event("nic-metric")
            expect(holders(world, LAN_PREFIX), ["eth0", "eth1"], "who has the LAN's route")
            world.event("nic-mtu")
            expect(holders(world, LAN_PREFIX), ["eth0"], "who has the LAN's route after an update of eth0")
            world.event("nic-metric")
        with report.step("a first change is told at once, a second one when 350 ms have gone", stop=False) as evidence:
            moments = world.guest.mirror.moments
            wait_until(lambda: time.monotonic() - moments[-1] > 0.4, 2, "a mirror at rest for a while")
            started = time.monotonic()
            set_mtu(world, 1400)
            evidence["first"], first = moments[-1] - started, moments[-1]
            set_mtu(world, 1300)
            evidence["second"] = moments[-1] - first
            expect((evidence["first"] < 0.3, 0.35 < evidence["second"] < 1), (True, True), f"quick and slow: {evidence}")
        with report.step("a link that goes down: WSL tries again to remove what the kernel has removed, ever more rarely", stop=False):
            world.event("nic-down")
            seen = world.guest.mirror.moments
            first = len(seen)
            wait_until(lambda: len(seen) >= first + 4, 8, "four retries")
            gaps = [later - sooner for sooner, later in zip(list(seen)[-4:], list(seen)[-3:])]
            expect((gaps[0] >= 0.35, gaps == sorted(gaps), gaps[-1] > 0.7), (True, True, True), f"the gaps {gaps}")
            world.event("nic-up")
            expect_dead(world, NEVER - of((6,), "loopback-self") | WITHOUT_VPN)


def oddities(report):
    with MirroredWorld() as world:
        world.vpn_up("halves")
        with report.step("IgnoreDefaultRoutes: the first half is dropped as a default, the second one is kept (#41272)", stop=False):
            world.windows(['link set vpn0 alias "metric4=1 metric6=1 no-defaults"'])
            world.settle()
            expect((holders(world, "0.0.0.0/1"), holders(world, "128.0.0.0/1")), ([], ["eth1"]), "who has the halves")
            world.windows(['link set vpn0 alias "metric4=1 metric6=1"'])
            world.settle()
            expect(holders(world, "0.0.0.0/1"), ["eth1"], "who has the first half")
        with report.step("two routes that differ in the length of their prefix only: WSL sends but one", stop=False):
            world.windows(["route add 0.0.0.0/2 via 10.8.0.1 dev vpn0 metric 1"])
            world.event("vpn-mtu")
            expect((holders(world, "0.0.0.0/1"), holders(world, "0.0.0.0/2")), (["eth1"], []), "who has them")


def holders(world, prefix):
    lines = world.in_guest("ip", "-4", "route", "show", prefix).stdout.splitlines()
    return sorted(line.split()[line.split().index("dev") + 1] for line in lines)


def set_mtu(world, mtu):
    world.windows([f"link set eth0 mtu {mtu}"])
    wait_until(lambda: f"mtu {mtu}" in world.in_guest("ip", "link", "show", "eth0").stdout, 3, f"MTU {mtu}")


PARTS = (lambda report: kinds(report, list(TAKES)[:4]), lambda report: kinds(report, list(TAKES)[4:]), answering,
         host_address_loopback, quirks, oddities)


def played(part, report):
    try:
        part(report)
    except LabError as problem:
        with report.step("a world of its own", stop=False):
            raise problem


def main():
    started, report = time.monotonic(), Report()
    with ThreadPoolExecutor(2) as pool:  # each part has its own world
        list(pool.map(lambda part: played(part, report), PARTS))
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed, {time.monotonic() - started:.1f} s", flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
