# SPDX-License-Identifier: MIT
"""What the proof leaves open: WSL's grammar, faults, idle stop, and that no lab leaves anything behind."""
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import network, wslcli, wslconfig
from .proof import MIRRORED, expect
from .report import Witness
from .shell import inside, run, wait_until
from .world import World, clones_dir, sweep

LAB = Path(__file__).resolve().parent.parent / "lab.py"
B = "\\"
GRAMMAR = [  # (text, mode, one warning's beginning each); from a table that WSL's own parser produced
    ("[wsl2]\nnetworkingMode=mirrored\n", "mirrored", []),
    ("[WSL2]\nNETWORKINGMODE=MIRRORED", "mirrored", []),
    ("[wsl2]networkingMode=mirrored\nnetworkingMode=nat", "nat", ["Expected ' '", "Unknown key 'networkingMode'"]),
    ("[wsl2] # c\nnetworkingMode=mirrored", "mirrored", []),
    ("[ wsl2 ]\nnetworkingMode=mirrored", "nat", ["Invalid section", "Unknown key 'networkingMode'"]),
    ("[wsl2\nnetworkingMode=mirrored", "nat", ["Expected ']'", "Unknown key"]),
    ("[wsl2]\n[experimental\nnetworkingMode=mirrored", "nat", ["Expected ']'", "Unknown key 'expe.networkingMode'"]),
    ("[wsl2]\n[wsl2x] junk\nnetworkingMode=mirrored", "mirrored", ["Expected ' '"]),
    ("  [wsl2]\n\t networkingMode \t=\t mirrored \t\n", "mirrored", []),
    ("[wsl2]\nnetworkingMode=mirrored#c", "mirrored", []),
    ("[wsl2]\nnetworkingMode=mirrored ; c", "nat", ["Invalid value 'mirrored ; c'"]),
    ("[wsl2]\n; networkingMode=nat\nnetworkingMode=mirrored", "mirrored", ["Invalid key name"]),
    ('[wsl2]\nnetworkingMode="mirrored"', "mirrored", []),
    ('[wsl2]\nnetworkingMode="mirrored "', "nat", ["Invalid value 'mirrored '"]),
    ("[wsl2]\nnetworkingMode='mirrored'", "nat", ["Invalid value"]),
    ('[wsl2]\nnetworkingMode="a # b"', "nat", ["Invalid value 'a # b'"]),
    (f"[wsl2]\nnetworkingMode=mir{B}\nrored\nfoo=1", "mirrored", ["Unknown key 'wsl2.foo' in .wslconfig:4"]),
    (f"[wsl2]\nnetworkingMode=mir{B}{B}rored", "nat", ["Invalid value 'mir\\rored'"]),
    (f"[wsl2]\nkernel=C:{B}Users\nnetworkingMode=mirrored", "mirrored", ["Invalid escaped character: 'U' in .wslconfig:2"]),
    ("[wsl2]\nnetworkingMode=nat\nnetworkingMode=mirrored", "nat", ["Duplicated config key"]),
    ("[wsl2]\nnetworkingMode=bogus\nnetworkingMode=mirrored", "nat", ["Invalid value 'bogus'", "Duplicated"]),
    ("[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=nat", "mirrored", ["Duplicated"]),
    ("[wsl2]\na=1\n[x]\n[wsl2]\nnetworkingMode=mirrored", "mirrored", ["Unknown key 'wsl2.a'"]),
    ("[wsl2]\nnetworkingMode: mirrored", "nat", ["Expected '='"]),
    ("[wsl2]\n=mirrored", "nat", ["Invalid key name"]),
    ("[wsl2]\nnetworking-mode=mirrored", "nat", ["Expected '='"]),
    ('[wsl2]\nnetworkingMode.excludedInterfaces={"name": "VPN"}\nnetworkingMode=mirrored', "mirrored", ["Expected '=' in .wslconfig:2"]),
    ('[wsl2]\nnetworkingMode.excludedInterfaces={\n "name": "VPN"\n}\nnetworkingMode=mirrored', "mirrored",
     ["Expected '='", "Invalid key", "Invalid key"]),
    ("[wsl2]\rnetworkingMode=mirrored\r", "mirrored", []),
    ("[wsl2]\r\nnetworkingMode=mirrored\r\n", "mirrored", []),
    ("# a\rnetworkingMode=x\n[wsl2]\nnetworkingMode=mirrored", "mirrored", []),
    ("[wsl2]\nnetworkingMode=mirrored\0nat\n", "mirrored", []),
    ("[wsl2]\nipv6=true\n\x1a\nnetworkingMode=mirrored", "nat", []),
    ("[wsl2]\n\u00fcber=1\nnetworkingMode=mirrored", "mirrored", ["Invalid key name in .wslconfig:2"]),
    ("[wsl2]\nnetworkingMode=VirtioProxy", "consomme", []),
    ("[wsl2]\nnetworkingMode=3", "nat", ["Invalid value '3'"]),
    (f"[wsl2]\nnetworkingMode=mirrored{B} \nipv6=true", "nat", ["Invalid escaped character: ' '"]),
    ("[wsl2]\nnetworkingMode=mirrored\n[foo]\nnetworkingMode=nat\n", "mirrored", ["Unknown key 'foo.networkingMode'"]),
    (f'[wsl2]\nnetworkingMode = "{B}"mirrored{B}""\n', "nat", ["Invalid value '\"mirrored\"'"]),
    ('[wsl2]\n"networkingMode"=mirrored\n', "nat", ["Invalid key name"]),
    ("[wsl2]", "nat", []),
]


