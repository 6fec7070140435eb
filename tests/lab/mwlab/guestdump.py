# SPDX-License-Identifier: MIT
"""The guest's network as plain lines, and the order of events as `ip monitor` tells it: what the dumps in guest/ are compared with.

Left out is what the kernel does by itself: table local, multicast, neighbours that it learns, the loopback device.
"""
import re
import struct
import tempfile

from . import netns, rtnetlink
from .gns import LOOPBACK_GATEWAY
from .shell import IP, inside, run

SECTIONS = ("links", "rules v4", "rules v6", "table 127", "table 128", "main v4", "main v6", "addresses", "neighbours", "nft ip",
            "nft ip6", "sysctls")
ORDERED = ("rules v4", "rules v6", "nft ip", "nft ip6", "events")
IP_COMMANDS = {
    "links": "link show", "rules v4": "-4 rule show", "rules v6": "-6 rule show", "table 127": "-4 route show table 127",
    "table 128": "-4 route show table 128", "main v4": "-4 route show", "main v6": "-6 route show", "addresses": "address show",
    "neighbours": "-4 neigh show nud permanent"}
# links, neighbours, addresses, routes and rules of IPv4, addresses and routes of IPv6, rules of IPv6
MONITORED = 0x1 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 1 << 18
KERNELS_OWN = re.compile(r"(local|broadcast|multicast|anycast) | table local| dev lo( |$)|^(link|address) lo |^::1 ")

DROPPED_IPV6 = re.compile(r"deleted (address \S+|route) (default via )?[0-9a-f]+:")
LATE_IPV6 = re.compile(r"address \S+ [0-9a-f]+:")  # announced by a work queue, whenever that comes to it


def plain(line):
    """A line of `ip -o` without what differs from run to run, as "kind what"; None for the kernel's own."""
    line = re.sub(r"\s+", " ", line.replace("\\", " ")).strip()
    deleted, line = ("deleted ", line[8:]) if line.startswith("Deleted ") else ("", line)
    kind, text = _kind(line)
    whole = f"{kind} {text}" if kind in ("link", "address") else text
    if KERNELS_OWN.search(whole) and kind != "rule" and not whole.startswith("address lo 10."):
        return None
    if kind == "neighbour" and not text.startswith(str(LOOPBACK_GATEWAY)):
        return None
    return f"{deleted}{kind} {text}"


def _kind(line):
    if link := re.match(r"\d+: ([^:@ ]+)[^ ]*: <([^>]*)> mtu (\d+)", line):
        return "link", f"{link[1]} {'UP' if 'UP' in link[2].split(',') else 'DOWN'} mtu {link[3]}"
    if address := re.match(r"\d+: (\S+) inet6? (.*?)( \S+)? valid_lft", line):
        words = address[2] + (address[3] or "")
        return "address", f"{address[1]} {words.removesuffix(' ' + address[1])}"
    if rule := re.match(r"(\d+): (from .*)", line):
        return "rule", f"{rule[1]}: {rule[2]}"
    if " lladdr " in line or re.search(r" (FAILED|INCOMPLETE|STALE|REACHABLE|DELAY|PROBE)$", line):
        return "neighbour", line
    return "route", line.replace(" pref medium", "")


def sections(namespace, wanted=SECTIONS, sysctls=()):
    """{section: lines} of the guest as it is now."""
    found = {}
    for section in wanted:
        if section == "sysctls":
            found[section] = [f"{name} = {netns.read_sysctl(namespace, name.replace('.', '/'))}" for name in sysctls]
        elif section.startswith("nft "):
            found[section] = _nft(run(*inside(namespace, "nft", "-s", "list", "ruleset", section[4:])).stdout)
        else:
            shown = run(IP, "-n", namespace, "-o", *IP_COMMANDS[section].split(), check=False).stdout
            lines = [line.partition(" ")[2] for line in map(plain, shown.splitlines()) if line]
            found[section] = lines if section in ORDERED else sorted(lines)
    return found


def _nft(text):
    """nft's ruleset, one line for each table, chain and rule; a rule begins with its chain's name."""
    lines, chain = [], ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("table "):
            lines.append(f"table {line.split()[2]}")
        elif line.startswith("chain "):
            chain = line.split()[1]
        elif line.startswith("type "):
            lines.append(f"chain {chain} {line.replace(';', '')}")
        elif line and line != "}":
            lines.append(f"{chain} {line}")
    return lines


class Recorder:
    """Keeps what the kernel announces in a namespace from its construction on."""

    def __init__(self, namespace):
        self.namespace, self.netlink = namespace, rtnetlink.Netlink(namespace, MONITORED)
        links = rtnetlink.Netlink(namespace)
        bodies = links.dump(rtnetlink.RTM_GETLINK, struct.pack("=BxHiII", 0, 0, 0, 0, 0))
        links.close()
        # `ip` learns the names of devices from here, also of those that go
        self.known = [struct.pack("=IHHII", 16 + len(b), rtnetlink.RTM_NEWLINK, 0, 0, 0) + b for b in bodies]

    def events(self):
        """The lines since then, as `ip monitor` prints them; ends the recording."""
        messages = []
        self.netlink.socket.setblocking(False)
        try:
            while True:
                messages.append(self.netlink.socket.recv(1 << 17))
        except BlockingIOError:
            self.netlink.close()
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"".join(self.known + messages))
            file.flush()
            shown = run(IP, "-n", self.namespace, "-o", "monitor", "file", file.name).stdout.splitlines()
        return _collapsed([line for line in map(plain, shown[len(self.known):]) if line])


def _collapsed(lines):
    """A device that says once more what it said last is left out: veth announces itself several times, and a work queue again.
    What comes in no order that WSL decides is sorted: IPv6 addresses and routes that the kernel drops in one go, and, at the
    end, IPv6 addresses, which it announces late."""
    late = sorted(line for line in lines if LATE_IPV6.match(line))
    kept, burst, links = [], [], {}
    for line in (line for line in lines if not LATE_IPV6.match(line)):
        if DROPPED_IPV6.match(line):
            burst.append(line)
        elif not line.startswith("link ") or links.get(line.split()[1]) != line:
            kept += [*sorted(burst), line]
            burst = []
        if line.startswith("link "):
            links[line.split()[1]] = line
    return kept + sorted(burst) + late


def read_dump(path):
    """{section: [(mark, line)]} of a dump file."""
    found, section = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = []
        elif line and not line.startswith("#"):
            mark, _, text = line.partition(" ")
            found[section].append((mark, text.strip()))
    return found


def differences(expected, found):
    """Sentences on what is missing, what is too much, and what stands in another order; expected has marks."""
    said = []
    for section, marked in expected.items():
        if section not in found:
            continue
        wanted, seen = [line for _, line in marked], found[section]
        wanted = _collapsed(wanted) if section == "events" else wanted
        said += [f"[{section}] missing: {line}" for line in wanted if line not in seen]
        said += [f"[{section}] not expected: {line}" for line in seen if line not in wanted]
        if sorted(wanted) == sorted(seen) and section in ORDERED and wanted != seen:
            said.append(f"[{section}] another order: {' | '.join(seen)}")
        if set(wanted) == set(seen) and len(wanted) != len(seen):
            said += [f"[{section}] {seen.count(line)} times: {line}" for line in sorted(set(seen)) if seen.count(line) != wanted.count(line)]
    return said
