# SPDX-License-Identifier: MIT
"""WSL's host side: takes the whole state of Windows' adapters, compares, and sends the guest what really changed.

After WslMirroredNetworking.cpp (commit 3e27a6a5): `update` is its UpdateAllEndpointsImpl with its clocks, `Endpoint.sync` its
SyncIpStateWithLinux. HNS, which decides what is mirrored, is the lab's own guess: an adapter is once it is connected, and goes
with its link. A thread or an event loop drives it: `fileno`, `on_change`, `deadline`, `on_timer`.
"""
import ipaddress
import time
from collections import deque
from dataclasses import dataclass, field, replace

from . import rtnetlink
from .rtnetlink import Netlink, Route

DEBOUNCE, DEBOUNCE_SLACK = 0.350, 0.020
RETRY_FIRST, RETRY_LAST, RETRIES = 0.100, 2.0, 15
HIGHEST_METRIC = 0xFFFF
PREFIX_ROUTE_METRIC = 256  # what Windows gives the route of an address' prefix, and of a router advertisement
ADD, UPDATE, REMOVE, SYNCED = "add", "update", "remove", "synced"


@dataclass(frozen=True)
class Adapter:
    """Windows' view of one adapter: the rows of its interface, addresses and routes."""
    index: int
    name: str
    mac: str
    mtu: int
    metrics: tuple  # of IPv4, of IPv6
    connected: bool
    addresses: tuple = ()
    routes: tuple = ()


def read_adapters(netlink, ignored):
    """Every adapter of Windows' namespace except the ignored ones. A disconnected one has neither addresses nor routes.

    The kernel has no interface metric: it stands in the link's alias, as `metric4=25 metric6=25`, with `no-defaults` where
    Windows ignores default routes. A route's metric in the namespace is the sum already.
    """
    links = [link for link in netlink.links() if link.name not in ignored]
    addresses, routes = netlink.addresses(), netlink.routes(split=True)
    return {link.index: _adapter(link, addresses, routes) for link in links}


def _adapter(link, addresses, routes):
    words = dict(word.partition("=")[::2] for word in link.alias.split())
    connected = link.flags & rtnetlink.IFF_UP != 0 and link.flags & rtnetlink.IFF_LOWER_UP != 0
    metrics = int(words.get("metric4", 25)), int(words.get("metric6", 25))
    adapter = Adapter(link.index, link.name, link.mac, link.mtu, metrics, connected)
    if not connected:
        return adapter
    own = sorted((a.interface for a in addresses if a.index == link.index and _is_preferred(a)),
                 key=address_order)
    taken = _mirrored_routes([r for r in routes if r.index == link.index], own, metrics, "no-defaults" in words)
    return replace(adapter, addresses=tuple(own), routes=tuple(taken))


def _is_preferred(address):
    return not address.flags & (rtnetlink.IFA_TENTATIVE | rtnetlink.IFA_DADFAILED | rtnetlink.IFA_DEPRECATED)


def _mirrored_routes(routes, own, metrics, no_defaults):
    """WSL's ProcessRouteChange: what is left out, the sum of metrics, and an on-link route to each gateway."""
    taken = set()
    hosts = {interface.ip for interface in own}
    broadcasts = {interface.network.broadcast_address for interface in own if interface.version == 4}
    for route in routes:
        first = route.to.network_address
        if first in hosts or first in broadcasts or first.is_multicast:
            continue
        if no_defaults and int(first) == 0:  # WSL's IsDefault() forgets the prefix length (#41272)
            continue
        metric = route.metric
        if route.protocol == rtnetlink.PROTOCOL_KERNEL:  # made by Linux with an address: Windows would have made it so
            metric = metrics[route.to.version == 6] + PREFIX_ROUTE_METRIC
        taken.add(Route(route.index, route.to, route.via, min(metric, HIGHEST_METRIC) or 1))
    taken |= {Route(r.index, ipaddress.ip_network(r.via), None, r.metric) for r in taken if r.via}
    return sorted(taken, key=lambda r: (r.to.version, int(r.via or 0), int(r.to.network_address), r.to.prefixlen, r.metric))


def address_order(interface):
    """WSL orders addresses by family, then by their bytes."""
    return interface.version, interface.packed, interface.network.prefixlen