def grammar(report):
    """.wslconfig is read as WSL reads it."""
    with report.step(f".wslconfig is read as WSL reads it, {len(GRAMMAR) + 4} files", stop=False):
        for text, mode, warnings in GRAMMAR:
            _check_file(text.encode(), mode, warnings)
        plain = GRAMMAR[0][0]
        _check_file(b"\xef\xbb\xbf" + plain.encode(), "mirrored", [])
        _check_file(b"\xff\xfe" + plain.encode("utf-16-le"), "mirrored", [])
        _check_file(b"\xfe\xff" + plain.encode("utf-16-be"), "nat", ["Failed to open"])
        _check_file(b"[wsl2]\nnetworkingMode=mirrored\xff\n", "nat", ["Invalid value"])
    with report.step("a command line is taken apart as Windows does", stop=False):
        expect(wslcli.tail(r'"C:\a b\wsl.exe" -d Ubuntu -- echo "a  b" c', 4), 'echo "a  b" c', "tail")
        expect(wslcli.tail(r'wsl.exe "a\"b c" rest', 2), "rest", "tail")


def _check_file(data, mode, warnings):
    seen_mode, seen = wslconfig.parse(data)
    expect(seen_mode, mode, f"mode of {data!r}")
    if len(seen) != len(warnings) or not all(s.startswith(w) for s, w in zip(seen, warnings)):
        expect(seen, warnings, f"warnings of {data!r}")


class Caller:
    """The stand-in's protocol without Wine: a process in `win` that one may let vanish."""

    SCRIPT = ("import json,socket,sys,base64\ns=socket.create_connection(('127.0.0.1',7171))\n"
              "s.sendall(json.dumps({'argv':sys.argv[1:],'raw':'','env':{'WSL_UTF8':'1'}}).encode()+b'\\n')\n"
              "for line in s.makefile():\n r=json.loads(line)\n if 'stdout' in r: sys.stdout.buffer.write(base64.b64decode(r['stdout']))\n"
              " if 'exit' in r: sys.exit(r['exit'] & 255)\n")

    def __init__(self, world):
        self.world = world

    def start(self, *argv):
        return subprocess.Popen(inside(self.world.names.win, sys.executable, "-c", self.SCRIPT, *argv), stdout=subprocess.PIPE)

    def run(self, *argv):
        process = self.start(*argv)
        out = process.communicate(timeout=30)[0]
        return process.returncode, out


def faults(report):
    """Each fault switch does what it says, and only that."""
    with World() as world:
        world.wslconfig.write_bytes(MIRRORED)
        world.start_distro()
        wsl, witness = Caller(world), Witness(world)
        as_root = ("-d", "Ubuntu", "-u", "root", "-e")
        add = (*as_root, "ip", "rule", "add", "pref", "5170", "lookup", "5170")

        with report.step("ignore_guest_writes: success is claimed, nothing changes", stop=False):
            world.set_fault("ignore_guest_writes")
            expect(wsl.run(*add)[0], 0, "exit code")
            expect([r for r in witness.guest_ip()["rule"] if r["priority"] == 5170], [], "rules of ours")
            world.set_fault("ignore_guest_writes", False)
        with report.step("old_ip: the guest's ip does not know nexthop objects, but rules", stop=False):
            world.set_fault("old_ip")
            expect(wsl.run(*as_root, "ip", "nexthop")[0], 1, "exit code")
            expect(wsl.run(*as_root, "ip", "rule")[0], 0, "exit code")
            world.set_fault("old_ip", False)
        with report.step("hang: the guest's command ends with its caller, and the log says so", stop=False) as evidence:
            world.set_fault("hang")
            witness.mark()
            caller = wsl.start(*as_root, "wslinfo", "--vm-id")
            wait_until(lambda: b"infinity" in _commands_in(world), 5, "the hanging command")
            caller.kill()
            caller.wait()
            wait_until(lambda: b"infinity" not in _commands_in(world), 5, "the end of the hanging command")
            evidence["calls"] = wait_until(witness.calls, 5, "the call in the log")
            expect([c["exit"] for c in evidence["calls"]], [None], "exit code in the log")
            world.set_fault("hang", False)
        _shutdown_faults(report, world, wsl, as_root)


