# SPDX-License-Identifier: MIT
"""rtnetlink, as far as the lab speaks it: the very messages that WSL's guest side sends, and dumps of what is there.

Message layouts follow linux/rtnetlink.h. A refusal of the kernel is an OSError with its errno.
"""
import errno
import ipaddress
import os
import socket
import struct
from dataclasses import dataclass

from . import netns

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 0x1, 0x4, 0x300
NLM_F_REPLACE, NLM_F_EXCL, NLM_F_CREATE = 0x100, 0x200, 0x400
NLMSG_ERROR, NLMSG_DONE = 2, 3
RTM_NEWLINK, RTM_GETLINK = 16, 18
RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR = 20, 21, 22
RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE = 24, 25, 26
RTM_NEWNEIGH, RTM_NEWRULE, RTM_DELRULE = 28, 32, 33
IFF_UP, IFF_LOWER_UP = 0x1, 0x10000
TABLE_MAIN, TABLE_LOCAL = 254, 255
PROTOCOL_KERNEL, TYPE_UNICAST, SCOPE_UNIVERSE, SCOPE_LINK = 2, 1, 0, 253
NEXTHOP_ONLINK, ROUTE_NOTIFY, CLONED = 4, 0x100, 0x200
IFA_TENTATIVE, IFA_DADFAILED, IFA_DEPRECATED, IFA_NODAD, IFA_NOPREFIXROUTE = 0x40, 0x08, 0x20, 0x02, 0x200
GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400  # links, IPv4 addresses and routes, IPv6 addresses and routes
FOREVER = 0xFFFFFFFF


@dataclass(frozen=True)
class Link:
    """A device as RTM_GETLINK shows it."""
    index: int
    name: str
    flags: int
    mtu: int
    mac: str
    alias: str


@dataclass(frozen=True)
class Address:
    """An address of a device."""
    index: int
    interface: object  # ipaddress.IPv4Interface or IPv6Interface
    scope: int
    flags: int


@dataclass(frozen=True)
class Route:
    """A unicast route with one next hop."""
    index: int
    to: object  # ipaddress network
    via: object  # ipaddress address, or None
    metric: int
    protocol: int = PROTOCOL_KERNEL

    @property
    def family(self):
        return family_of(self.to)


def family_of(value):
    return socket.AF_INET if value.version == 4 else socket.AF_INET6


class Netlink:
    """A NETLINK_ROUTE socket of one namespace; used by one thread at a time."""

    def __init__(self, namespace, groups=0):
        with netns.visit(namespace):
            self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)  # 600 routes are 600 notifications
        self.socket.bind((0, groups))
        self.sequence = 0

    def close(self):
        self.socket.close()

    def request(self, kind, flags, payload):
        """Sends one message and waits for the kernel's yes."""
        self._send(kind, flags | NLM_F_ACK, payload)
        for answer, body in self._answers():
            if answer == NLMSG_ERROR and (problem := -struct.unpack_from("=i", body)[0]):
                raise OSError(problem, os.strerror(problem))

    def dump(self, kind, payload):
        """Every message of a dump, as bodies."""
        self._send(kind, NLM_F_DUMP, payload)
        return [body for answer, body in self._answers() if answer not in (NLMSG_ERROR, NLMSG_DONE)]

    def drain(self):
        """Reads notifications away; True if there were any. An overflow is one, too: something changed."""
        seen = False
        while True:
            try:
                seen = bool(self.socket.recv(1 << 16, socket.MSG_DONTWAIT)) or seen
            except BlockingIOError:
                return seen
            except OSError as problem:
                if problem.errno != errno.ENOBUFS:
                    raise
                seen = True

    def _send(self, kind, flags, payload):
        self.sequence += 1
        self.socket.send(struct.pack("=IHHII", 16 + len(payload), kind, flags | NLM_F_REQUEST, self.sequence, 0) + payload)

    def _answers(self):
        while True:
            data = self.socket.recv(1 << 17)
            while data:
                length, kind, _, sequence, _ = struct.unpack_from("=IHHII", data)
                if sequence == self.sequence:
                    yield kind, data[16:length]
                    if kind in (NLMSG_ERROR, NLMSG_DONE):
                        return
                data = data[(length + 3) & ~3:]

    def links(self):
        return [_link(body) for body in self.dump(RTM_GETLINK, struct.pack("=BxHiII", 0, 0, 0, 0, 0))]

    def addresses(self, family=socket.AF_UNSPEC):
        return [_address(body) for body in self.dump(RTM_GETADDR, struct.pack("=BBBBI", family, 0, 0, 0, 0))]

    def routes(self, table=TABLE_MAIN, family=socket.AF_UNSPEC, split=False):
        """Unicast routes of one table. Those with several next hops are left out, as WSL's guest side does, or split into one
        for each: the kernel joins equal IPv6 routes of two devices to one."""
        families = (socket.AF_INET, socket.AF_INET6) if family == socket.AF_UNSPEC else (family,)
        bodies = [body for each in families for body in self.dump(RTM_GETROUTE, struct.pack("=8BI", each, *[0] * 7, 0))]
        return [route for body in bodies for route in _routes(body, table, split)]