def route_order(route, prefixes):
    """WSL's TrackedRoute::operator<: routes of an address' prefix, then on-link ones, then the rest; each by the text of its
    address, then its metric. It knows no prefix length: of two that differ in that alone, only the first is ever sent."""
    if route.via is None and route.to in prefixes:
        rank = 0
    else:
        rank = 1 if route.via is None else 2
    return rank, str(route.to.network_address), route.metric


@dataclass
class Tracked:
    """What WSL remembers of one address or route that it sent."""
    value: object
    status: str = ADD
    retries: int = RETRIES

    def again(self, status):
        self.status, self.retries = status, RETRIES


@dataclass
class Endpoint:
    """One mirrored adapter: what the host has, and what the guest was told."""
    gns: object
    device: str
    guest_index: int
    host: Adapter
    host_address_loopback: bool = False
    pending_link: bool = True
    fresh: bool = True
    addresses: dict = field(default_factory=dict)
    routes: dict = field(default_factory=dict)

    def observe(self, adapter):
        """The host's state as it is now; whether the link's own properties changed."""
        old, self.host = self.host, adapter
        if (old.connected, old.mtu, min(old.metrics)) != (adapter.connected, adapter.mtu, min(adapter.metrics)):
            self.pending_link = True

    def sync(self):
        """SyncIpStateWithLinux: link, removals, additions, and everything again where the kernel may have dropped it. False: try
        again later."""
        if self.fresh:
            self._attempt(lambda *_: self.gns.initial_ip_configuration(self.device), None)
        self.fresh = False
        linked = self.pending_link or not self.host.connected
        good = not linked or self._attempt(self._change_link, self.host)
        self.pending_link = self.pending_link and not good
        refresh = linked and (self.host.connected or not good)
        for remove in (self._remove_addresses, self._remove_routes):
            done, removed = remove(linked)
            good, refresh = good and done, refresh or removed
        if not self.host.connected:
            return good
        done, sent = self._send_addresses()
        return self._send_routes(refresh or sent) and done and good

    def _change_link(self, index, host):
        self.gns.change_link(index, host.connected, host.mtu)

    def _remove_addresses(self, linked):
        gone = self._departed(self.addresses, self.host.addresses, linked)
        for _, tracked in gone if self.host_address_loopback else ():
            self._attempt(self._forget_local, tracked.value)
        return all([self._remove(self.addresses, *entry, self.gns.remove_address) for entry in gone]), bool(gone)

    def _remove_routes(self, linked):
        gone = self._departed(self.routes, self.host.routes, linked)
        return all([self._remove(self.routes, *entry, self._remove_route) for entry in gone]), bool(gone)

    def _departed(self, known, present, linked):
        """Entries that the host has no more; those it has are marked for an update where the link itself was touched."""
        present, gone = set(present), []
        for key, tracked in sorted(known.items()):
            if tracked.value not in present:
                if tracked.status != REMOVE:
                    tracked.again(REMOVE)
                gone.append((key, tracked))
            elif linked or tracked.status == REMOVE:
                tracked.again(UPDATE)
        return gone

    def _remove(self, known, key, tracked, remove):
        if self._attempt(remove, tracked.value):
            del known[key]
            return True
        tracked.retries = max(tracked.retries - 1, 0)
        return tracked.retries == 0

    def _send_addresses(self):
        good, sent = True, False
        for interface in self.host.addresses:
            self.addresses.setdefault(address_order(interface), Tracked(interface))
        all_again = any(tracked.status in (ADD, UPDATE) for tracked in self.addresses.values())
        for _, tracked in sorted(self.addresses.items()):
            if tracked.status == REMOVE or not all_again:
                continue
            if tracked.status == SYNCED:
                tracked.again(UPDATE)
            sent = True
            good = self._send(tracked, self.gns.add_address, self.gns.update_address, self._add_local) and good
        return good, sent

    def _add_local(self, index, interface):
        if self.host_address_loopback:
            self.gns.add_local_route(index, interface.ip)

    def _forget_local(self, index, interface):
        self.gns.remove_local_route(index, interface.ip)

    def _send_routes(self, refresh):
        good, prefixes = True, {interface.network for interface in self.host.addresses}
        for route in self.host.routes:
            self.routes.setdefault(route_order(route, prefixes), Tracked(route))
        if not refresh and not any(tracked.status in (ADD, UPDATE) for tracked in self.routes.values()):
            return True
        for _, tracked in sorted(self.routes.items()):
            if tracked.status == REMOVE:
                continue
            if tracked.status == SYNCED:
                tracked.again(UPDATE)
            good = self._send(tracked, self._add_route, self._update_route) and good
        return good

    def _send(self, tracked, add, update, after=None):
        """Tries the way that the status says, then the other; False while a later retry is worth it."""
        for step in (add, update) if tracked.status == ADD else (update, add):
            tracked.retries = max(tracked.retries - 1, 0)
            if self._attempt(step, tracked.value) and (after is None or self._attempt(after, tracked.value)):
                tracked.status = SYNCED
                return True
        return tracked.retries == 0

    def _attempt(self, step, value):
        try:
            step(self.guest_index, value)
        except OSError:
            return False
        return True

    def _add_route(self, index, route):
        self.gns.add_route(replace(route, index=index))

    def _update_route(self, index, route):
        self.gns.update_route(replace(route, index=index))

    def _remove_route(self, index, route):
        self.gns.remove_route(replace(route, index=index))


