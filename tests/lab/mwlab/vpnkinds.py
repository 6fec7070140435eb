# SPDX-License-Identifier: MIT
"""What VPNs do to Windows' routes, as data: each kind has prefixes per family that go through the tunnel.

A kind and how it behaves are told apart: a VPN of any kind may swallow what the guest sends (what real clients mostly do to
machines of Hyper-V), or answer; may bring name servers; may keep its device between connects, or make another one.
"""
from dataclasses import dataclass

EVERYTHING = (("0.0.0.0/0",), ("::/0",))
HALVES = (("0.0.0.0/1", "128.0.0.0/1"), ("::/1", "8000::/1"))
LAN_HALVES = (("192.168.77.0/25", "192.168.77.128/25"), ("2001:db8:77::/65", "2001:db8:77:0:8000::/65"))
BEHIND = (("10.99.0.0/16",), ("fd00:99::/64",))
INTERNET = (("203.0.113.0/24",), ("2001:db8:ffff::/48",))  # a cloud's ranges, as companies route them
MANY = (tuple(f"10.{100 + i // 250}.{i % 250}.0/24" for i in range(598)), tuple(f"fd00:aa:{i:x}::/48" for i in range(598)))


def _joined(*parts):
    return tuple(sum((part[family] for part in parts), ()) for family in (0, 1))


@dataclass(frozen=True)
class Kind:
    """The prefixes of IPv4 and IPv6 that a VPN takes; `metric` is that of its interface."""
    ipv4: tuple
    ipv6: tuple
    metric: int = 1


KINDS = {
    "full": Kind(*EVERYTHING),
    "halves": Kind(*HALVES),
    "lan": Kind(*LAN_HALVES),
    "split": Kind(*_joined(BEHIND, INTERNET, MANY)),  # 600 routes of each family
    "six": Kind((), EVERYTHING[1]),
    "six-halves": Kind((), HALVES[1]),
    "everything": Kind(*_joined(HALVES, LAN_HALVES)),  # a full tunnel that allows no local LAN
    "harmless": Kind(*BEHIND),
}
