"""A world with a mirrored guest, for tests without Wine and without WSL's daemon. See "The guest" in the lab's README.

    with MirroredWorld() as w:
        w.vpn_up("halves")
        assert not w.reaches("internet")
        w.in_guest("sh", "-c", "…")
        w.event("nic-mtu")
"""
import atexit
import itertools
import os
from dataclasses import dataclass

from . import landscape, targets, vpnkinds
from .docker import Docker
from .events import EVENTS
from .guestnet import GuestNetwork
from .network import list_namespaces
from .shell import IP, LabError, inside, ip_batch, kill_all, pids_in, run
from .switch import Switch

VPN_MAC, VPN_FAR, VPN_FAR6 = "00:05:9a:3c:7a:00", "10.8.0.1", "fd00:8::1"  # Cisco's prefix: the product knows it
GUEST_PORT, WINDOWS_PORT, PLAIN_PORT, CONTAINER_PORT = 8080, 8088, 80, 8090
PROBE_TIMEOUT = 1.0
_serial = itertools.count(1)


@dataclass(frozen=True)
class Names:
    """The namespaces of one world; they carry the pid, and a number where a process has several."""
    stem: str

    def __getattr__(self, role):
        if role not in ("win", "guest", "corp", "lan"):
            raise AttributeError(role)
        return f"{self.stem}-{role}"

    def __iter__(self):
        return iter((self.win, self.guest, self.corp, self.lan))

    @classmethod
    def fresh(cls):
        number = next(_serial)
        return cls(f"mw{os.getpid()}" + (f"x{number}" if number > 1 else ""))


class MirroredWorld:
    """Windows with one Ethernet adapter, a LAN, an Internet, and a VM that mirrors. Verbs return when the guest has caught up."""

    def __init__(self, host_address_loopback=False, dns_tunneling=True, second_nic=False, vm=True):
        self.names, self.hub = Names.fresh(), None
        self.options = {"host_address_loopback": host_address_loopback, "dns_tunneling": dns_tunneling}
        self.vm_at_once, self.second_nic, self.cards, self.vpn, self.guest = vm, second_nic, {}, None, None
        self.servers = self.docker = None

    def __enter__(self):
        atexit.register(self.close)
        try:
            landscape.create(self.names)
            self.hub, self.servers = Switch(self.names.corp), targets.Servers()
            self.docker = Docker(self)
            self._plug(landscape.ethernet())
            if self.second_nic:
                self._plug(landscape.ethernet("eth9", landscape.SECOND_INDEX, 9))
            self._serve()
            if self.vm_at_once:
                self.start_vm()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends everything of this world; a second call does nothing."""
        atexit.unregister(self.close)
        if self.servers:
            self.servers.close()
            self.servers = None
        if self.guest:
            self.guest.close()
            self.guest = None
        existing = list_namespaces()
        for name in [*self.names, *(self.docker.namespaces() if self.docker else ())]:
            if name in existing:
                kill_all(lambda name=name: pids_in(name))
                run(IP, "netns", "del", name, check=False)

    def start_vm(self):
        """WSL starts: the guest is wired for what Windows has now."""
        self.guest = GuestNetwork(self.names, self.hub, ports=(GUEST_PORT,), **self.options)
        self.guest.settle()

    def vpn_up(self, kind="full", answers=False, device="", mtu=1400):
        """A VPN of one of vpnkinds.KINDS connects. It swallows what the guest sends, unless it `answers`. `device` is the name
        that its twin gets in the guest; empty: the first free one."""
        if self.vpn:
            raise LabError("the VPN is up already")
        self.guest.wanted["vpn0"] = device
        self.vpn = vpn_card(vpnkinds.KINDS[kind], swallows=not answers, mtu=mtu)
        self._plug(self.vpn)
        self.guest.settle()
        return self.vpn_device()

    def vpn_down(self):
        """The VPN disconnects, and its adapter vanishes."""
        if not self.vpn:
            raise LabError("the VPN is not up")
        landscape.unplug(self.names, self.hub, self.vpn)
        del self.cards["vpn0"]
        self.vpn = None
        self.guest.settle()

    def vpn_device(self):
        """The guest's name of the VPN's device."""
        return self.guest.devices()["vpn0"]

    def event(self, name):
        """Something happens to the network; EVENTS in events.py has the names. Returns when the guest was told."""
        EVENTS[name](self)
        self.guest.settle()

    def in_guest(self, *argv, input=None, timeout=30):
        """Runs a program in the guest as root; CompletedProcess with text output."""
        return run(*inside(self.names.guest, *argv), input=input, timeout=timeout, check=False)

    def in_win(self, *argv, timeout=30):
        return run(*inside(self.names.win, *argv), check=False, timeout=timeout)

    def reaches(self, target, family=4, timeout=PROBE_TIMEOUT):
        """Whether the right server answered; TARGETS below says from where to where."""
        return self.answer(target, family, timeout) == _target(target)[3]

    def answer(self, target, family=4, timeout=PROBE_TIMEOUT):
        """What the probe heard: the server's name, or the error in brackets."""
        source, addresses, port, _ = _target(target)
        namespace = self.docker.namespace if source == "box" else getattr(self.names, source)
        return targets.greeting_of(namespace, addresses[family == 6], port, timeout)

    def windows(self, lines):
        """Changes Windows' network by lines of `ip`."""
        ip_batch(self.names.win, lines)

    def _plug(self, card):
        self.cards[card.name] = card
        landscape.plug(self.names, self.hub, card)

    def _serve(self):
        for family in (4, 6):
            self.servers.listen(self.names.corp, PLAIN_PORT, "corp", family)
            self.servers.listen(self.names.lan, PLAIN_PORT, "lan", family)
            self.servers.listen(self.names.win, WINDOWS_PORT, "windows", family)
            self.servers.listen(self.names.guest, GUEST_PORT, "guest", family)