def _commands_in(world):
    pids = run("ip", "netns", "pids", world.names.guest).stdout.split()
    return b"\n".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids if Path(f"/proc/{pid}").exists())


def _shutdown_faults(report, world, wsl, as_root):
    with report.step("fail_shutdown: says so, exit -1, the VM lives", stop=False):
        world.set_fault("fail_shutdown")
        vm_id = world.state()["vm_id"]
        expect(wsl.run("--shutdown")[0], 255, "exit code")
        expect(wsl.run(*as_root, "wslinfo", "--vm-id", "-n"), (0, vm_id.encode()), "VM id")
        world.set_fault("fail_shutdown", False)
    with report.step("slow_shutdown: takes its time; a running command ends with -1", stop=False):
        world.set_fault("slow_shutdown", 0.5)
        running = wsl.start(*as_root, "sleep", "60")
        wait_until(lambda: b"60" in _commands_in(world), 5, "the running command")
        started = time.monotonic()
        expect(wsl.run("--shutdown")[0], 0, "exit code")
        expect(time.monotonic() - started >= 0.5, True, "half a second")
        expect(running.wait(10), 255, "exit code of the running command")
        world.set_fault("slow_shutdown", 0)
    with report.step("no_mirrored: WSL falls back to NAT with a warning", stop=False) as evidence:
        world.set_fault("no_mirrored")
        evidence["warnings"] = world.start_distro()
        expect((world.state()["mode"], len(evidence["warnings"])), ("nat", 1), "mode")
        world.set_fault("no_mirrored", False)
    with report.step("idle stop: the distro first, then the VM; a terminal keeps both", stop=False):
        world.use_idle_stop(distro=0.3, vm=0.3)
        expect(wsl.run(*as_root, "sleep", "1")[0], 0, "exit code of a command that outlives the idle times")
        expect(world.state()["running"], ["Ubuntu"], "the held distro")
        world.release_distro("Ubuntu")
        wait_until(lambda: not world.state()["running"], 5, "the distro's stop")
        wait_until(lambda: not world.state()["mode"], 5, "the VM's stop")
        expect(world.state()["idle_stops"], 1, "idle stops")


HAS = {  # distro: what `command -v` finds of these, with NixOS's folder in PATH and without
    "Ubuntu": ("ip curl bash systemd-run", "ip curl bash systemd-run"), "Alpine": ("ip", "ip"), "docker-desktop": ("ip", "ip"),
    "NixOS": ("ip curl bash systemd-run", ""), "NoIproute": ("curl bash systemd-run", "curl bash systemd-run"),
    "NoCurl": ("ip bash systemd-run", "ip bash systemd-run"), "NoBash": ("ip curl", "ip curl")}
LOOK = 'for p in ip curl bash systemd-run; do command -v $p >/dev/null && printf "%s " $p; done'
LISTED = [["NAME", "STATE", "VERSION"], ["*", "Ubuntu", "Stopped", "2"], ["NixOS", "Stopped", "2"], ["Legacy", "Running", "1"]]


