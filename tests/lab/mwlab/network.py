# SPDX-License-Identifier: MIT
"""The namespaces of a lab, and the wiring of a VM that does not mirror: NAT and virtioproxy, as functions without state.

`win` is Windows, `guest` the WSL VM; landscape.py has the rest, guestnet.py the mirrored guest. Who calls decides when; every
function leaves a whole state or raises LabError. All traffic stays inside.
"""
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .shell import IP, LabError, inside, ip_batch, kill_all, pids_in, run

NAT_INDEX = 30  # Wine shows a ghost adapter when a name comes back with another index
WIN_LAN, WIN_LAN6, ROUTER_LAN = "192.168.77.1", "2001:db8:77::1", "192.168.77.254"
WIN_NAT, GUEST_NAT, NAT_ADAPTER = "172.28.0.1", "172.28.0.2", "vEthernet(WSL)"
WIN_PROXY, GUEST_PROXY = "172.30.0.1", "172.30.0.2"
INTERNET, INTERNET6 = "203.0.113.1", "2001:db8:ffff::1"  # documentation addresses: the far side of Windows' default route
LAN_HOST, LAN_HOST6 = "192.168.77.50", "2001:db8:77::50"
BEHIND, BEHIND6 = "10.99.0.1", "fd00:99::1"  # reached through the VPN only
NAMED = "build.example"  # the machine on the LAN, as Windows' hosts file knows it
CONNECTIVITY_TEST = "www.msftconnecttest.com"  # of Windows
HOSTS = {NAMED: LAN_HOST, CONNECTIVITY_TEST: INTERNET}
VPN_DNS, VPN_DNS6 = "10.99.0.53", "fd00:99::53"
VPN_MAC = "00:05:9a:3c:7a:00"  # Cisco's prefix: the product knows it
VPN_ADDRESS, VPN_PEER, VPN_PEER6 = "10.8.0.2", "10.8.0.1", "fd00:8::1"
GUEST_ADDRESSES = {"nat": GUEST_NAT, "consomme": GUEST_PROXY}  # by WSL's mode
NFT_TABLE, NFT_CUT = "mwlab", "mwlab-cut"
PROBE = """table ip {table} {{ chain c {{ type nat hook output priority -100; }}; }}
table netdev {table} {{ chain c {{ type filter hook ingress device "near" priority 0
dup to "far" fwd to "far"
}}; }}
"""


@dataclass(frozen=True)
class Names:
    """The namespaces of one lab. They carry the pid of their owner, so that labs can run side by side."""
    win: str
    guest: str
    corp: str
    lan: str

    @classmethod
    def of(cls, pid, number=1):
        """Those of the number-th lab of a process."""
        stem = f"mw{pid}" if number == 1 else f"mw{pid}x{number}"
        return cls(*(f"{stem}-{role}" for role in ("win", "guest", "corp", "lan")))

    @property
    def box(self):
        """A container's, once there is one."""
        return self.guest.removesuffix("guest") + "box"

    def __iter__(self):
        return iter((self.win, self.guest, self.corp, self.lan))


def destroy(names):
    """Ends every process of the namespaces and removes them; asks for nothing to be there."""
    existing = list_namespaces()
    for name in [*names, names.box]:
        if name in existing:
            remove(name)


def remove(name):
    """Ends every process of one namespace and removes it."""
    kill_all(lambda: pids_in(name))
    run(IP, "netns", "del", name, check=False)
    shutil.rmtree(files_of(name), ignore_errors=True)


def files_of(namespace):
    """Where `ip netns exec` finds what lies over /etc in a namespace."""
    return Path("/etc/netns", namespace)


def write_hosts(namespace):
    """The hosts file of whatever is started in the namespace from now on."""
    folder = files_of(namespace)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n::1 localhost\n" + "".join(f"{host} {name}\n" for name, host in HOSTS.items()))


def list_namespaces():
    """The names of all named network namespaces of the machine."""
    return {line.split()[0] for line in run(IP, "netns", "list", check=False).stdout.splitlines() if line.strip()}


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
    # Named one first: the kernel empties a dead namespace later, and its peer would linger.
    ip_batch(names.win, [f"link del {NAT_ADAPTER}"], force=True)
    run(IP, "netns", "del", names.guest)
    run(IP, "netns", "add", names.guest)


def cut(names, mode):
    """The VPN's driver drops whatever Windows gets from a guest that runs with this mode, as those of some clients do: no
    route helps then. '': it drops nothing. What it does to a mirrored guest is the switch's to do."""
    chain = f"chain cut {{ type filter hook prerouting priority -300; ip saddr {GUEST_ADDRESSES.get(mode)} drop; }}"
    table = f"table ip {NFT_CUT}"
    _nft(names.win, f"{table}\ndelete {table}\n" + (f"{table} {{ {chain}; }}\n" if mode in GUEST_ADDRESSES else ""))


def require():
    """One throw-away namespace with all that the lab uses, or LabError with the reason."""
    name = f"mw{os.getpid()}-probe"
    try:
        run(IP, "netns", "add", name)
        ip_batch(name, ["link set lo up", "link add near type veth peer name far", "link add switch type bridge"])
        _sysctl(name, "net.ipv4.conf.all.route_localnet=1")
        _nft(name, PROBE.format(table=NFT_TABLE))
    except (LabError, OSError) as problem:
        raise LabError(f"The lab needs root and network namespaces, which this machine does not give: {problem}") from None
    finally:
        run(IP, "netns", "del", name, check=False)


def _start_guest(names):
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
