# SPDX-License-Identifier: MIT
"""WSL's utility VM as a small state machine: when it starts, how it is wired, what ends it, and what was counted.

One Vm belongs to one daemon and is used from its event loop only. The mode is decided when the VM starts, from the
file as it is then, and never again while it runs. Namespaces and processes are touched through `network` and `guest`.
"""
import os
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from . import network, wslconfig
from .distros import kind_of
from .shell import LabError, die_with_parent, inside, kill_all, kill_group, pids_in

FAULTS = {"ignore_guest_writes": False, "old_ip": False, "no_systemd": False, "hang": False, "fail_shutdown": False,
          "slow_shutdown": 0, "no_mirrored": False, "wsl_exe": ""}
GUEST_FAULTS = ("ignore_guest_writes", "old_ip", "no_systemd")  # seen by programs in the guest
SERVER, RELAY = Path(__file__).with_name("server.py"), Path(__file__).with_name("relay.py")
UNSUPPORTED = "Mirrored networking mode is not supported: Hyper-V firewall is missing. Falling back to NAT networking."


@dataclass
class Counters:
    """What a test may ask about later; starts are told apart by who caused them."""
    starts_by_call: int = 0
    starts_by_user: int = 0
    shutdowns: int = 0
    terminations: int = 0
    idle_stops: int = 0