def distros(report):
    """Distros differ in programs, in version, and in what keeps them running."""
    with World() as world:
        world.wslconfig.write_bytes(MIRRORED)
        world.use_distros("Ubuntu", "NixOS", "Legacy")
        wsl = Caller(world)
        with report.step("a distro of WSL1 starts no VM, is listed with its version, and sees Windows' network", stop=False):
            as_legacy = ("-d", "Legacy", "-u", "root", "-e")
            expect(wsl.run(*as_legacy, "wslinfo", "--networking-mode", "-n"), (0, b"wsl1"), "its mode")
            expect(world.state()["mode"], "", "the VM's mode")
            expect([line.split() for line in wsl.run("--list", "--verbose")[1].decode().splitlines()], LISTED, "the list")
            expect(wsl.run(*as_legacy, "ip", "route")[1], world.in_win("ip", "route").stdout.encode(), "its routes")
        world.use_distros(*HAS)
        with report.step("each distro has the programs of its kind, where they are", stop=False):
            for distro, (everywhere, at_once) in HAS.items():
                seen = [wsl.run("-d", distro, "-u", "root", "-e", "sh", "-c", path + LOOK)[1].decode().strip()
                        for path in ("PATH=$PATH:/run/current-system/sw/bin; ", "")]
                expect(seen, [everywhere, at_once], f"the programs of {distro}")
            expect(wsl.run("-d", "NoBash", "--", "echo", "hello")[0], 0, "a command line for a shell that is not bash")
        _what_keeps_running(report, world, wsl)


def _what_keeps_running(report, world, wsl):
    as_root = ("-d", "Ubuntu", "-u", "root", "-e")
    with report.step("a child that a command leaves behind keeps its distro running; terminate ends it", stop=False):
        world.use_idle_stop(distro=0.3, vm=60)
        expect(wsl.run(*as_root, "sh", "-c", "setsid sleep 61 >/dev/null 2>&1 </dev/null &")[0], 0, "exit code")
        wait_until(lambda: world.state()["running"] == ["Ubuntu"], 5, "all but Ubuntu stopped")
        wait_until(lambda: b"61" in _commands_in(world), 5, "the child")
        expect(wsl.run("--terminate", "Ubuntu")[0], 0, "exit code")
        expect(b"sleep\0" + b"61" in _commands_in(world), False, "the child is there")
    with report.step("a unit of systemd does not keep it running, and ends with it", stop=False):
        unit = ("systemd-run", "--quiet", "--collect", "--unit=lab.service", "sleep", "62")
        world.use_idle_stop(distro=2, vm=60)
        expect(wsl.run(*as_root, *unit)[0], 0, "exit code")
        wait_until(lambda: b"sleep\0" + b"62" in _commands_in(world), 1.5, "the unit")
        wait_until(lambda: not world.state()["running"], 5, "the distro's stop")
        expect(b"sleep\0" + b"62" in _commands_in(world), False, "the unit is there")
    with report.step("no_systemd: neither systemd-run nor its folder", stop=False):
        world.set_fault("no_systemd")
        expect(wsl.run(*as_root, "systemd-run", "--version")[0], 1, "exit code")
        expect(wsl.run(*as_root, "test", "-d", "/run/systemd/system")[0], 1, "exit code")


def clean_up(report):
    """Whatever ends a lab, nothing of it stays."""
    for number in (signal.SIGTERM, signal.SIGINT):
        with report.step(f"{signal.Signals(number).name} ends a lab with Wine in it: nothing is left", stop=False):
            lab = _hold()
            lab.send_signal(number)
            expect(lab.wait(40), 128 + number, "exit code")
            expect(_left(lab.pid), [], "left behind")
    with report.step("SIGKILL leaves things: the next lab sweeps them", stop=False):
        lab = _hold()
        lab.kill()
        lab.wait()
        sweep()
        expect(_left(lab.pid), [], "left behind")
    with report.step("two labs side by side do not see each other", stop=False):
        first, second = _hold("--no-wine"), _hold("--no-wine")
        expect(len(_left(first.pid)) >= 4 and len(_left(second.pid)) >= 4, True, "two worlds")
        first.terminate()
        first.wait(40)
        expect(len(_left(second.pid)) >= 4, True, "the second world")
        second.terminate()
        second.wait(40)
        expect(_left(second.pid), [], "left behind")


def _hold(*options):
    """Another process with a lab, ready."""
    lab = subprocess.Popen([sys.executable, LAB, "hold", *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    for line in lab.stdout:
        if line.startswith(b"ready"):
            return lab
    raise AssertionError(f"the lab did not start: exit code {lab.wait()}")


def _left(pid):
    """What carries a lab's pid: namespaces, folders, and processes that use its prefix."""
    namespaces = [name for name in network.list_namespaces() if name.startswith(f"mw{pid}-")]
    folders = [str(p) for base in (Path("/tmp"), clones_dir()) for p in base.glob(f"mw{pid}-*")]
    processes = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"/mw{pid}-".encode() in path.read_bytes():
                processes.append(path.parent.name)
        except OSError:
            pass
    return namespaces + folders + processes