class Mirror:
    """All endpoints of one VM. `attach(adapter, device)` makes the guest's device and returns its name, `detach` ends it."""

    def __init__(self, win, gns, attach, detach, ignored, host_address_loopback=False):
        self.gns, self.attach, self.detach, self.ignored = gns, attach, detach, ignored
        self.host_address_loopback = host_address_loopback
        self.events, self.netlink = Netlink(win, rtnetlink.GROUPS), Netlink(win)
        self.endpoints = {}  # Windows' index -> Endpoint
        self.last_update = self.debounce = self.retry = 0  # moments; 0: none
        self.next_retry = RETRY_FIRST
        self.moments = deque(maxlen=50)  # when it last looked

    def close(self):
        self.events.close()
        self.netlink.close()

    def fileno(self):
        return self.events.socket.fileno()

    def on_change(self):
        """Something of Windows changed."""
        if self.events.drain():
            self.update()

    def deadline(self):
        """The next moment at which on_timer has work to do, or 0."""
        return min((moment for moment in (self.debounce, self.retry) if moment), default=0)

    def on_timer(self):
        now = time.monotonic()
        if self.debounce and now >= self.debounce:
            self.debounce = 0
            self.update()
        if self.retry and now >= self.retry:
            self.retry = 0
            self.update()

    def update(self):
        """At once when the last time was long ago; else once, when that is 350 ms ago."""
        now = time.monotonic()
        since = now - self.last_update
        if self.last_update and since < DEBOUNCE:
            self.debounce = self.debounce or now + DEBOUNCE_SLACK + DEBOUNCE - since
            return
        self.last_update = now
        self.moments.append(now)
        adapters = read_adapters(self.netlink, self.ignored)
        self._come_and_go(adapters)
        good = True
        for index, endpoint in self.endpoints.items():
            endpoint.observe(adapters[index])
            good = endpoint.sync() and good
        self._plan_retry(good)

    def _plan_retry(self, good):
        if good:
            self.next_retry = RETRY_FIRST
            return
        self.retry = time.monotonic() + self.next_retry
        self.next_retry = min(self.next_retry * 2, RETRY_LAST)

    def _come_and_go(self, adapters):
        for index, endpoint in list(self.endpoints.items()):
            known = adapters.get(index)
            if known is None or (known.mac, known.name) != (endpoint.host.mac, endpoint.host.name):
                self.gns.remove_filter(endpoint.device)
                self.detach(endpoint.host, endpoint.device)
                del self.endpoints[index]
        for index, adapter in adapters.items():
            if index not in self.endpoints and adapter.connected and adapter.addresses:
                self._add(adapter)

    def _add(self, adapter):
        device = self.attach(adapter)
        guest_index = self.gns.enable_device(device)
        self.gns.add_filter(device)
        self.endpoints[adapter.index] = Endpoint(self.gns, device, guest_index, adapter, self.host_address_loopback)
