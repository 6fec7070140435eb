# SPDX-License-Identifier: MIT
"""The world as a context manager: namespaces, WSL's daemon, a VPN to plug in, and nothing left behind.

    with World() as world:
        world.wslconfig.write_text("[wsl2]\nnetworkingMode=mirrored\n")
        world.start_distro()        # somebody opens a terminal: the VM starts
        world.start_server()
        world.vpn_up()              # what the guest sends now dies

Several worlds of different processes live side by side; one process has one at a time. Whatever ends the process
(the end of the block, an exception, SIGTERM, SIGINT) cleans up; what SIGKILL left is swept by the next world.
"""
import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from . import landscape, network
from .prefix import cache_dir
from .shell import LabError, die_with_parent, inside, is_alive, run

PACKAGE_PARENT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"mw(\d+)(?:x\d+)?-(?:win|guest|corp|lan|box|probe)$")
OURS_TOO = re.compile(r"mw(\d+)(?:x\d+)?-")


def require_namespaces():
    """Ends the program with one sentence where the machine forbids what the lab needs."""
    try:
        network.require()
    except LabError as problem:
        sys.exit(str(problem))


def clones_dir():
    """Prefixes are cloned beside their template: a hard link cannot leave its file system."""
    path = cache_dir() / "clones"
    path.mkdir(exist_ok=True)
    return path


def sweep():
    """Removes what dead labs left: their processes, namespaces and folders."""
    for name in network.list_namespaces():
        if (ours := OURS.match(name)) and not is_alive(ours[1]):
            network.remove(name)
    for base in (Path(tempfile.gettempdir()), clones_dir()):
        for folder in base.glob("mw*-*"):
            if (ours := OURS_TOO.match(folder.name)) and not is_alive(ours[1]):
                shutil.rmtree(folder, ignore_errors=True)


