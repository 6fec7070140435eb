# SPDX-License-Identifier: MIT
"""Hyper-V's switch: Windows and the guest share address and MAC of each adapter, and ports tell them apart.

It lives in `corp`. A lane has three devices there: `p-NAME`, the far end of Windows' adapter; `g-NAME`, that of the guest's; and
`u-NAME`, which leads to the LAN or to the VPN's far end. Frames are moved by nftables' ingress hook, before any address counts.
"""
import threading
from dataclasses import dataclass

from .gns import GATEWAY_MAC, PORTS
from .shell import inside, run

TABLE = "mwswitch"
LOOP = "loop"  # the lane between Windows' loopback and the guest's loopback0; it leads nowhere else

LANE = """
  chain win-{name} {{ type filter hook ingress device "p-{name}" priority 0
    fwd to "u-{name}"
  }}
  chain lan-{name} {{ type filter hook ingress device "u-{name}" priority 0
    {to_guest}
    fwd to "p-{name}"
  }}
"""
# What each side needs for itself goes to both; requests that one may answer for both go to Windows.
TO_GUEST = """ether type arp dup to "{guest}" fwd to "p-{name}"
    icmpv6 type {{ 133-137 }} dup to "{guest}" fwd to "p-{name}"
    tcp dport @ports fwd to "{guest}"
    udp dport @ports fwd to "{guest}"
    icmp type != echo-request dup to "{guest}" fwd to "p-{name}"
    icmpv6 type != echo-request dup to "{guest}" fwd to "p-{name}\""""
NEIGHBOURS_ONLY = """ether type arp dup to "{guest}" fwd to "p-{name}"
    icmpv6 type {{ 133-137 }} dup to "{guest}" fwd to "p-{name}\""""
FROM_GUEST = """
  chain guest-{name} {{ type filter hook ingress device "{guest}" priority 0
    ether daddr {gateway_mac} fwd to "p-loop"
    {swallow}
    fwd to "u-{name}"
  }}
"""
SWALLOW = """icmpv6 type {{ 133-137 }} fwd to "u-{name}"
    ether type {{ ip, ip6 }} drop"""
LOOP_CHAINS = """
  chain win-loop {{ type filter hook ingress device "p-loop" priority 0
{to_guest}  }}
"""


@dataclass
class Lane:
    """One adapter: who is plugged in, and whether the far side swallows what the guest sends."""
    name: str
    mac: str
    swallows: bool = False
    guest: bool = False
    wired: bool = True  # False: an adapter that somebody made by hand; it has no port here


class Switch:
    """All lanes of one lab, and the ports that belong to the guest. Used by the mirror's thread and by the test's."""

    def __init__(self, namespace):
        self.namespace, self.lanes, self.ports = namespace, {}, set()
        self.loop_mac, self.loop_guest = "", False
        self.cut = False  # the VPN's driver drops all that comes from the guest, whatever its routes
        self.lock = threading.RLock()

    def plug(self, lane):
        """Windows has an adapter; its three devices exist, but for the guest's."""
        with self.lock:
            self.lanes[lane.name] = lane
            self.apply()

    def unplug(self, name):
        with self.lock:
            self.lanes.pop(name, None)
            self.apply()

    def guest_joins(self, name, mac):
        """The guest's device `g-NAME` exists."""
        with self.lock:
            if name == LOOP:
                self.loop_mac, self.loop_guest = mac, True
            else:
                self.lanes.setdefault(name, Lane(name, mac, swallows=True, wired=False)).guest = True
            self.apply()

    def guest_leaves(self, *names):
        """The guest's devices are going."""
        with self.lock:
            for name in names:
                if name == LOOP:
                    self.loop_guest = False
                elif name in self.lanes:
                    self.lanes[name].guest = False
            self.lanes = {name: lane for name, lane in self.lanes.items() if lane.wired or lane.guest}
            self.apply()

    def publish(self, *ports):
        """These ports are the guest's, for TCP and UDP: somebody listens on them there."""
        with self.lock:
            self.ports |= set(ports)
            self.apply()

    def withdraw(self, *ports):
        with self.lock:
            self.ports -= set(ports)
            self.apply()

    def set_cut(self, cut):
        with self.lock:
            self.cut = cut
            self.apply()

    def apply(self):
        ports = ", ".join(["{}-{}".format(*PORTS), *map(str, sorted(p for p in self.ports if not PORTS[0] <= p <= PORTS[1]))])
        chains = "".join(self._lane(lane) for lane in self.lanes.values()) + self._loop()
        run(*inside(self.namespace, "nft", "-f", "-"), input=(
            f"table netdev {TABLE}\ndelete table netdev {TABLE}\ntable netdev {TABLE} {{\n"
            f"  set ports {{ type inet_service; flags interval; elements = {{ {ports} }}; }}\n{chains}}}\n"))

    def _lane(self, lane):
        if not lane.wired:
            return ""
        names = {"name": lane.name, "guest": f"g-{lane.name}", "gateway_mac": GATEWAY_MAC}
        if not lane.guest:
            return LANE.format(**names, to_guest="")
        to_guest = (NEIGHBOURS_ONLY if lane.swallows else TO_GUEST).format(**names)
        swallow = SWALLOW.format(**names) if lane.swallows or self.cut else ""
        return LANE.format(**names, to_guest=to_guest) + FROM_GUEST.format(**names, swallow=swallow)

    def _loop(self):
        if not self.loop_guest:
            return ""
        lines = f'    ether daddr {self.loop_mac} fwd to "g-loop"\n'
        lines += "".join(f'    ether daddr {lane.mac} fwd to "g-{lane.name}"\n' for lane in self.lanes.values() if lane.guest)
        return LOOP_CHAINS.format(to_guest=lines) + (
            '  chain guest-loop { type filter hook ingress device "g-loop" priority 0\n    fwd to "p-loop"\n  }\n')
