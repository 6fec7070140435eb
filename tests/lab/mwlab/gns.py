# SPDX-License-Identifier: MIT
"""WSL's guest side (`gns`): what it does in the guest's namespace for each message that the host side sends.

Named after WSL's own functions (src/linux/init/NetworkManager.cpp, GnsEngine.cpp, commit 3e27a6a5), message by message, in
their order. A refusal of the kernel is an OSError, and goes back to the host side, except where WSL swallows it.
"""
import errno
import ipaddress
import socket

from . import netns, rtnetlink
from .rtnetlink import Netlink, Route
from .shell import inside, run

LOOPBACK_DEVICE = "loopback0"
LOOPBACK_GATEWAY, GATEWAY_MAC = ipaddress.ip_address("169.254.73.249"), "00:11:22:33:44:55"
LOOPBACK_TABLE, LOCAL_TABLE = 127, 128
PORTS = (44620, 48715)  # 4096 ports, as WSL reserves; a start of its own choice
DNS_TUNNEL = ipaddress.ip_interface("10.255.255.254/32")
LOOPBACK = ipaddress.ip_network("127.0.0.1/32")
TCP, UDP = socket.IPPROTO_TCP, socket.IPPROTO_UDP
CREATE, UPDATE = rtnetlink.NLM_F_CREATE, rtnetlink.NLM_F_CREATE | rtnetlink.NLM_F_REPLACE
REPEATABLE = (errno.EEXIST, errno.ENOENT)  # WSL keeps no record, and so may add and delete twice
REPEATABLE_ROUTE = (*REPEATABLE, errno.ESRCH)

# nft's own words, as GnsEngine's LxGnsMessageGlobalNetFilter and LxGnsMessageInterfaceNetFilter say them
GLOBAL_FILTER = """add table {ip} filter
add chain {ip} filter WSLOUTPUT {{ type filter hook output priority filter; }}
add rule {ip} filter WSLOUTPUT counter mark set 0x1
add table {ip} nat
add chain {ip} nat WSLPOSTROUTING {{ type nat hook postrouting priority srcnat - 1; }}
"""
DEVICE_FILTER = ("add rule {ip} nat WSLPOSTROUTING oif {device} {protocol} sport 1-65535 mark != 0x1 counter "
                 "masquerade to :{ports[0]}-{ports[1]}\n")


