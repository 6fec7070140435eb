#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Is the lab's guest wired and rewired as WSL does it? Compares it with the dumps in guest/, which were written down before it.

    guest_wiring.py            every state, then each rule, route, neighbour and chain taken away once: that must be seen
    guest_wiring.py show       prints what is there in each state
"""
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab import guestdump, netns  # noqa: E402
from mwlab.mirrored import MirroredWorld  # noqa: E402
from mwlab.network import require  # noqa: E402
from mwlab.shell import IP, LabError, inside, run  # noqa: E402

DUMPS = Path(__file__).with_name("guest")


class Comparison:
    """Counts what was compared and tells what differs."""

    def __init__(self, show):
        self.show, self.failed, self.passed = show, 0, 0

    def tell(self, what, problems):
        self.failed += bool(problems)
        self.passed += not problems
        print(f"{'FAIL' if problems else 'ok  '} {what}", *problems, sep="\n       ", flush=True)

    def state(self, world, name, act):
        """Does something to the world and compares state and events with the dump of that name."""
        expected = guestdump.read_dump(DUMPS / f"{name}.txt")
        recorder = guestdump.Recorder(world.names.guest)
        act()
        found = look(world, expected)
        found["events"] = recorder.events()
        if self.show:
            for section, lines in found.items():
                print(f"[{section}]", *lines, sep="\n")
        self.tell(name, guestdump.differences(expected, found))


def look(world, expected, wanted=guestdump.SECTIONS):
    names = [line.split(" = ")[0] for _, line in expected["sysctls"]]
    return guestdump.sections(world.names.guest, wanted, names)


def play(comparison):
    """One world through all states, with a VPN that is up."""
    with MirroredWorld(vm=False) as world:
        comparison.state(world, "nic-only", world.start_vm)
        comparison.state(world, "vpn-up", lambda: world.vpn_up("full"))
        comparison.state(world, "nic-updated", lambda: world.event("nic-mtu"))
        world.event("nic-mtu")
        comparison.state(world, "nic-toggled", lambda: world.event("nic-toggle"))
        comparison.state(world, "vpn-gone", world.vpn_down)
        world.vpn_up("full")
        takes_away(comparison, world, "vpn-up")


def play_host_address_loopback(comparison):
    with MirroredWorld(host_address_loopback=True) as world:
        comparison.state(world, "host-address-loopback", lambda: world.event("nic-mtu"))
        takes_away(comparison, world, "host-address-loopback", ("table 128", "neighbours"))


def takes_away(comparison, world, name, wanted=guestdump.SECTIONS):
    """Takes each line of the guest away, and puts it back: the comparison has to miss that very line."""
    expected, blind, count = guestdump.read_dump(DUMPS / f"{name}.txt"), [], 0
    for section in wanted:
        for _, line in expected[section]:
            steps = removal(section, line, world.names.guest)
            if steps is None:
                continue
            count += 1
            steps[0]()
            said = guestdump.differences({section: expected[section]}, look(world, expected, (section,)))
            steps[1]()
            if f"[{section}] missing: {line}" not in said:
                blind.append(f"[{section}] not missed: {line}")
    blind += [] if count else ["nothing was taken away"]
    comparison.tell(f"{name}: each of {count} lines, taken away, is missed", blind)


def removal(section, line, guest):
    """How to take a line away and how to put it back; None where that would take others along, or is no rule of the guest's."""
    def ip(*words):
        return lambda: run(IP, "-n", guest, *" ".join(words).split())

    family = "-6" if section.endswith("v6") else "-4"
    if section.startswith("rules"):
        rule = line.replace(":", "", 1)
        return ip(family, "rule del pref", rule), ip(family, "rule add pref", rule)
    if section.startswith(("main", "table")):
        table = "table " + section.split()[1] if section.startswith("table") else ""
        return ip(family, "route del", line, table), ip(family, "route add", line, table)
    if section == "neighbours":
        return ip("neigh del", " ".join(line.split()[:3])), ip("neigh add", line.replace("PERMANENT", "nud permanent"))
    if section == "sysctls":
        return sysctl_removal(line, guest)
    return nft_removal(section.split()[1], line, guest) if section.startswith("nft") else None


def sysctl_removal(line, guest):
    name, _, value = line.partition(" = ")
    other = {"0": "1", "1": "0"}.get(value, "32768 60999")
    return tuple(lambda v=v: netns.write_sysctls(guest, {name.replace(".", "/"): v}) for v in (other, value))


def nft_removal(ip, line, guest):
    """A rule alone, or its chain's and table's absence by a change of name: the whole family is read back afterwards."""
    listed = run(*inside(guest, "nft", "-s", "list", "ruleset", ip)).stdout
    gone = {"table": f"delete table {ip} {line.split()[1]}\n", "chain": None}.get(line.split()[0], "")
    if line.startswith("chain "):
        table = "filter" if "filter" in line else "nat"
        gone = f"flush chain {ip} {table} {line.split()[1]}\ndelete chain {ip} {table} {line.split()[1]}\n"
    elif not gone:
        table, chain = ("filter" if line.startswith("WSLOUTPUT") else "nat"), line.split()[0]
        words = line.partition(" ")[2]
        numbered = run(*inside(guest, "nft", "-as", "list", "chain", ip, table, chain)).stdout
        handle = next(text.rpartition(" ")[2] for text in numbered.splitlines() if text.strip().startswith(words + " #"))
        gone = f"delete rule {ip} {table} {chain} handle {handle}\n"

    def apply(rules):
        return lambda: run(*inside(guest, "nft", "-f", "-"), input=rules)
    return apply(gone), apply(f"flush ruleset {ip}\n{listed}")


def main():
    started = time.monotonic()
    comparison = Comparison("show" in sys.argv[1:])
    try:
        require()
        play(comparison)
        play_host_address_loopback(comparison)
    except LabError as problem:
        comparison.tell("the world", [str(problem)])
    print(f"{comparison.passed} passed, {comparison.failed} failed, {time.monotonic() - started:.1f} s", flush=True)
    return 1 if comparison.failed else 0


if __name__ == "__main__":
    sys.exit(main())
