# SPDX-License-Identifier: MIT
"""Docker's part of the guest's network: a bridge with one container, masquerade, and a published port, for IPv4 and IPv6.

The rules are those that dockerd makes: DNAT for what is addressed to the guest itself, masquerade for what leaves the bridge.
"""
from . import netns
from .shell import IP, inside, ip_batch, run

BRIDGE, PUBLISHED, INSIDE = "docker0", 8090, 80
BRIDGE_LOCAL = "fe80::1/64"  # dockerd's; without one the kernel asks for no neighbour of what it forwards
GATEWAYS, CONTAINER = ("172.17.0.1/16", "fd17::1/64"), ("172.17.0.2", "fd17::2")
RULES = """
table {ip} nat {{
  chain DOCKER-PRE {{ type nat hook prerouting priority dstnat; policy accept;
    fib daddr type local tcp dport {port} iifname != "{bridge}" dnat to {target}:{inside}
  }}
  chain DOCKER-OUT {{ type nat hook output priority -100; policy accept;
    {family} daddr != {loopback} fib daddr type local tcp dport {port} dnat to {target}:{inside}
  }}
  chain DOCKER-POST {{ type nat hook postrouting priority srcnat; policy accept;
    {family} saddr {subnet} oifname != "{bridge}" masquerade
  }}
}}
"""


class Docker:
    """One network of one world; made by the event "docker", or by hand before."""

    def __init__(self, world):
        self.world, self.namespace, self.made = world, world.names.box, False

    def create(self):
        """The bridge, a container on it whose port 80 is published as 8090."""
        world = self.world
        self.made = True
        run(IP, "netns", "add", self.namespace)
        netns.write_sysctls(world.names.guest, {"net/ipv4/ip_forward": 1, "net/ipv6/conf/all/forwarding": 1})
        netns.write_sysctls(self.namespace, {"net/ipv6/conf/all/dad_transmits": 0, "net/ipv6/conf/default/dad_transmits": 0})
        ip_batch(world.names.guest, [
            f"link add {BRIDGE} type bridge", f"addr add {GATEWAYS[0]} brd + dev {BRIDGE}", f"addr add {GATEWAYS[1]} dev {BRIDGE} nodad",
            f"addr add {BRIDGE_LOCAL} dev {BRIDGE} nodad",
            f"link set {BRIDGE} up", f"link add veth0box type veth peer name eth0 netns {self.namespace}",
            f"link set veth0box master {BRIDGE} up"])
        ip_batch(self.namespace, [
            "link set lo up", f"addr add {CONTAINER[0]}/16 dev eth0", f"addr add {CONTAINER[1]}/64 dev eth0 nodad", "link set eth0 up",
            "route add default via 172.17.0.1", "route add default via fd17::1"])
        run(*inside(world.names.guest, "nft", "-f", "-"), input=self._rules())
        for family in (4, 6):
            world.servers.listen(self.namespace, INSIDE, "box", family)
        world.guest.publish(PUBLISHED)

    def remove(self):
        """The network goes, as by `docker network rm`."""
        world = self.world
        world.guest.withdraw(PUBLISHED)
        ip_batch(world.names.guest, [f"link del {BRIDGE}", "link del veth0box"], force=True)
        chains = "".join(f"delete chain {ip} nat DOCKER-{name}\n" for ip in ("ip", "ip6") for name in ("PRE", "OUT", "POST"))
        run(*inside(world.names.guest, "nft", "-f", "-"), input=chains)
        self.forget()

    def forget(self):
        """The container ends; with the VM, what is in the guest ends by itself."""
        if self.made:
            self.made = False
            self.world.servers.hang_up(self.namespace)
            run(IP, "netns", "del", self.namespace)

    @staticmethod
    def _rules():
        common = {"port": PUBLISHED, "inside": INSIDE, "bridge": BRIDGE}
        return (RULES.format(ip="ip", family="ip", target=CONTAINER[0], loopback="127.0.0.0/8", subnet="172.17.0.0/16", **common)
                + RULES.format(ip="ip6", family="ip6", target=f"[{CONTAINER[1]}]", loopback="::1", subnet="fd17::/64", **common))
