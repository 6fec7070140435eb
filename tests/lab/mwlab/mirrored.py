# SPDX-License-Identifier: MIT
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
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import guestdump, guestroot, landscape, network, targets
from .guest import Guest
from .network import INTERNET, INTERNET6, LAN_HOST, LAN_HOST6, WIN_LAN, WIN_LAN6
from .scene import Scene
from .shell import LabError, inside, run

GUEST_PORT, WINDOWS_PORT, PLAIN_PORT, CONTAINER_PORT = 8080, 8088, 80, 8090
# Containers call another port than the guest: where conntrack remembers a container's call by a port that the guest then takes
# for the same server, the kernel moves the guest's call to a port outside of WSL's range, and the answer goes to Windows.
BOX_PORT = 81
PROBE_TIMEOUT = 1.0
_serial = itertools.count(1)


class MirroredWorld(Scene):
    """A scene with namespaces, servers and a VM of its own."""

    def __init__(self, host_address_loopback=False, dns_tunneling=True, second_nic=False, vm=True):
        self.options = {"host_address_loopback": host_address_loopback, "dns_tunneling": dns_tunneling}
        self.second_nic, self.vm_at_once, self.names, self.built = second_nic, vm, network.Names.of(os.getpid(), next(_serial)), False

    def __enter__(self):
        atexit.register(self.close)
        try:
            landscape.create(self.names)
            super().__init__(self.names, self.second_nic)
            self.built = True
            self.folder = Path(tempfile.mkdtemp(prefix=self.names.win.removesuffix("win")))
            self.folder.chmod(0o755)  # the guest's ordinary user looks into it
            self.distros = Guest(self.names, self.folder)
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
        if self.built:
            self.built = False
            self.end()
            shutil.rmtree(self.folder, ignore_errors=True)
        network.destroy(self.names)

    def start_vm(self):
        """WSL starts, with a server on port 8080."""
        self.start_guest((GUEST_PORT,), **self.options)

    def in_guest(self, *argv, input=None, timeout=30):
        """Runs a program in the guest as root; CompletedProcess with text output."""
        return run(*inside(self.names.guest, *argv), input=input, timeout=timeout, check=False)

    def in_distro(self, *argv, distro="Ubuntu", user="root", timeout=30):
        """Runs a program as a distro has it (distros.KINDS): its programs, its resolv.conf, systemd-run where it has systemd."""
        self.distros.name_servers(*self.name_servers(self.options["dns_tunneling"]))
        layout = self.distros.layout(distro, user)
        return subprocess.run([str(a) for a in argv], env=self.distros.env(distro, user), stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=timeout, preexec_fn=lambda: guestroot.enter(layout))

    def in_win(self, *argv, timeout=30):
        return run(*inside(self.names.win, *argv), check=False, timeout=timeout)

    def dump(self):
        """{section: lines} of the guest's network, in the words of the files in guest/."""
        return guestdump.sections(self.names.guest, guestdump.SECTIONS[:-1])

    def reaches(self, target, family=4, timeout=PROBE_TIMEOUT):
        """Whether the right server answered; TARGETS below says from where to where."""
        return self.answer(target, family, timeout) == _target(target)[3]

    def answer(self, target, family=4, timeout=PROBE_TIMEOUT):
        """What the probe heard: the server's name, or the error in brackets."""
        source, addresses, port, _ = _target(target)
        return targets.greeting_of(getattr(self.names, source), addresses[family == 6], port, timeout)

    def _serve(self):
        for family in (4, 6):
            for port in (PLAIN_PORT, BOX_PORT):
                self.servers.listen(self.names.corp, port, "corp", family)
                self.servers.listen(self.names.lan, port, "lan", family)
            self.servers.listen(self.names.win, WINDOWS_PORT, "windows", family)
            self.servers.listen(self.names.guest, GUEST_PORT, "guest", family)


# name: from which namespace, to which addresses (IPv4, IPv6) and port, and who has to answer
TARGETS = {
    "lan": ("guest", (LAN_HOST, LAN_HOST6), PLAIN_PORT, "lan"),
    "internet": ("guest", (INTERNET, INTERNET6), PLAIN_PORT, "corp"),
    "behind": ("guest", (network.BEHIND, network.BEHIND6), PLAIN_PORT, "corp"),
    "dns": ("guest", (network.VPN_DNS, network.VPN_DNS6), PLAIN_PORT, "corp"),
    "published": ("lan", (WIN_LAN, WIN_LAN6), GUEST_PORT, "guest"),
    "container-internet": ("box", (INTERNET, INTERNET6), BOX_PORT, "corp"),
    "container-lan": ("box", (LAN_HOST, LAN_HOST6), BOX_PORT, "lan"),
    "container-in": ("lan", (WIN_LAN, WIN_LAN6), CONTAINER_PORT, "box"),
    "loopback-in": ("win", ("127.0.0.1", "::1"), GUEST_PORT, "guest"),
    "loopback-out": ("guest", ("127.0.0.1", "::1"), WINDOWS_PORT, "windows"),
    "loopback-self": ("guest", ("127.0.0.1", "::1"), GUEST_PORT, "guest"),
    "address-in": ("win", (WIN_LAN, WIN_LAN6), GUEST_PORT, "guest"),
    "address-out": ("guest", (WIN_LAN, WIN_LAN6), WINDOWS_PORT, "windows"),
    "windows-lan": ("win", (LAN_HOST, LAN_HOST6), PLAIN_PORT, "lan"),
    "windows-internet": ("win", (INTERNET, INTERNET6), PLAIN_PORT, "corp"),
    "windows-behind": ("win", (network.BEHIND, network.BEHIND6), PLAIN_PORT, "corp"),
    "windows-published": ("lan", (WIN_LAN, WIN_LAN6), WINDOWS_PORT, "windows"),
}


def _target(name):
    if name not in TARGETS:
        raise LabError(f"no such target: {name}; there are {', '.join(TARGETS)}")
    return TARGETS[name]