class World:
    """Namespaces plus WSL's daemon. Verbs that change the world return the daemon's state afterwards."""

    def __init__(self, ports=(8080,)):
        self.names = network.Names.of(os.getpid())
        self.ports = tuple(ports)
        self.folder = self.daemon = None
        self._signals = {}
        self._closers = []  # what must end before the namespaces do

    def __enter__(self):
        require_namespaces()
        sweep()
        self._take_signals()
        atexit.register(self.close)
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=f"mw{os.getpid()}-"))
            self.folder.chmod(0o755)  # the guest's ordinary user looks into it
            self.wslconfig = self.folder / "profile/.wslconfig"
            self.wslconfig.parent.mkdir()
            landscape.create(self.names)
            self._start_daemon()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends and removes everything of this world; a second call does nothing."""
        for number in self._signals:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half a world
        while self._closers:
            try:
                self._closers.pop()()
            except LabError as problem:
                print(f"lab: {problem}", file=sys.stderr)
        if self.daemon:
            self.daemon.kill()
            self.daemon.wait()
            self.daemon = None
        network.destroy(self.names)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
        atexit.unregister(self.close)
        for number, handler in self._signals.items():
            signal.signal(number, handler)
        self._signals = {}

    def before_close(self, closer):
        """Has closer() called before the namespaces go; the last one registered comes first."""
        self._closers.append(closer)

    def control(self, verb, **arguments):
        """One verb for the daemon, see daemon.py; its error comes back as LabError."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(60)
            connection.connect(str(self.folder / "control"))
            connection.sendall(json.dumps({"control": verb, **arguments}).encode() + b"\n")
            with connection.makefile() as answers:
                answer = json.loads(answers.readline())
        if "error" in answer:
            raise LabError(answer["error"])
        return answer["result"]

    def state(self):
        """The VM, the VPN, the faults and the counters as they are now."""
        return self.control("state")

    def use_wslconfig(self, path):
        """WSL reads this file from its next start on; Wine moves it into its profile."""
        self.wslconfig = Path(path)
        self.control("configure", wslconfig=str(path))

    def use_options(self, **options):
        """What .wslconfig says beside the mode, from the next VM start on: host_address_loopback, dns_tunneling."""
        self.control("configure", options=options)

    def use_distros(self, *names):
        """Which distros are installed, the default one first; distros.KINDS has those that differ from Ubuntu."""
        self.control("configure", distros=list(names))

    def use_idle_stop(self, distro=None, vm=None):
        """Lets idle distros and an idle VM stop after so many seconds; without arguments never."""
        self.control("configure", idle={"distro": distro, "vm": vm} if distro is not None else {})

    def start_distro(self, distro=None):
        """Somebody opens a terminal: starts the VM if need be and keeps the distro up. Returns WSL's warnings."""
        return self.control("start_distro", distro=distro)

    def release_distro(self, distro):
        """That terminal is closed; matters only with idle stop."""
        return self.control("release_distro", distro=distro)

    def stop_vm(self):
        """The VM ends without a call of wsl.exe, as in a crash or at log-off; not counted as a shutdown."""
        return self.control("stop")

    def start_server(self, where="guest", port=8080):
        """The user's server, by the user's hand; where='corp' puts one on the LAN's router."""
        return self.control("start_server", where=where, port=port)

    def kill_server(self, where="guest", port=8080):
        """The server crashes."""
        return self.control("kill_server", where=where, port=port)

    def set_fault(self, name, value=True):
        """Switches a fault: ignore_guest_writes, old_ip, no_systemd, hang, fail_shutdown, slow_shutdown (s), no_mirrored, wsl_exe."""
        return self.control("set_fault", name=name, value=value)

    def vpn_up(self, kind="everything", answers=False, device="", cuts=()):
        """Plugs a VPN of one of vpnkinds.KINDS in, which swallows what a mirrored guest sends into it, unless it `answers`.
        `device` is its twin's name in the guest: WSL's numbers move. In the modes that `cuts` names ("mirrored", "nat",
        "consomme") its driver drops all that comes from the guest, whatever its routes."""
        return self.control("vpn_up", kind=kind, answers=answers, device=device, cuts=list(cuts))

    def vpn_down(self):
        """Unplugs the VPN on both sides."""
        return self.control("vpn_down")

    def vpn_reconnect(self, **options):
        """Down and up again; a new `device` name is what WSL may well choose."""
        self.vpn_down()
        return self.vpn_up(**options)

    def vpn_refresh(self):
        """The MTU of the VPN changes in Windows: WSL sets its twin up again, with its routes."""
        return self.event("vpn-mtu")

    def event(self, name):
        """Something happens to Windows' network, or a Docker network is made: one of events.EVENTS."""
        return self.control("event", name=name)

    def in_lan(self, *argv, timeout=30):
        """Runs a Linux program on another machine of the LAN."""
        return run(*inside(self.names.lan, *argv), check=False, timeout=timeout)

    def in_win(self, *argv, timeout=30):
        """Runs a Linux program in Windows' namespace; CompletedProcess with text output."""
        return run(*inside(self.names.win, *argv), check=False, timeout=timeout)

    def in_guest(self, *argv, timeout=30):
        """Runs a program in the guest by the test's own hand, past WSL: not a call, no shim, no fault."""
        return run(*inside(self.names.guest, *argv), check=False, timeout=timeout)

    def curl(self, url, timeout=1.0, where="win"):
        """(healthy, milliseconds, what curl said) of a GET from Windows, from the guest or from another machine of the LAN."""
        started = time.monotonic()
        done = {"win": self.in_win, "guest": self.in_guest, "lan": self.in_lan}[where]("curl", "-sS", "-o", "/dev/null", "-m", str(timeout), "-w", "%{http_code}", url)
        said = done.stderr.strip() or done.stdout
        return done.returncode == 0 and done.stdout == "200", round((time.monotonic() - started) * 1000), said

    def _start_daemon(self):
        options = self.folder / "daemon.json"
        options.write_text(json.dumps({"names": list(self.names), "folder": str(self.folder), "wslconfig": str(self.wslconfig),
                                       "ports": self.ports}))
        # Not `ip netns exec`: in its private mount namespace the daemon could not renew the guest's namespace for all.
        self.daemon = subprocess.Popen(
            ["nsenter", f"--net=/run/netns/{self.names.win}", sys.executable, "-B", "-m", "mwlab.daemon", str(options)],
            cwd=PACKAGE_PARENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=die_with_parent)
        if self.daemon.stdout.readline().strip() != b"ready":
            raise LabError("WSL's daemon did not start; its own words are above")

    def _take_signals(self):
        if threading.current_thread() is not threading.main_thread():
            return

        def leave(number, _):
            raise SystemExit(128 + number)  # unwinds through __exit__

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # nohup meant it
            self._signals[number] = signal.signal(number, leave)
