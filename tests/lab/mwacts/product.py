# SPDX-License-Identifier: MIT
"""The product inside one Wine prefix: set up, asked, restarted and removed by its own commands.

Nothing here looks into the product: what it says is read from its command line and from its pipe, by `Watch`.
"""
import contextlib
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from mwlab.shell import LabError, is_alive, kill_group, wait_until
from mwlab.wine import to_windows

ROOT = Path(__file__).resolve().parents[3]
SETUP = ROOT / "build/mingw/mirrorwatch-setup.exe"
PROGRAMS = ("mirrorwatch.exe", "mirrorwatch-tray.exe")
FOLDER = r"C:\Program Files\Mirrorwatch"
EXE, TRAY = rf"{FOLDER}\mirrorwatch.exe", rf"{FOLDER}\mirrorwatch-tray.exe"
ENDPOINT = """[[endpoint]]
name = "{name}"
url = "{url}"
from = "{asked_from}"
{more}
"""


@dataclass(frozen=True)
class Endpoint:
    """One that the product watches; `more` are further lines of its settings."""
    name: str
    url: str
    asked_from: str = "both"
    more: str = ""


def states(status):
    """{endpoint: its state} in a status; up is only what each side that is asked has found so."""
    def state_of(endpoint):
        sides = {side["state"] for side in endpoint["vantages"]}
        return "half up" if endpoint["state"] == "up" and sides != {"up"} else endpoint["state"]
    return {endpoint["name"]: state_of(endpoint) for endpoint in (status or {}).get("endpoints", [])}


