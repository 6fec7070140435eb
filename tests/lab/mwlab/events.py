# SPDX-License-Identifier: MIT
"""What happens to Windows' network while a VPN is up: each event is one verb on a Scene, and may be played again."""
from . import landscape

NEW_ROUTE = ("198.51.100.0/24", "10.8.0.1", 0)
SECOND_ADDRESS = "192.168.77.41/24"


def nic_address(world):
    """A second IPv4 address comes, or goes again."""
    card = world.cards["eth0"]
    _toggle_address(world, card, SECOND_ADDRESS)


def nic_temporary_ipv6(world):
    """The temporary IPv6 address of today takes the place of yesterday's."""
    card = world.cards["eth0"]
    old = card.temporary
    card.temporary = "2001:db8:77::7e:2/64" if old == "2001:db8:77::7e:1/64" else "2001:db8:77::7e:1/64"
    card.addresses = [a for a in card.addresses if a != old] + [card.temporary]
    world.windows([f"addr add {card.temporary} dev eth0 noprefixroute nodad"] + [f"addr del {old} dev eth0"] * bool(old))


def nic_mtu(world):
    _set_mtu(world, world.cards["eth0"], 1500, 1450)


def nic_metric(world):
    """The interface metric changes, and with it that of every route."""
    card = world.cards["eth0"]
    before = card.route_lines(verb="del")
    card.metric = 35 if card.metric == 25 else 25
    world.windows([f"link set eth0 alias \"{card.alias()}\"", *card.route_lines(), *[line.replace(" onlink", "") for line in before]])


def nic_row(world):
    """The IPv6 row of the adapter goes and comes: WSL then sends every address again, of IPv4 too."""
    card = world.cards["eth0"]
    _set_ipv6(world, card, False)
    world.settle()
    _set_ipv6(world, card, True)


def nic_down(world):
    landscape.set_link(world.names, world.cards["eth0"], False)


def nic_up(world):
    landscape.set_link(world.names, world.cards["eth0"], True)


def nic_toggle(world):
    nic_down(world)
    world.settle()
    nic_up(world)


def vpn_mtu(world):
    _set_mtu(world, world.vpn, 1400, 1380)


def vpn_routes(world):
    """The VPN captures one network more, or one less."""
    card = world.vpn
    verb = "del" if NEW_ROUTE in card.extra else "add"
    card.extra = [] if card.extra else [NEW_ROUTE]
    world.windows([f"route {verb} {NEW_ROUTE[0]} via {NEW_ROUTE[1]} dev vpn0 metric {card.metric}"])


def vpn_toggle(world):
    """The VPN's link goes and comes; the adapter stays."""
    landscape.set_link(world.names, world.vpn, False)
    world.settle()
    landscape.set_link(world.names, world.vpn, True)


def vpn_again(world):
    """The VPN disconnects and connects; its adapter is another one, with Windows' index of the one before."""
    card = world.vpn
    world.vpn_down()
    world.plug_vpn(card)


def docker_network(world):
    """A Docker network is made; one that is there already goes first."""
    if world.docker.made:
        world.docker.remove()
    world.docker.create()


EVENTS = {
    "nic-address": nic_address, "nic-temporary-ipv6": nic_temporary_ipv6, "nic-mtu": nic_mtu, "nic-metric": nic_metric,
    "nic-row": nic_row, "nic-down": nic_down, "nic-up": nic_up, "nic-toggle": nic_toggle, "vpn-mtu": vpn_mtu,
    "vpn-routes": vpn_routes, "vpn-toggle": vpn_toggle, "vpn-again": vpn_again, "docker": docker_network,
}


def _toggle_address(world, card, address):
    verb = "del" if address in card.addresses else "add"
    card.addresses = [a for a in card.addresses if a != address] + [address] * (verb == "add")
    world.windows([f"addr {verb} {address} dev {card.name}" + " noprefixroute" * (verb == "add")])


def _set_mtu(world, card, usual, other):
    card.mtu = other if card.mtu == usual else usual
    world.windows([f"link set {card.name} mtu {card.mtu}"])


def _set_ipv6(world, card, on):
    landscape.netns.write_sysctls(world.names.win, {f"net/ipv6/conf/{card.name}/disable_ipv6": int(not on)})
    if on:
        world.windows([*card.address_lines(family=6), *card.route_lines(family=6)])