@dataclass
class Vm:
    """The VM, its distros, the VPN as the VM sees it, and the faults a test has switched on."""
    scene: object
    guest: object
    hits: Path
    wslconfig: Path
    shown_wslconfig: str = r"C:\users\root\.wslconfig"
    ports: tuple = (8080,)
    distros: list = field(default_factory=lambda: ["Ubuntu", "docker-desktop"])  # the default one first
    running: dict = field(default_factory=dict)  # name -> when its last process ended
    held: set = field(default_factory=set)  # distros that a user keeps open
    processes: dict = field(default_factory=dict)  # process -> distro
    servers: dict = field(default_factory=dict)  # (where, port) -> process
    mode: str = ""  # empty: no VM
    vm_id: str = ""
    vpn: dict = field(default_factory=dict)  # how it was asked for
    options: dict = field(default_factory=dict)  # of .wslconfig, as far as the network goes
    tunnels_dns: bool = True  # since the VM started
    idle: dict = field(default_factory=dict)  # {"distro": seconds, "vm": seconds}; empty: never
    empty_since: float = 0
    sign: list = field(default_factory=list)  # argv of the program that lives as long as the VM; empty: none
    sign_env: dict = field(default_factory=dict)
    sign_process: subprocess.Popen = None
    sign_of: str = ""  # the VM that it shows
    relay: subprocess.Popen = None  # while the VM runs with virtioproxy
    counters: Counters = field(default_factory=Counters)
    faults: dict = field(default_factory=lambda: dict(FAULTS))

    @property
    def names(self):
        return self.scene.names

    def ensure_started(self, distro, by_user=False):
        """Starts VM and distro where they are not running; returns the warnings that a VM start gives."""
        warnings = []
        if not self.mode and kind_of(distro).version == 2:
            warnings = self._start(by_user)
        self.running[distro] = time.monotonic()
        return warnings

    def _start(self, by_user):
        mode, warnings = wslconfig.read_mode(self.wslconfig, self.shown_wslconfig)
        self.tunnels_dns = self.options.get("dns_tunneling", True) and wslconfig.tunnels_dns(self.wslconfig)
        if mode == "mirrored" and self.faults["no_mirrored"]:
            mode, warnings = "nat", [*warnings, UNSUPPORTED]
        if mode == "mirrored":
            self.scene.start_guest(self.ports, **{**self.options, "dns_tunneling": self.tunnels_dns})
        elif mode == "nat":
            network.wire_nat(self.names, self.ports)
        elif mode == "consomme":
            network.wire_virtioproxy(self.names)
            self.relay = _program(inside(self.names.win, sys.executable, RELAY, network.GUEST_PROXY, *self.ports))
        else:
            network.wire_none(self.names)
        self.mode, self.vm_id = mode, str(uuid.uuid4())
        self.guest.tell(networking_mode=mode, vm_id=self.vm_id, version="2.9.4.0")
        self._tell()
        if by_user:
            self.counters.starts_by_user += 1
        else:
            self.counters.starts_by_call += 1
        return warnings

    def stop(self):
        """Ends the VM and everything in it."""
        if not self.mode:
            return
        if self.relay:
            kill_group(self.relay.pid)
            self.relay.wait()
            self.relay = None
        self.scene.stop_guest()
        network.unwire(self.names)
        self.mode, self.vm_id = "", ""
        self.running.clear()
        self.held.clear()
        self.servers = {key: process for key, process in self.servers.items() if key[0] != "guest"}

    def terminate(self, distro):
        """Ends one distro and its processes, units included; the VM stays."""
        for process, owner in list(self.processes.items()):
            if owner == distro:
                kill_group(process.pid)
        kill_all(lambda: list(self._left_behind(distro, units=True)))
        self.running.pop(distro, None)
        self.held.discard(distro)
        self.counters.terminations += 1

    def tend(self):
        """Lets idle distros stop, then an idle VM, if the test asked for that; shows the VM's sign as long as it runs."""
        self.show_sign()
        now = time.monotonic()
        for process in [p for p in self.processes if isinstance(p, subprocess.Popen) and p.poll() is not None]:
            del self.processes[process]
        for distro in set(self.processes.values()) | self.held:
            if distro in self.running:
                self.running[distro] = now
        if any(kind_of(distro).version == 2 for distro in self.running) or not self.mode:
            self.empty_since = now
        if not self.idle:
            return
        for distro, since in list(self.running.items()):
            if now - since < self.idle["distro"]:
                continue
            if any(self._left_behind(distro)):
                self.running[distro] = now
            else:
                kill_all(lambda distro=distro: list(self._left_behind(distro, units=True)))
                del self.running[distro]
        if self.mode and now - self.empty_since >= self.idle["vm"]:
            self.counters.idle_stops += 1
            self.stop()

    def _left_behind(self, distro, units=False):
        """Processes that a command of the distro started and left: children of WSL's relay, which keep the distro running
        (#8854, #9401). A unit of systemd is a child of PID 1, which does not; it dies with the distro."""
        in_units = self.guest.unit_groups(distro)
        for pid in pids_in(self.names.guest):
            try:
                mine = f"WSL_DISTRO_NAME={distro}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
                if mine and (units or os.getpgid(pid) not in in_units):
                    yield pid
            except OSError:
                continue  # it has ended

    def show_sign(self):
        """Starts or ends the process by which Windows shows that a VM is there; each VM has its own."""
        if self.sign_process is not None and not (self.vm_id == self.sign_of and self.sign):
            kill_group(self.sign_process.pid)
            self.sign_process.wait()
            self.sign_process = None
        shown = self.sign_process is not None and self.sign_process.poll() is None
        if self.mode and self.sign and not shown:
            self.sign_of = self.vm_id
            self.sign_process = subprocess.Popen(self.sign, env=self.sign_env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                                 stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent)

    def listed(self, running_only):
        """Distro names as `wsl --list` orders them."""
        return [d for d in self.distros if not running_only or d in self.running]

    def start_server(self, where="guest", port=8080):
        """A server in the guest (by the user's hand, so its VM must run already) or behind the VPN."""
        namespace = {"guest": self.names.guest, "corp": self.names.corp, "win": self.names.win, "lan": self.names.lan}[where]
        if where == "guest" and not self.mode:
            raise LabError("the VM is not running: no server can be started in it")
        process = _program(inside(namespace, sys.executable, SERVER, port, self.hits))
        self.servers[where, port] = process
        if where == "guest":
            self.running[self.distros[0]] = time.monotonic()
            self.processes[process] = self.distros[0]
            if self.scene.guest:
                self.scene.guest.publish(port)

    def kill_server(self, where="guest", port=8080):
        """Ends a server as a crash would."""
        process = self.servers.pop((where, port), None)
        if process is None:
            raise LabError(f"no server runs in {where} on port {port}")
        process.kill()
        process.wait()

    def vpn_up(self, kind, cuts=(), **options):
        """Plugs the VPN in; a running mirrored VM gets its twin at once, a later one when it starts. cuts: the modes of WSL
        in which the VPN's driver drops all that comes from the VM."""
        device = self.scene.vpn_up(kind, **options)
        self.vpn = {"kind": kind, "device": device, "cuts": list(cuts)}
        self._tell()

    def vpn_down(self):
        """Unplugs the VPN."""
        self.scene.vpn_down()
        self.vpn = {}
        self._tell()

    def event(self, name):
        """One of events.EVENTS."""
        self.scene.event(name)

    def _tell(self):
        """What of the VPN the VM gets to know, or not, beside its device."""
        self.guest.name_servers(*self.scene.name_servers(self.tunnels_dns))
        mode = self.mode if self.mode in self.vpn.get("cuts", ()) else ""
        network.cut(self.names, mode)
        self.scene.hub.set_cut(mode == "mirrored")

    def set_fault(self, name, value):
        """Switches one fault; the lab's README says what each does."""
        if name not in FAULTS:
            raise LabError(f"no such fault: {name}")
        self.faults[name] = value
        if name in GUEST_FAULTS:
            self.guest.set_fault(name, bool(value))

    def state(self):
        """Everything that a driver may look at, as plain data."""
        return {"mode": self.mode, "vm_id": self.vm_id, "running": self.listed(True), "vpn": self.vpn, "faults": self.faults,
                "servers": [f"{where}:{port}" for (where, port), p in self.servers.items() if p.poll() is None],
                **vars(self.counters)}


def _program(argv):
    """Starts a server of the lab and waits until it listens."""
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True,
                               preexec_fn=die_with_parent)
    if process.stdout.readline().strip() != b"listening":
        raise LabError(f"nobody listens: {' '.join(map(str, argv))}")
    return process
