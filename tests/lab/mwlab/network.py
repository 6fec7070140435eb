"""The wiring of the three namespaces, as functions without state of their own.

`win` is Windows, `guest` the WSL VM, `corp` everything else: the LAN's switch and the far end of the VPN.
Who calls decides when; every function leaves a whole state or raises LabError. All traffic stays inside.
"""
import os
from dataclasses import dataclass

from .shell import IP, LabError, inside, ip_batch, kill_all, pids_in, run

ETHERNET_INDEX, VPN_INDEX, NAT_INDEX = 10, 20, 30  # Wine shows a ghost adapter when a name comes back with another index
WIN_LAN, GUEST_LAN, ROUTER_LAN = "192.168.77.1", "192.168.77.2", "192.168.77.254"
WIN_LINK_LOCAL, GUEST_LINK_LOCAL = "169.254.73.1", "169.254.73.2"
GUEST_MAC, ROUTER_MAC = "00:15:5d:4d:57:02", "00:15:5d:4d:57:fe"
WIN_NAT, GUEST_NAT, NAT_ADAPTER = "172.28.0.1", "172.28.0.2", "vEthernet(WSL)"
WIN_PROXY, GUEST_PROXY = "172.30.0.1", "172.30.0.2"
INTERNET = "203.0.113.1"  # a documentation address: the far side of Windows' default route
VPN_MAC, VPN_ADDRESS, VPN_PEER = "00:05:9a:3c:7a:00", "10.8.0.2", "10.8.0.1"  # Cisco's prefix: the product knows it
LAN_HALVES = ("192.168.77.0/25", "192.168.77.128/25")
EVERYTHING = ("0.0.0.0/1", "128.0.0.0/1")
ROUTES = {"all": EVERYTHING + LAN_HALVES, "lan": LAN_HALVES, "none": ()}  # what the VPN takes away in the guest
GUEST_ADDRESSES = {"mirrored": f"{GUEST_LAN}, {GUEST_LINK_LOCAL}", "nat": GUEST_NAT, "consomme": GUEST_PROXY}  # by WSL's mode
NFT_TABLE, NFT_CUT = "mwlab", "mwlab-cut"


@dataclass(frozen=True)
class Names:
    """The namespaces of one lab. They carry the pid of their owner, so that labs can run side by side."""
    win: str
    guest: str
    corp: str

    @classmethod
    def of(cls, pid):
        return cls(f"mw{pid}-win", f"mw{pid}-guest", f"mw{pid}-corp")

    def __iter__(self):
        return iter((self.win, self.guest, self.corp))


def create(names):
    """Builds the namespaces, a LAN with an Internet behind it, and Windows' Ethernet; the guest stays empty until its VM starts."""
    for name in names:
        run(IP, "netns", "add", name)
    _sysctl(names.win, "net.ipv4.conf.all.route_localnet=1", "net.ipv4.ip_forward=1", "net.ipv6.conf.default.dad_transmits=0")
    # The VPN's far end must not answer ARP for addresses of the LAN's switch, or dead replies would come alive.
    _sysctl(names.corp, "net.ipv4.conf.all.arp_ignore=1", "net.ipv6.conf.default.disable_ipv6=1")
    ip_batch(names.corp, [
        "link set lo up",
        f"addr add {INTERNET}/32 dev lo",
        f"link add lan address {ROUTER_MAC} type bridge",  # left alone, it would change with every port that comes or goes
        f"addr add {ROUTER_LAN}/24 dev lan",
        "link set lan up"])
    ip_batch(names.win, [
        "link set lo up",
        f"link add eth0 index {ETHERNET_INDEX} type veth peer name lan-win netns {names.corp}",
        f"addr add {WIN_LAN}/24 dev eth0",
        "link set eth0 up"])
    ip_batch(names.corp, ["link set lan-win master lan up"])
    ip_batch(names.win, [f"route add default via {ROUTER_LAN} dev eth0 metric 25"])


def destroy(names):
    """Ends every process of the namespaces and removes them; asks for nothing to be there."""
    existing = list_namespaces()
    for name in names:
        if name in existing:
            kill_all(lambda: pids_in(name))
            run(IP, "netns", "del", name, check=False)