def attribute(kind, value):
    """One attribute with its padding; int becomes 32 bits."""
    value = struct.pack("=I", value) if isinstance(value, int) else value
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def link_message(index, attributes=b"", flags=0, change=0):
    return struct.pack("=BxHiII", 0, 0, index, flags, change) + attributes


def address_message(index, interface, scope, flags=0):
    """IFA_LOCAL, IFA_ADDRESS, lifetimes, flags and, for IPv4, the broadcast address: as WSL's Interface::ChangeAddressImpl."""
    packed = interface.ip.packed
    body = struct.pack("=BBBBI", family_of(interface), interface.network.prefixlen, 0, scope, index)
    body += attribute(2, packed) + attribute(1, packed) + attribute(6, struct.pack("=IIII", FOREVER, FOREVER, 0, 0)) + attribute(8, flags)
    return body + (attribute(4, interface.network.broadcast_address.packed) if interface.version == 4 else b"")


def route_message(route, table, protocol=PROTOCOL_KERNEL, onlink=False, source=None):
    """A unicast route; without metric where that is None."""
    scope = SCOPE_UNIVERSE if route.via else SCOPE_LINK
    flags = ROUTE_NOTIFY | (NEXTHOP_ONLINK if onlink else 0)
    body = struct.pack("=8BI", route.family, route.to.prefixlen, 0, 0, 0, protocol, scope, TYPE_UNICAST, flags)
    body += attribute(15, table) + attribute(4, route.index)
    body += attribute(1, route.to.network_address.packed) if route.to.prefixlen else b""
    body += attribute(5, route.via.packed) if route.via else b""
    body += attribute(6, route.metric) if route.metric is not None else b""
    return body + (attribute(7, source.packed) if source else b"")


def rule_message(table, priority, protocol=None, iif="", ports=None):
    """A rule of IPv4 that looks a table up."""
    body = struct.pack("=8BI", socket.AF_INET, 0, 0, 0, 0, 0, 0, 1, 0) + attribute(15, table) + attribute(6, priority)
    body += attribute(22, struct.pack("=B", protocol)) if protocol else b""
    body += attribute(24, struct.pack("=HH", *ports)) if ports else b""
    return body + (attribute(3, iif.encode() + b"\0") if iif else b"")


def neighbour_message(index, address, mac):
    """A permanent neighbour."""
    body = struct.pack("=BxHiHBB", family_of(address), 0, index, 0x80, 0, TYPE_UNICAST)
    return body + attribute(1, address.packed) + attribute(2, bytes.fromhex(mac.replace(":", "")))


def attributes_of(data):
    """{kind: bytes} of a message's tail; of several equal kinds the last."""
    found = {}
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        found[kind & 0x3FFF] = data[4:length]
        data = data[(length + 3) & ~3:]
    return found


def _number(value, default=0):
    return struct.unpack("=I", value)[0] if value else default


def _text(value):
    return (value or b"").rstrip(b"\0").decode()


def _link(body):
    _, _, index, flags, _ = struct.unpack_from("=BxHiII", body)
    found = attributes_of(body[16:])
    return Link(index, _text(found.get(3)), flags, _number(found.get(4)), found.get(1, b"").hex(":"), _text(found.get(20)))


def _address(body):
    _, length, flags, scope, index = struct.unpack_from("=BBBBI", body)
    found = attributes_of(body[8:])
    address = ipaddress.ip_address(found.get(2) or found[1])
    return Address(index, ipaddress.ip_interface(f"{address}/{length}"), scope, _number(found.get(8), flags))


def _routes(body, table, split):
    family, length, _, _, short_table, protocol, _, kind, flags = struct.unpack_from("=8BI", body)
    found = attributes_of(body[12:])
    if kind != TYPE_UNICAST or _number(found.get(15), short_table) != table or flags & CLONED:
        return []
    size = 4 if family == socket.AF_INET else 16
    to = ipaddress.ip_network((found.get(1, b"\0" * size), length))
    hops = [(_number(found[4]), found)] if 4 in found else _hops(found.get(9, b"")) if split else []
    return [Route(index, to, ipaddress.ip_address(hop[5]) if 5 in hop else None, _number(found.get(6)), protocol) for index, hop in hops]


def _hops(data):
    """(index, attributes) of each next hop in RTA_MULTIPATH."""
    while len(data) >= 8:
        length, _, _, index = struct.unpack_from("=HBBi", data)
        yield index, attributes_of(data[8:length])
        data = data[(length + 3) & ~3:]
