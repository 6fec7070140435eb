# SPDX-License-Identifier: MIT
"""Windows, the LAN and what lies beyond, without WSL: namespaces, adapters with their rows, the routers.

`win` is Windows, `guest` the VM, `lan` another machine on the LAN, `corp` everything else: the LAN's router and the Internet
behind it, Hyper-V's switch, and the VPN's far end. Windows' interface metrics stand in the links' alias, see mirror.py.
"""
import ipaddress
from dataclasses import dataclass, field

from . import netns, switch
from .gns import GATEWAY_MAC, LOOPBACK_GATEWAY, LOOPBACK_TABLE
from .network import BEHIND, BEHIND6, INTERNET, INTERNET6, LAN_HOST, LAN_HOST6, ROUTER_LAN, VPN_DNS, VPN_DNS6, write_hosts
from .shell import IP, inside, ip_batch, run

ETHERNET_INDEX, SECOND_INDEX, VPN_INDEX, LOOP_INDEX = 10, 11, 20, 40  # Wine shows a ghost when a name comes back with another index
LOOP_ADAPTER = "loop0"
ROUTER_MAC, LAN_MAC, LOOPBACK0_MAC = "00:15:5d:4d:57:fe", "00:15:5d:4d:57:50", "00:15:5d:4d:57:7f"
WINDOWS_PORTS = "49152 65535"  # Windows' own ephemeral range, apart from the guest's
PREFIX_METRIC = 256  # of an address' prefix, on Windows
ONLY_BY_VPN = """table inet mwbehind {
  chain input { type filter hook input priority 0
    iifname "lan" ip daddr 10.99.0.0/16 drop
    iifname "lan" ip6 daddr fd00:99::/64 drop
  }
}
"""


@dataclass
class Card:
    """One of Windows' adapters: its rows, and what is plugged in at the other end. Routes are (prefix, gateway or '', metric)."""
    name: str
    index: int
    mac: str
    addresses: list
    routes: list
    far: list  # `ip` lines for the far end `b-NAME` in corp
    mtu: int = 1500
    metric: int = 25
    swallows: bool = False
    temporary: str = ""
    name_servers: tuple = ()
    extra: list = field(default_factory=list)  # further routes, added by events

    def alias(self):
        return f"metric4={self.metric} metric6={self.metric}"

    def address_lines(self, family=None):
        return [f"addr replace {a} dev {self.name} noprefixroute" + (" nodad" if ":" in a else "")
                for a in self.addresses if family in (None, 6 if ":" in a else 4)]

    def route_lines(self, family=None, verb="append"):
        """Routes with the sum of both metrics, as Windows compares them."""
        return [self._route(verb, *route) for route in [*self._prefixes(), *self.routes, *self.extra]
                if family in (None, 6 if ":" in route[0] else 4)]

    def _prefixes(self):
        networks = dict.fromkeys(str(ipaddress.ip_interface(a).network) for a in self.addresses)
        return [(network, "", PREFIX_METRIC) for network in networks]

    def _route(self, verb, prefix, gateway, metric):
        via = f" via {gateway}" if gateway else ""
        onlink = " onlink" if gateway else ""
        return f"route {verb} {prefix}{via} dev {self.name} metric {self.metric + metric}{onlink}"


def ethernet(name="eth0", index=ETHERNET_INDEX, host=1, metric=25):
    """An Ethernet adapter on the LAN, with a router advertisement's route for IPv6."""
    addresses = [f"192.168.77.{host}/24", f"2001:db8:77::{host:x}/64", f"fe80::77:{host:x}/64"]
    routes = [("0.0.0.0/0", ROUTER_LAN, 0), ("::/0", "fe80::77:fe", PREFIX_METRIC)]
    return Card(name, index, f"3c:58:c2:4d:57:{host:02x}", addresses, routes, [f"link set b-{name} master lan"], metric=metric, name_servers=(ROUTER_LAN,))