def list_namespaces():
    """The names of all named network namespaces of the machine."""
    return {line.split()[0] for line in run(IP, "netns", "list", check=False).stdout.splitlines() if line.strip()}


def wire_mirrored(names, ports, loopback):
    """Gives the guest a LAN address beside Windows' and sends 127.0.0.1:port of Windows to it.

    loopback 'lan': Windows calls from its LAN address, so replies die with the LAN (the first kind of break).
    loopback 'link-local': a pair of its own on the same wire, so that loopback survives (the second kind).
    """
    _start_guest(names)
    ip_batch(names.guest, [f"link add eth0 address {GUEST_MAC} type veth peer name lan-guest netns {names.corp}"])
    ip_batch(names.corp, ["link set lan-guest master lan up"])
    ip_batch(names.guest, [
        f"addr add {GUEST_LAN}/24 dev eth0",
        "link set eth0 up",
        f"route add default via {WIN_LAN} dev eth0 metric 25"])
    source, target = WIN_LAN, GUEST_LAN
    if loopback == "link-local":
        source, target = WIN_LINK_LOCAL, GUEST_LINK_LOCAL
        ip_batch(names.guest, [f"addr add {target}/30 dev eth0 scope link"])
        ip_batch(names.win, [f"addr replace {source}/30 dev eth0 scope link"])
    # With arp_filter, which WSL sets, a guest under the VPN does not even answer ARP, and connects would fail with
    # "no route to host" after a while. On Windows they time out: so its neighbours are known for good.
    ip_batch(names.win, [f"neigh replace {address} lladdr {GUEST_MAC} dev eth0 nud permanent" for address in {GUEST_LAN, target}])
    _forward_loopback(names, ports, source, target)


def wire_nat(names, ports):
    """Puts the guest behind Windows: an adapter of its own, and 127.0.0.1:port forwarded to it."""
    _wire_behind_windows(names, WIN_NAT, GUEST_NAT)
    _forward_loopback(names, ports, WIN_NAT, GUEST_NAT)


def wire_virtioproxy(names):
    """Puts the guest behind a process of Windows: what it sends leaves by Windows' own routes, and `relay.py`, to be started
    in `win` by the caller, publishes its ports. Windows has no adapter for it; this one stands for the process's memory."""
    _wire_behind_windows(names, WIN_PROXY, GUEST_PROXY)
    _nft(names.win, f"table ip {NFT_TABLE} {{\n{_postrouting(GUEST_PROXY)}}}\n")


def wire_none(names):
    """A VM without network: only its own loopback."""
    _start_guest(names)


def unwire(names):
    """Ends the VM: its processes, its devices, and every route and rule it had."""
    kill_all(lambda: pids_in(names.guest))
    _nft(names.win, f"table ip {NFT_TABLE}\ndelete table ip {NFT_TABLE}\n")
    ip_batch(names.win, [f"link del {NAT_ADAPTER}", f"addr del {WIN_LINK_LOCAL}/30 dev eth0",
                         f"neigh del {GUEST_LAN} dev eth0", f"neigh del {GUEST_LINK_LOCAL} dev eth0"], force=True)
    # Named ones first: the kernel empties a dead namespace later, and their peers would linger.
    ip_batch(names.corp, ["link del lan-guest", "link del vpn-guest"], force=True)
    run(IP, "netns", "del", names.guest)
    run(IP, "netns", "add", names.guest)


def vpn_up(names, full_tunnel=False):
    """Plugs in Windows' end of the VPN; a full tunnel also takes Windows' own routes."""
    ip_batch(names.win, [
        f"link add vpn0 index {VPN_INDEX} address {VPN_MAC} type veth peer name vpn-win netns {names.corp}"])
    ip_batch(names.corp, [f"addr add {VPN_PEER}/24 dev vpn-win", "link set vpn-win up"])
    ip_batch(names.win, [f"addr add {VPN_ADDRESS}/24 dev vpn0", "link set vpn0 up"]
             + [f"route add {net} via {VPN_PEER} dev vpn0" for net in EVERYTHING if full_tunnel])