class Gns:
    """One guest. The namespace exists and is empty; devices appear in it before their first message."""

    def __init__(self, namespace):
        self.namespace, self.netlink = namespace, Netlink(namespace)

    def close(self):
        self.netlink.close()

    def start(self, dns_tunneling=True):
        """What WSL does in the VM before the first adapter: port range, IPv6's defaults, nft's chains, the DNS tunnel's address."""
        on_all = {"accept_ra": 0, "autoconf": 0, "dad_transmits": 0, "addr_gen_mode": 1, "use_tempaddr": 0}
        netns.write_sysctls(self.namespace, {
            "net/ipv4/ip_local_port_range": "{} {}".format(*PORTS),
            **{f"net/ipv6/conf/{scope}/{name}": value for name, value in on_all.items() for scope in ("all", "default")}})
        self._nft("".join(GLOBAL_FILTER.format(ip=ip) for ip in ("ip", "ip6")))
        loopback = self.index("lo")
        self.set_up(loopback)
        if dns_tunneling:
            message = rtnetlink.address_message(loopback, DNS_TUNNEL, 0)
            self.netlink.request(rtnetlink.RTM_NEWADDR, CREATE | rtnetlink.NLM_F_EXCL, message)

    def index(self, device):
        with netns.visit(self.namespace):
            return socket.if_nametoindex(device)

    def set_up(self, index):
        self.netlink.request(rtnetlink.RTM_NEWLINK, 0, rtnetlink.link_message(index, flags=rtnetlink.IFF_UP, change=rtnetlink.IFF_UP))

    def set_down(self, index):
        self.netlink.request(rtnetlink.RTM_NEWLINK, 0, rtnetlink.link_message(index, flags=0, change=rtnetlink.IFF_UP))

    def initialize_loopback(self):
        """LxGnsMessageCreateDeviceRequest for loopback0."""
        index = self.enable_device(LOOPBACK_DEVICE)
        netns.write_sysctls(self.namespace, {f"net/ipv4/conf/{name}/rp_filter": 0 for name in (LOOPBACK_DEVICE, "all")})
        self._rule(rtnetlink.RTM_DELRULE, rtnetlink.rule_message(rtnetlink.TABLE_LOCAL, 0))
        self._interface_rules(rtnetlink.RTM_NEWRULE, LOOPBACK_DEVICE)
        for table in (LOOPBACK_TABLE, LOCAL_TABLE):
            for protocol in (TCP, UDP):
                self._rule(rtnetlink.RTM_NEWRULE, rtnetlink.rule_message(table, 1, protocol))
        self._rule(rtnetlink.RTM_NEWRULE, rtnetlink.rule_message(rtnetlink.TABLE_LOCAL, 2))
        self._loopback_route(rtnetlink.RTM_NEWROUTE, index, LOOPBACK, LOOPBACK_TABLE)

    def enable_device(self, device):
        """LxGnsMessageVmNicCreatedNotification and LxGnsMessageInterfaceConfiguration; returns the device's index."""
        netns.write_sysctls(self.namespace, {f"net/ipv4/conf/{device}/{name}": 1 for name in ("accept_local", "route_localnet")})
        index = self.index(device)
        self.set_up(index)
        return index

    def add_filter(self, device):
        """LxGnsMessageInterfaceNetFilter, create."""
        self._nft("".join(DEVICE_FILTER.format(ip=ip, device=device, protocol=protocol, ports=PORTS)
                          for ip in ("ip", "ip6") for protocol in ("udp", "tcp")))
        self._interface_rules(rtnetlink.RTM_NEWRULE, device)

    def remove_filter(self, device):
        """LxGnsMessageInterfaceNetFilter, remove: nft's rules are found by the device's name."""
        gone = []
        for ip in ("ip", "ip6"):
            listed = run(*inside(self.namespace, "nft", "-a", "list", "chain", ip, "nat", "WSLPOSTROUTING")).stdout
            gone += [f"delete rule {ip} nat WSLPOSTROUTING handle {line.rpartition(' ')[2]}\n"
                     for line in listed.splitlines() if f'oif "{device}" ' in line]
        self._nft("".join(gone))
        self._interface_rules(rtnetlink.RTM_DELRULE, device)

    def initial_ip_configuration(self, device):
        """LxGnsMessageInitialIpConfigurationNotification: IPv6 off, its settings, IPv6 on; arp_filter for all."""
        ipv6 = f"net/ipv6/conf/{device}/"
        for name, value in (("disable_ipv6", 1), ("accept_ra", 0), ("autoconf", 0), ("use_tempaddr", 0), ("addr_gen_mode", 1),
                            ("disable_ipv6", 0)):
            netns.write_sysctls(self.namespace, {ipv6 + name: value})
        netns.write_sysctls(self.namespace, {f"net/ipv4/conf/{scope}/arp_filter": 1 for scope in ("all", "default")})

    def change_link(self, index, connected, mtu):
        """GnsEngine::ProcessLinkChange; the metric it also sends is one that Linux does not have."""
        if not connected:
            return self.set_down(index)
        self.set_up(index)
        self.netlink.request(rtnetlink.RTM_NEWLINK, 0, rtnetlink.link_message(index, rtnetlink.attribute(4, mtu)))

    def add_address(self, index, interface):
        self._address(rtnetlink.RTM_NEWADDR, CREATE | rtnetlink.NLM_F_EXCL, index, interface)

    def remove_address(self, index, interface):
        self._address(rtnetlink.RTM_DELADDR, 0, index, interface)

    def update_address(self, index, interface):
        """NetworkManager::ModifyAddress: deletes and adds, then restores main's routes by gateway, as far as they go."""
        family = rtnetlink.family_of(interface)
        saved = [route for route in self.netlink.routes(family=family) if route.index == index and route.via]
        if any(a.index == index and a.interface == interface for a in self.netlink.addresses(family)):
            self.remove_address(index, interface)
        self._address(rtnetlink.RTM_NEWADDR, UPDATE, index, interface)
        for route in saved:
            try:
                self._main_route(rtnetlink.RTM_NEWROUTE, CREATE, route)
            except OSError:
                pass  # its on-link route is not back yet; the host side sends every route again

    def add_route(self, route):
        self._main_route(rtnetlink.RTM_NEWROUTE, CREATE, route)

    def update_route(self, route):
        """Equal prefix and metric on another adapter: this steals that adapter's route, as WSL's does (#41391)."""
        self._main_route(rtnetlink.RTM_NEWROUTE, UPDATE, route)

    def remove_route(self, route):
        self._main_route(rtnetlink.RTM_DELROUTE, 0, route)

    def add_local_route(self, index, address):
        """LxGnsMessageLoopbackRoutesRequest, create; for IPv4 only."""
        if address.version == 4:
            self._loopback_route(rtnetlink.RTM_NEWROUTE, index, ipaddress.ip_network(address), LOCAL_TABLE)

    def remove_local_route(self, index, address):
        if address.version == 4:
            self._loopback_route(rtnetlink.RTM_DELROUTE, index, ipaddress.ip_network(address), LOCAL_TABLE)

    def _loopback_route(self, kind, index, to, table):
        if kind == rtnetlink.RTM_NEWROUTE:
            self._tolerate(REPEATABLE, rtnetlink.RTM_NEWNEIGH, CREATE, rtnetlink.neighbour_message(index, LOOPBACK_GATEWAY, GATEWAY_MAC))
        protocol, flags = (rtnetlink.PROTOCOL_KERNEL, CREATE) if kind == rtnetlink.RTM_NEWROUTE else (0, 0)
        route = Route(index, to, LOOPBACK_GATEWAY, None)
        self._tolerate(REPEATABLE_ROUTE, kind, flags,
                       rtnetlink.route_message(route, table, protocol, onlink=True, source=to.network_address))

    def _main_route(self, kind, flags, route):
        onlink = route.via is not None and (route.to.prefixlen == 0 or route.via.is_link_local)
        protocol = rtnetlink.PROTOCOL_KERNEL if kind == rtnetlink.RTM_NEWROUTE else 0
        self._tolerate(REPEATABLE_ROUTE, kind, flags, rtnetlink.route_message(route, rtnetlink.TABLE_MAIN, protocol, onlink))

    def _address(self, kind, flags, index, interface):
        scope = rtnetlink.SCOPE_LINK if interface.version == 6 and interface.ip.is_link_local else rtnetlink.SCOPE_UNIVERSE
        wanted = rtnetlink.IFA_NOPREFIXROUTE | (rtnetlink.IFA_NODAD if interface.version == 6 else 0)
        self.netlink.request(kind, flags, rtnetlink.address_message(index, interface, scope, wanted))

    def _interface_rules(self, kind, device):
        for protocol in (TCP, UDP):
            self._rule(kind, rtnetlink.rule_message(rtnetlink.TABLE_LOCAL, 0, protocol, device))

    def _rule(self, kind, message):
        self._tolerate(REPEATABLE, kind, CREATE if kind == rtnetlink.RTM_NEWRULE else 0, message)

    def _tolerate(self, errors, kind, flags, message):
        try:
            self.netlink.request(kind, flags, message)
        except OSError as problem:
            if problem.errno not in errors:
                raise

    def _nft(self, rules):
        run(*inside(self.namespace, "nft", "-f", "-"), input=rules)