def create(names):
    """All namespaces, empty but for the LAN's router, the machine on the LAN, and Windows' loopback."""
    for name in names:
        run(IP, "netns", "add", name)
    write_hosts(names.win)
    quiet = {"net/ipv6/conf/all/dad_transmits": 0, "net/ipv6/conf/default/dad_transmits": 0, "net/ipv6/conf/all/accept_dad": 0,
             "net/ipv6/conf/default/accept_dad": 0, "net/ipv6/conf/default/accept_ra": 0, "net/ipv6/conf/default/addr_gen_mode": 1}
    both = {"net/ipv4/ip_forward": 1, "net/ipv6/conf/all/forwarding": 1}
    # The far end of a VPN must not answer ARP for addresses of the LAN, or dead replies would come alive.
    netns.write_sysctls(names.corp, {**quiet, **both, "net/ipv4/conf/all/arp_ignore": 1, "net/ipv4/conf/all/send_redirects": 0,
                                     "net/ipv4/conf/default/send_redirects": 0})
    netns.write_sysctls(names.lan, quiet)
    netns.write_sysctls(names.win, {
        **quiet, "net/ipv4/ip_forward": 1, "net/ipv4/conf/all/route_localnet": 1, "net/ipv4/conf/all/send_redirects": 0,
        "net/ipv4/conf/default/send_redirects": 0, "net/ipv4/ip_local_port_range": WINDOWS_PORTS,
        # Windows takes the routes of an adapter without a link away.
        "net/ipv4/conf/all/ignore_routes_with_linkdown": 1, "net/ipv6/conf/all/ignore_routes_with_linkdown": 1})
    ip_batch(names.corp, [
        "link set lo up", *[f"addr add {a} dev lo" for a in (f"{INTERNET}/32", f"{INTERNET6}/128", f"{BEHIND}/32", f"{BEHIND6}/128",
                                                           f"{VPN_DNS}/32", f"{VPN_DNS6}/128")],
        f"link add lan address {ROUTER_MAC} type bridge",  # its address left alone, it would change with its ports
        f"addr add {ROUTER_LAN}/24 dev lan", "addr add 2001:db8:77::fe/64 dev lan nodad", "addr add fe80::77:fe/64 dev lan nodad",
        "link set lan up",
        f"link add p-lan type veth peer name eth0 address {LAN_MAC} netns {names.lan}", "link set p-lan master lan up"])
    ip_batch(names.lan, ["link set lo up", f"addr add {LAN_HOST}/24 dev eth0", f"addr add {LAN_HOST6}/64 dev eth0 nodad",
                         "link set eth0 up", f"route add default via {ROUTER_LAN}", "route add default via 2001:db8:77::fe"])
    run(*inside(names.corp, "nft", "-f", "-"), input=ONLY_BY_VPN)
    _create_loop(names)


def _create_loop(names):
    """Windows' end of the way between its 127.0.0.1 and the guest's: it owns the MAC to which the guest sends. Windows' local
    table comes after the rules of the guest's ports, as in the guest it comes after WSL's."""
    ip_batch(names.win, [
        "link set lo up",
        f"link add {LOOP_ADAPTER} index {LOOP_INDEX} address {GATEWAY_MAC} type veth peer name p-loop netns {names.corp}",
        f"link set {LOOP_ADAPTER} up",
        f"neigh replace {LOOPBACK_GATEWAY} lladdr {LOOPBACK0_MAC} dev {LOOP_ADAPTER} nud permanent",
        f"route add 127.0.0.1 via {LOOPBACK_GATEWAY} dev {LOOP_ADAPTER} src 127.0.0.1 table {LOOPBACK_TABLE} onlink",
        "rule add pref 2 lookup local", "rule del pref 0"])
    netns.write_sysctls(names.win, {f"net/ipv4/conf/{LOOP_ADAPTER}/accept_local": 1})
    ip_batch(names.corp, ["link set p-loop up"])


def plug(names, hub, card):
    """An adapter appears in Windows, is configured, and gets its link last: so it is whole when WSL first sees it."""
    ip_batch(names.win, [
        f"link add {card.name} index {card.index} address {card.mac} mtu {card.mtu} "
        f"type veth peer name p-{card.name} netns {names.corp}",
        f"link set {card.name} alias \"{card.alias()}\"",
        *card.address_lines(), f"link set {card.name} up", *card.route_lines()])
    ip_batch(names.corp, [f"link add u-{card.name} type veth peer name b-{card.name}", f"link set u-{card.name} up",
                          *card.far, f"link set b-{card.name} up"])
    hub.plug(switch.Lane(card.name, card.mac, card.swallows))
    set_link(names, card, True)


def unplug(names, hub, card):
    """The adapter vanishes from Windows, as that of a VPN does at each disconnect. The hub forgets it first: the mirror's
    thread, which is at work meanwhile, would name devices that are gone."""
    hub.unplug(card.name)
    ip_batch(names.win, [f"link del {card.name}"])
    ip_batch(names.corp, [f"link del u-{card.name}"], force=True)


def set_link(names, card, on):
    """Plugs the cable in or out; Windows keeps addresses and routes of an adapter without a link to itself."""
    ip_batch(names.corp, [f"link set p-{card.name} {'up' if on else 'down'}"])


def own_ports(names, ports, add=True):
    """Windows' connects to 127.0.0.1 on these ports (a number, or a range "1-2") go in by the guest's loopback0, or no more."""
    ip_batch(names.win, [f"rule {'add' if add else 'del'} pref 1 ipproto {protocol} dport {port} lookup {table}"
                         for port in ports for protocol in ("tcp", "udp") for table in (LOOPBACK_TABLE, 128)])


def share_addresses(names, addresses, verb):
    """Routes for (address, index, MAC) to the guest's device of that adapter: Hyper-V's switch tells them by the MAC."""
    lines = []
    for address, index, mac in sorted(addresses):
        gateway = f"169.254.73.{index}"
        lines += [f"neigh replace {gateway} lladdr {mac} dev {LOOP_ADAPTER} nud permanent"] if verb != "del" else []
        lines.append(f"route {verb} {address} via {gateway} dev {LOOP_ADAPTER} src {address} table 128 onlink")
    if lines:
        ip_batch(names.win, lines, force=verb == "del")