# name: from which namespace, to which addresses (IPv4, IPv6) and port, and who has to answer
TARGETS = {
    "lan": ("guest", (landscape.LAN_HOST, landscape.LAN_HOST6), PLAIN_PORT, "lan"),
    "internet": ("guest", (landscape.INTERNET, landscape.INTERNET6), PLAIN_PORT, "corp"),
    "behind": ("guest", (landscape.BEHIND, landscape.BEHIND6), PLAIN_PORT, "corp"),
    "published": ("lan", (landscape.WIN_LAN, landscape.WIN_LAN6), GUEST_PORT, "guest"),
    "container-internet": ("box", (landscape.INTERNET, landscape.INTERNET6), PLAIN_PORT, "corp"),
    "container-lan": ("box", (landscape.LAN_HOST, landscape.LAN_HOST6), PLAIN_PORT, "lan"),
    "container-in": ("lan", (landscape.WIN_LAN, landscape.WIN_LAN6), CONTAINER_PORT, "box"),
    "loopback-in": ("win", ("127.0.0.1", "::1"), GUEST_PORT, "guest"),
    "loopback-out": ("guest", ("127.0.0.1", "::1"), WINDOWS_PORT, "windows"),
    "loopback-self": ("guest", ("127.0.0.1", "::1"), GUEST_PORT, "guest"),
    "address-in": ("win", (landscape.WIN_LAN, landscape.WIN_LAN6), GUEST_PORT, "guest"),
    "address-out": ("guest", (landscape.WIN_LAN, landscape.WIN_LAN6), WINDOWS_PORT, "windows"),
    "windows-lan": ("win", (landscape.LAN_HOST, landscape.LAN_HOST6), PLAIN_PORT, "lan"),
    "windows-internet": ("win", (landscape.INTERNET, landscape.INTERNET6), PLAIN_PORT, "corp"),
    "windows-behind": ("win", (landscape.BEHIND, landscape.BEHIND6), PLAIN_PORT, "corp"),
    "windows-published": ("lan", (landscape.WIN_LAN, landscape.WIN_LAN6), WINDOWS_PORT, "windows"),
}


def _target(name):
    if name not in TARGETS:
        raise LabError(f"no such target: {name}; there are {', '.join(TARGETS)}")
    return TARGETS[name]


def vpn_card(kind, swallows, mtu):
    """Windows' adapter of a VPN of this kind."""
    routes = [(net, VPN_FAR, 0) for net in kind.ipv4] + [(net, VPN_FAR6, 0) for net in kind.ipv6]
    far = [f"addr add {VPN_FAR}/24 dev b-vpn0", f"addr add {VPN_FAR6}/64 dev b-vpn0 nodad"]
    return landscape.Card("vpn0", landscape.VPN_INDEX, VPN_MAC, ["10.8.0.2/24", "fd00:8::2/64", "fe80::8:2/64"], routes, far,
                          mtu=mtu, metric=kind.metric, swallows=swallows)