def vpn_down(names):
    """Unplugs Windows' end."""
    ip_batch(names.win, ["link del vpn0"])


def cut(names, mode):
    """The VPN's driver drops whatever Windows gets from a guest that runs with this mode, as those of some clients do: no
    route helps then, and no device that is set down. '': it drops nothing."""
    chain = f"chain cut {{ type filter hook prerouting priority -300; ip saddr {{ {GUEST_ADDRESSES.get(mode)} }} drop; }}"
    table = f"table ip {NFT_CUT}"
    _nft(names.win, f"{table}\ndelete {table}\n" + (f"{table} {{ {chain}; }}\n" if mode in GUEST_ADDRESSES else ""))


def mirror_vpn(names, routes, device):
    """What mirrored networking does with the VPN: a twin in the guest with MAC, address and routes of the VPN."""
    ip_batch(names.guest, [f"link add {device} address {VPN_MAC} type veth peer name vpn-guest netns {names.corp}"])
    ip_batch(names.corp, ["link set vpn-guest up"])
    ip_batch(names.guest, [f"addr add {VPN_ADDRESS}/24 dev {device}"])
    push_mirror(names, routes, device)


def push_mirror(names, routes, device):
    """Sets the twin up with its routes; WSL does this again when the metric or MTU of the adapter changes."""
    ip_batch(names.guest, [f"link set {device} up"] + [f"route replace {net} dev {device}" for net in ROUTES[routes]])


def unmirror_vpn(names):
    """Takes the twin away; its routes go with it."""
    ip_batch(names.corp, ["link del vpn-guest"])


def require():
    """One throw-away namespace with all that the lab uses, or LabError with the reason."""
    name = f"mw{os.getpid()}-probe"
    try:
        run(IP, "netns", "add", name)
        ip_batch(name, ["link set lo up", "link add near type veth peer name far", "link add switch type bridge"])
        _sysctl(name, "net.ipv4.conf.all.route_localnet=1")
        run(*inside(name, "nft", "-f", "-"), input=f"table ip {NFT_TABLE} {{ chain c {{ type nat hook output priority -100; }}; }}\n")
    except (LabError, OSError) as problem:
        raise LabError(f"The lab needs root and network namespaces, which this machine does not give: {problem}") from None
    finally:
        run(IP, "netns", "del", name, check=False)


def _start_guest(names):
    _sysctl(names.guest, "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.all.arp_filter=1",  # as WSL sets them
            "net.ipv6.conf.default.dad_transmits=0", "net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.autoconf=0")
    ip_batch(names.guest, ["link set lo up"])


def _wire_behind_windows(names, near, far):
    _start_guest(names)
    ip_batch(names.win, [
        f"link add {NAT_ADAPTER} index {NAT_INDEX} type veth peer name eth0 netns {names.guest}",
        f"addr add {near}/20 dev {NAT_ADAPTER}",
        f"link set {NAT_ADAPTER} up"])
    ip_batch(names.guest, [f"addr add {far}/20 dev eth0", "link set eth0 up", f"route add default via {near}"])


def _forward_loopback(names, ports, source, target):
    """A translation and not a relay: a relay would accept by itself, and a bare TCP connect would look healthy."""
    wanted = ", ".join(map(str, ports))
    _nft(names.win, f"""
table ip {NFT_TABLE} {{
  chain output {{ type nat hook output priority -100; ip daddr 127.0.0.1 tcp dport {{ {wanted} }} dnat to {target}; }}
{_postrouting(GUEST_NAT, f"ip daddr {target} ct status dnat snat to {source}")}}}
""")


def _postrouting(guest, first=""):
    return (f"  chain postrouting {{ type nat hook postrouting priority 100\n    {first}\n"
            f"    ip saddr {guest} oifname != \"{NAT_ADAPTER}\" masquerade; }}\n")


def _nft(namespace, rules):
    run(*inside(namespace, "nft", "-f", "-"), input=rules)


def _sysctl(namespace, *settings):
    run(*inside(namespace, "sysctl", "-qw", *settings))
