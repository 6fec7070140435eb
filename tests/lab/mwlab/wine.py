# SPDX-License-Identifier: MIT
"""Windows programs inside a world: a prefix of their own, a screen of their own, born in the `win` namespace.

    with World() as world:
        wine = Wine(world).start()      # ended by the world, or by stop()
        done = wine.run(r"C:\windows\system32\wsl.exe", "--list", "--running", "--quiet")

What counts for Wine's view of the network is where wineserver was born; so it is started first, and kept.
"""
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import prefix
from .shell import LabError, die_with_parent, inside, pids_in, run, wait_until
from .world import clones_dir

STAND_INS = Path(__file__).resolve().parent.parent / "standin"
STAND_IN, SIGN = STAND_INS / "wsl_win.cpp", STAND_INS / "vmmem_win.cpp"
SIGN_NAME = "vmmemWSL.exe"  # Windows' own has no extension
COMPILER = ["x86_64-w64-mingw32-g++-posix", "-std=c++20", "-O1", "-static", "-municode", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
            "-I", str(Path(__file__).resolve().parents[3])]
SCREEN = "1280x800x24"


def compiled(source, *options):
    """A small Windows program of one source and the headers beside it, made once per version of them."""
    parts = [source, *sorted(source.parent.glob("*.hpp"))]
    version = hashlib.sha256(b"".join(part.read_bytes() for part in parts) + " ".join([*COMPILER, *options]).encode()).hexdigest()[:12]
    name = source.stem.removesuffix("_win")
    path = prefix.cache_dir() / f"{name}-{version}.exe"
    with prefix.locked(name):
        if not path.exists():
            building = path.with_suffix(".building")
            run(*COMPILER, source, "-o", building, *options, timeout=120)
            building.rename(path)
    return path


def to_windows(path):
    """A Linux path as a Windows program writes it."""
    return "Z:" + str(Path(path).resolve()).replace("/", "\\")


def _command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Wine:
    """One prefix with its wineserver and X server; belongs to the world that it was given."""

    def __init__(self, world):
        self.world = world
        self.root = self.server = self.screen = self.template = None
        self.display = ""

    def start(self):
        """Clones the prefix, installs wsl.exe, starts screen and wineserver, boots. The world will stop it."""
        self.root = Path(tempfile.mkdtemp(prefix=f"mw{os.getpid()}-", dir=clones_dir()))
        self.world.before_close(self.stop)
        self.template = prefix.clone(self.prefix())
        shutil.copy(compiled(STAND_IN, "-lws2_32"), self.prefix() / "drive_c/windows/system32/wsl.exe")
        shutil.copy(compiled(SIGN, "-mwindows"), self.prefix() / "drive_c/windows/system32" / SIGN_NAME)
        self._start_screen()
        self._boot()
        self.world.use_wslconfig(self.profile_dir() / ".wslconfig")
        return self

    def prefix(self):
        return self.root / "prefix"

    def profile_dir(self):
        """The Windows user's profile, where .wslconfig belongs, as a Linux path."""
        users = self.prefix() / "drive_c/users"
        return next(path for path in sorted(users.iterdir()) if path.name != "Public")

    def programdata_dir(self):
        """%ProgramData% as a Linux path."""
        return self.prefix() / "drive_c/ProgramData"

    def run(self, exe, *args, timeout=60, env=None):
        """Runs a program to its end: CompletedProcess with bytes as the program wrote them; 124 when out of time.

        Output goes through files: what the program leaves running would keep a pipe open for ever.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = self._wine_process([prefix.WINE, exe, *args], timeout, env or {}, out, err)
            try:
                code = process.wait(timeout + 15)
            except BaseException:
                process.kill()
                process.wait()
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess([exe, *args], code, out.read(), err.read())

    def spawn(self, exe, *args, env=None, timeout=3600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
        """Starts a program and returns its Popen; it ends with the world at the latest."""
        return self._wine_process([prefix.WINE, exe, *args], timeout, env or {}, stdout, stderr, stdin)

    def tool(self, *argv, timeout=30):
        """Runs a Linux program on this screen (xdotool, xwininfo…): CompletedProcess with text."""
        return run(*argv, env=self.env(), timeout=timeout, check=False)

    def screenshot(self, path):
        """The whole screen as a PNG."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        run("import", "-silent", "-display", self.display, "-window", "root", path, env=self.env())

    def env(self):
        """The environment of everything on this prefix and screen."""
        return prefix.wine_env(self.prefix(), self.display, self.root)

    def reboot(self):
        """Windows ends without a word to its programs and comes up again: services with auto-start do too."""
        self._shut_down()
        self._boot()

    def pids(self, name):
        """The Linux process ids of this world's Windows programs whose command line has `name` in it."""
        return [pid for pid in pids_in(self.world.names.win) if name in _command_line(pid)]

    def stop(self):
        """Ends this prefix's programs and screen, and proves that the template is as it was."""
        if self.root is None:
            return
        self._shut_down()
        if self.screen:
            self.screen.terminate()
            self.screen.wait(10)
            self.screen = None
        shutil.rmtree(self.root, ignore_errors=True)
        self.root = None
        if self.template:
            prefix.verify_untouched(self.template)

    def _boot(self):
        # Before any other Wine process: later it changes nothing, and services would die with the last program.
        server = self._wine_process([prefix.WINESERVER, "-p"], 30, {}, subprocess.DEVNULL, subprocess.DEVNULL).wait()
        if server != 0:
            raise LabError(f"wineserver -p ended with {server}")
        self.server = True
        if self.run("cmd", "/c", "exit 7").returncode != 7:
            raise LabError("the Wine prefix does not boot")
        self._use_sign([*prefix.layout(), prefix.WINE, rf"C:\windows\system32\{SIGN_NAME}"])

    def _use_sign(self, argv):
        """What the daemon starts when the VM does, and ends with it."""
        self.world.control("configure", sign=argv, sign_env=self.env())

    def _hide_sign(self):
        """Or it would be started again, and with it a wineserver of its own."""
        try:
            self._use_sign([])
        except ConnectionError:
            pass  # the sign ends with the daemon
        wait_until(lambda: not self.pids(SIGN_NAME), 10, "the end of the VM's sign")

    def _shut_down(self):
        if self.server:
            self._hide_sign()
            for option in ("-k", "-w"):
                run("timeout", "-k", "2", "20", prefix.WINESERVER, option, env=self.env(), check=False)
            self.server = None

    def _wine_process(self, argv, timeout, env, stdout, stderr, stdin=subprocess.DEVNULL):
        limited = inside(self.world.names.win, "timeout", "-k", "5", timeout, *prefix.layout(), *argv)
        return subprocess.Popen(limited, env=self.env() | env, stdin=stdin, stdout=stdout, stderr=stderr,
                                cwd=self.root, start_new_session=True)

    def _start_screen(self):
        ready, writer = os.pipe()
        self.screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"], pass_fds=[writer],
            env=self.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=die_with_parent)
        os.close(writer)
        with os.fdopen(ready) as answer:  # Xvfb writes the free number it took once it serves
            number = answer.readline().strip()
        if not number:
            raise LabError("Xvfb did not start")
        self.display = f":{number}"
