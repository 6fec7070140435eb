# SPDX-License-Identifier: MIT
"""Windows' network with the guest's beside it, and what happens to both: the one place where a VPN connects and cables are pulled.

A MirroredWorld is such a scene in the test's own process; WSL's daemon has one for its VM. Namespaces are made and removed by
whoever makes the scene. Verbs return when a mirrored guest, if there is one, has been told.
"""
from . import gns, landscape, network, targets, vpnkinds
from .docker import Docker
from .events import EVENTS
from .guestnet import GuestNetwork
from .shell import LabError, ip_batch
from .switch import Switch

SECOND_METRIC = 35  # Windows does not give two adapters the same by itself; an equal one shows how one steals the other's routes


class Scene:
    """Starts with one Ethernet adapter (and a second one, if asked for) and no VM."""

    def __init__(self, names, second_nic=False):
        self.names, self.cards, self.vpn, self.guest = names, {}, None, None
        self.wanted = {}  # {Windows' adapter: the name of its twin in the guest}, where a test wants other than the first free one
        self.hub, self.servers, self.docker = Switch(names.corp), targets.Servers(), Docker(self)
        self.plug(landscape.ethernet())
        if second_nic:
            self.plug(landscape.ethernet("eth9", landscape.SECOND_INDEX, 9, SECOND_METRIC))

    def end(self):
        """Ends what runs in this process; the namespaces are still there."""
        self.stop_guest()
        self.servers.close()

    def start_guest(self, ports=(), **options):
        """A VM starts mirrored: it is wired for what Windows has now."""
        self.guest = GuestNetwork(self.names, self.hub, self.wanted, ports, **options)
        self.settle()

    def stop_guest(self):
        """That VM ends, with everything in it; its namespace is the caller's to renew."""
        if self.guest:
            self.docker.forget()
            self.guest.close()
            self.guest = None

    def settle(self):
        if self.guest:
            self.guest.settle()

    def vpn_up(self, kind="full", answers=False, device="", mtu=1400, dns=()):
        """A VPN of one of vpnkinds.KINDS connects. It swallows what the guest sends, unless it `answers`. `device` is the name
        that its twin gets in the guest; empty: the first free one, which is returned. `dns` are its name servers."""
        if self.vpn:
            raise LabError("the VPN is up already")
        self.wanted["vpn0"] = device
        return self.plug_vpn(vpn_card(vpnkinds.KINDS[kind], not answers, mtu, tuple(dns)))

    def plug_vpn(self, card):
        """The VPN's adapter appears as it is described."""
        self.vpn = card
        self.plug(card)
        self.settle()
        return self.vpn_device()

    def vpn_down(self):
        """The VPN disconnects, and its adapter vanishes."""
        if not self.vpn:
            raise LabError("the VPN is not up")
        landscape.unplug(self.names, self.hub, self.vpn)
        del self.cards[self.vpn.name]
        self.vpn = None
        self.settle()

    def vpn_device(self):
        """The guest's name of the VPN's device; empty without a mirrored guest."""
        return self.guest.devices().get(self.vpn.name, "") if self.guest else ""

    def name_servers(self, dns_tunneling=True):
        """What stands in the guest's resolv.conf: the tunnel's address, or Windows' servers, the VPN's first."""
        if dns_tunneling:
            return (str(gns.DNS_TUNNEL.ip),)
        return tuple(server for card in sorted(self.cards.values(), key=lambda card: card.metric) for server in card.name_servers)

    def event(self, name):
        """Something happens to the network; EVENTS in events.py has the names."""
        if name not in EVENTS:
            raise LabError(f"no such event: {name}; there are {', '.join(EVENTS)}")
        if name == "docker" and not self.guest or name.startswith("vpn-") and not self.vpn:
            raise LabError(f"{name}: there is no mirrored guest, or no VPN")
        EVENTS[name](self)
        self.settle()

    def windows(self, lines):
        """Changes Windows' network by lines of `ip`."""
        ip_batch(self.names.win, lines)

    def plug(self, card):
        self.cards[card.name] = card
        landscape.plug(self.names, self.hub, card)


def vpn_card(kind, swallows, mtu, dns):
    """Windows' adapter of a VPN of this kind."""
    routes = [(net, network.VPN_PEER, 0) for net in kind.ipv4] + [(net, network.VPN_PEER6, 0) for net in kind.ipv6]
    far = [f"addr add {network.VPN_PEER}/24 dev b-vpn0", f"addr add {network.VPN_PEER6}/64 dev b-vpn0 nodad"]
    return landscape.Card("vpn0", landscape.VPN_INDEX, network.VPN_MAC, [f"{network.VPN_ADDRESS}/24", "fd00:8::2/64", "fe80::8:2/64"],
                          routes, far, mtu=mtu, metric=kind.metric, swallows=swallows, name_servers=dns)
