# SPDX-License-Identifier: MIT
"""The network of one mirrored VM: WSL's guest side and host side put together, and driven by a thread until the VM ends."""
import select
import socket
import threading
import time

from . import landscape, mirror, switch
from .gns import LOOPBACK_DEVICE, PORTS, Gns
from .landscape import LOOP_ADAPTER, LOOPBACK0_MAC
from .network import NAT_ADAPTER
from .rtnetlink import Netlink
from .shell import IP, ip_batch, run, wait_until

NOT_MIRRORED = ("lo", LOOP_ADAPTER, NAT_ADAPTER)  # HNS mirrors none of its own
OWN_RANGE = "{}-{}".format(*PORTS)
SETTLES_WITHIN = 8


class GuestNetwork:
    """Starts with its construction; `close` ends what it drives, not the namespace. `wanted` maps adapters to device names."""

    def __init__(self, names, hub, wanted, ports=(), host_address_loopback=False, dns_tunneling=True):
        self.names, self.hub, self.wanted, self.ports = names, hub, wanted, set(ports)
        self.gns = Gns(names.guest)
        self.gns.start(dns_tunneling)
        self._attach_loopback()
        self.look = Netlink(names.win)
        self.mirror = mirror.Mirror(names.win, self.gns, self._attach, self._detach, NOT_MIRRORED, host_address_loopback)
        landscape.own_ports(names, [OWN_RANGE, *self.ports])
        hub.publish(*self.ports)
        self.shared = set()
        self.mirror.update()
        self._share_addresses()
        self.lock, self.closing = threading.Lock(), False
        self.wake, self.woken = socket.socketpair()
        self.problem = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def close(self):
        """The VM ends: Windows' rules for its ports go, and its devices with their far ends."""
        self.closing = True
        self.wake.send(b"x")
        self.thread.join()
        landscape.own_ports(self.names, [OWN_RANGE, *self.ports], add=False)
        landscape.share_addresses(self.names, self.shared, "del")
        self.hub.withdraw(*self.ports)
        lanes = [endpoint.host.name for endpoint in self.mirror.endpoints.values()] + [switch.LOOP]
        self.hub.guest_leaves(*lanes)
        ip_batch(self.names.corp, [f"link del g-{lane}" for lane in lanes], force=True)
        for part in (self.mirror, self.look, self.gns, self.wake, self.woken):
            part.close()

    def publish(self, port):
        """Somebody in the guest listens on a port: WSL's port tracker reserves it in Windows."""
        if port not in self.ports:
            self.ports.add(port)
            landscape.own_ports(self.names, [port])
            self.hub.publish(port)

    def withdraw(self, port):
        if port in self.ports:
            self.ports.remove(port)
            landscape.own_ports(self.names, [port], add=False)
            self.hub.withdraw(port)

    def settle(self):
        """Waits until the guest was told everything that Windows has now. Retries of what the kernel refuses do not count."""
        wait_until(self._is_settled, SETTLES_WITHIN, "the mirror at rest")

    def devices(self):
        """{Windows' adapter: the guest's device}"""
        with self.lock:
            return {endpoint.host.name: endpoint.device for endpoint in self.mirror.endpoints.values()}

    def _is_settled(self):
        if self.problem:
            raise self.problem
        with self.lock:
            adapters = mirror.read_adapters(self.look, NOT_MIRRORED)
            told = {index: endpoint.host for index, endpoint in self.mirror.endpoints.items()}
            awaited = {index for index, adapter in adapters.items() if adapter.connected and adapter.addresses} | set(told)
            return not self.mirror.debounce and all(told.get(index) == adapters.get(index) for index in awaited)

    def _run(self):
        while not self.closing:
            due = self.mirror.deadline()
            ready = select.select([self.mirror, self.woken], [], [], max(0, due - time.monotonic()) if due else None)[0]
            try:
                with self.lock:
                    if self.mirror in ready:
                        self.mirror.on_change()
                    self.mirror.on_timer()
                    self._share_addresses()
            except Exception as problem:  # the test that waits for it shall see it
                self.problem = problem
                return

    def _share_addresses(self):
        """With hostAddressLoopback Windows reaches the guest's ports by the addresses they share: each adapter's own way."""
        if not self.mirror.host_address_loopback:
            return
        wanted = {(str(interface.ip), endpoint.host.index, endpoint.host.mac)
                  for endpoint in self.mirror.endpoints.values() for interface in endpoint.host.addresses if interface.version == 4}
        for addresses, verb in ((self.shared - wanted, "del"), (wanted - self.shared, "replace")):
            landscape.share_addresses(self.names, addresses, verb)
        self.shared = wanted

    def _attach_loopback(self):
        self._device(LOOPBACK_DEVICE, LOOPBACK0_MAC, switch.LOOP)
        self.gns.initialize_loopback()

    def _attach(self, adapter):
        device = self.wanted.get(adapter.name) or self._free_name()
        self._device(device, adapter.mac, adapter.name)
        return device

    def _device(self, device, mac, lane):
        """The far end is up first, so that the guest's device never shows itself without a carrier."""
        ip_batch(self.names.corp, [f"link add g-{lane} type veth peer name {device} address {mac} netns {self.names.guest}",
                                   f"link set g-{lane} up"])
        self.hub.guest_joins(lane, mac)

    def _detach(self, adapter, device):
        self.hub.guest_leaves(adapter.name)
        run(IP, "-n", self.names.corp, "link", "del", f"g-{adapter.name}", check=False)  # the guest may have deleted its own end

    def _free_name(self):
        taken = {link.name for link in self.gns.netlink.links()}
        return next(name for number in range(100) if (name := f"eth{number}") not in taken)