class Product:
    """The installed product of one prefix."""

    def __init__(self, world, wine):
        self.world, self.wine = world, wine
        self.folder = wine.prefix() / "drive_c/Program Files/Mirrorwatch"
        self.settings = wine.programdata_dir() / "Mirrorwatch"
        self.data = self.folder / "Data"
        self.in_console = False  # `mirrorwatch run` instead of the service
        self._net = os.stat(f"/run/netns/{world.names.win}").st_ino

    def set_up(self):
        """The silent setup, from beginning to end; returns its words as evidence."""
        if not SETUP.exists():
            raise LabError(f"{SETUP} is missing: cmake --build build/mingw --target installer")
        done = self.wine.run(to_windows(SETUP), "/S", timeout=120)
        if done.returncode != 0:
            raise LabError(f"setup ended with {done.returncode}: {done.stdout + done.stderr!r}")
        return {"setup": SETUP.name, "exit": done.returncode, "files": self.files()}

    def set_up_by_hand(self):
        """What setup does, by the product's own commands: for a machine without NSIS."""
        self.unpack()
        said = [self.must("service", verb) for verb in ("install", "start", "start-tray")]
        return {"said": said, "files": self.files()}

    def unpack(self):
        """Only the programs, for a console run without service, setup and tray."""
        self.folder.mkdir(parents=True)
        for name in PROGRAMS:
            shutil.copy(ROOT / "build/mingw/bin" / name, self.folder)

    def configure(self, endpoints, more=""):
        """Writes mirrorwatch.toml, as the user would; a service that runs takes it up at once."""
        self.settings.mkdir(parents=True, exist_ok=True)
        text = "# written by the act\n" + "".join(ENDPOINT.format(**asdict(endpoint)) for endpoint in endpoints)
        (self.settings / "mirrorwatch.toml").write_text(text + more)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def call(self, *words, timeout=60):
        """A command of mirrorwatch.exe: (exit code, its words)."""
        done = self.wine.run(EXE, *(["--console"] if self.in_console else []), *words, timeout=timeout)
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace").replace("\r\n", "\n").strip()

    def must(self, *words):
        """The same for one that has to succeed; returns its words."""
        code, said = self.call(*words)
        if code != 0:
            raise LabError(f"mirrorwatch {' '.join(words)} ended with {code}: {said}")
        return said

    def status(self):
        """`mirrorwatch status --format json`, or None while no service answers."""
        code, said = self.call("status", "--format", "json")
        return json.loads(said) if code == 0 else None

    def await_status(self, wanted, deadline, what):
        """Waits until wanted(status) is true; returns that status."""
        def look():
            status = self.status()
            return status if status and wanted(status) else None
        try:
            return wait_until(look, deadline, f"status: {what}")
        except LabError as problem:
            raise LabError(f"{problem}; it was {json.dumps(self.status())}") from None

    def restart_service(self):
        """By its own verbs, so that new settings are taken up."""
        return [self.must("service", "stop"), self.must("service", "start")]

    def service_state(self):
        """What the SCM says of the service."""
        return self.wine.run("sc", "query", "Mirrorwatch").stdout.decode(errors="replace").strip()

    def pids(self, program, word=""):
        """The Linux processes of this world's Wine that run the program, with the word behind it."""
        found = []
        for path in Path("/proc").iterdir():
            if not path.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if os.stat(path / "ns/net").st_ino == self._net and _runs((path / "cmdline").read_bytes(), program, word):
                    found.append(int(path.name))
        return [pid for pid in found if is_alive(pid)]

    def command_lines(self, program):
        """The same processes, for a person: number and command line."""
        lines = []
        for pid in self.pids(program):
            with contextlib.suppress(OSError):
                lines.append(f"{pid} " + Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        return lines

    def logs(self):
        """The product's own logs, for a person who looks why an act failed."""
        texts = {}
        for path in [*self.data.rglob("*.log"), *self.data.rglob("*.log.*")]:
            with contextlib.suppress(OSError):
                texts[path.name] = path.read_text(errors="replace")
        return texts


def _runs(command_line, program, word):
    words = command_line.decode(errors="replace").replace("\0", " ")
    at = words.find(program)
    return at >= 0 and not words.startswith("timeout ") and word in words[at + len(program):]


class Watch:
    """The product's snapshots as they come, from the driver's own connection; each with the time of its arrival."""

    def __init__(self, wine, driver):
        self.path = wine.root / "snapshots.jsonl"
        self.file = open(self.path, "wb")
        self.process = wine.spawn(to_windows(driver), "watch", stdout=self.file)
        self.seen, self.read = [], 0  # and how many bytes of the file that is

    def all(self):
        """(Unix time, snapshot) of all so far; None as snapshot: the connection was lost."""
        with open(self.path, "rb") as file:
            file.seek(self.read)
            text = file.read()
        whole = text[:text.rfind(b"\n") + 1]
        self.read += len(whole)
        lines = (json.loads(line.decode(errors="replace")) for line in whole.splitlines())
        self.seen += [(line["time"], line["snapshot"]) for line in lines]
        return self.seen

    def now(self):
        """The latest snapshot, or None."""
        seen = self.all()
        return seen[-1][1] if seen else None

    def since(self, when):
        """The snapshots that came since then."""
        return [snapshot for came, snapshot in self.all() if came >= when and snapshot]

    def first(self, wanted, since, deadline, what):
        """(seconds after `since`, snapshot) of the first one since then that is as wanted; the one in force counts as 0."""
        def look():
            last = None
            for when, snapshot in self.all():
                if when >= since:
                    if last and wanted(last):
                        return 0.0, last
                    last = None
                    if snapshot and wanted(snapshot):
                        return round(when - since, 3), snapshot
                else:
                    last = snapshot
            return (0.0, last) if last and wanted(last) else None
        try:
            return wait_until(look, max(0.0, since + deadline - time.time()), f"snapshot: {what}")
        except LabError as problem:
            raise LabError(f"{problem}; the latest is {json.dumps(self.now())}") from None

    def never(self, unwanted, since, seconds, what):
        """Looks on until `seconds` after `since`; returns how many snapshots came, and raises for an unwanted one."""
        end = since + seconds

        def look():
            for when, snapshot in self.all():
                if since <= when <= end and snapshot and unwanted(snapshot):
                    raise LabError(f"{what} came {when - since:.1f} s after: {json.dumps(snapshot)}")
            return time.time() > end
        wait_until(look, seconds + 5, f"{seconds} s without {what}")
        return sum(when >= since for when, _ in self.all())

    def stop(self):
        kill_group(self.process.pid)
        self.process.wait()
        self.file.close()
