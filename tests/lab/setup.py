#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Setup, from the silent installation to a Windows without a trace of it: one line a step, exit code 0 only if all were seen."""
import argparse
import json
import os
import re
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import EXE, FOLDER, ROOT, SETUP, Product  # noqa: E402
from mwacts.stage import files_of  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.wine import Wine, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

TRAY, SERVICE = "mirrorwatch-tray.exe", "mirrorwatch.exe"
FILES = ["Data", "LICENSE.txt", "THIRD-PARTY.txt", "config", TRAY, SERVICE, "mirrorwatch.png", "uninstall.exe"]
UNINSTALL_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Mirrorwatch"
RUN_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
APP_ID = "Mirrorwatch.Tray"
EVENT_KEY = r"HKLM\System\CurrentControlSet\Services\EventLog\Application\Mirrorwatch"
FAULT = re.compile(r"page fault|Unhandled exception", re.IGNORECASE)
SHIPPED = ROOT / "config/mirrorwatch.toml"
JOURNAL = {"version": 1, "remedies": [{"sid": "S-1-5-21-0-0-0-1000", "session": 1, "remedy": {
    "id": "20261122T154700-1", "kind": "switch_mode", "state": "helped", "mode": "nat", "vpn": None, "endpoints": [],
    "receipt": None, "ending": None,
    "edit": {"before": "mirrored", "after": "nat", "before_sha256": "aa", "after_sha256": "bb"}}}]}


class Machine:
    """A Windows, with what can be seen of the product from outside."""

    def __init__(self, world):
        self.wine = Wine(world).start()
        self.product = Product(world, self.wine)
        self.settings = self.product.settings / "mirrorwatch.toml"
        self.link = self.wine.programdata_dir() / "Microsoft/Windows/Start Menu/Programs/Mirrorwatch.lnk"

    def set_up(self, code=0):
        done = self.wine.run(to_windows(SETUP), "/S", timeout=180)
        said = (done.stdout + done.stderr).decode(errors="replace").strip()
        if done.returncode != code:
            raise LabError(f"setup ended with {done.returncode}: {said}")
        return said

    def remove(self, *options, during=lambda: None):
        """The uninstaller's words. It goes on by a copy of itself, so its end is that of what it removes last."""
        out = self.wine.root / "uninstall.out"
        with open(out, "wb") as stdout:
            started = self.wine.spawn(rf"{FOLDER}\uninstall.exe", "/S", *options, stdout=stdout, stderr=stdout)
            during()
            expect(started.wait(90), 0, "exit code of uninstall.exe")
            wait_until(lambda: not self.product.folder.exists(), 90, "the end of the folder in Program Files")
            wait_until(lambda: not self.value(UNINSTALL_KEY, "DisplayName"), 10, "the end of the Add/Remove entry")
        return out.read_text(errors="replace").strip()

    def value(self, key, name):
        """A value of the registry, as text; empty where there is none. No name: the key's own."""
        done = self.wine.run("reg", "query", key, *(("/v", name) if name else ("/ve",)), "/reg:64")
        found = re.search(rf"^\s+{name or '.*'}\s+REG_\w+\s+(.*?)\r?$", done.stdout.decode(errors="replace"), re.MULTILINE)
        return found.group(1) if found else ""

    def has_key(self, key):
        return self.wine.run("reg", "query", key, "/reg:64").returncode == 0

    def running(self):
        """Whether SCM and product both say that the service runs."""
        code, said = self.product.call("service", "status")
        return code == 0 and "RUNNING" in self.product.service_state() and said

    def await_tray(self):
        return wait_until(lambda: self.product.pids(TRAY), 20, "the tray program")

    def registry_lines(self):
        """Every line of the registry's files, without the keys' times; Windows is booted again to have them written."""
        self.wine.reboot()
        hives = [path.read_text(errors="replace") for path in sorted(self.wine.prefix().glob("*.reg"))]
        lines = {re.sub(r"\] \d+$", "]", line) for hive in hives for line in hive.splitlines()}
        return {line for line in lines if not line.startswith("#time")}


def check_installed(machine):
    """Files, service, tray, registry and Start menu as they have to be; returns what was seen."""
    evidence = {"files": machine.product.files(), "service": machine.running(), "tray": machine.await_tray()}
    expect(evidence["files"], FILES, "the files")
    expect(bool(evidence["service"]), True, "a running service")
    expect(len(evidence["tray"]), 1, "tray programs")
    expect(machine.settings.exists(), True, "settings in ProgramData")
    expect(machine.link.exists(), True, "the entry in the Start menu")
    expect(machine.value(RUN_KEY, "Mirrorwatch").strip('"'), rf"{FOLDER}\{TRAY}", "the start at log-on")
    expect(machine.has_key(EVENT_KEY), True, "the event source")
    evidence["identity"] = [machine.value(rf"HKLM\Software\Classes\AppUserModelId\{APP_ID}", name) for name in
                            ("DisplayName", "IconUri", "CustomActivator")]
    expect(evidence["identity"][:2], ["Mirrorwatch", rf"{FOLDER}\mirrorwatch.png"], "name and picture of the notifications")
    server = machine.value(rf"HKLM\Software\Classes\CLSID\{evidence['identity'][2]}\LocalServer32", "")
    expect(server, rf'"{FOLDER}\{TRAY}" --toast-activated', "what a pressed notification starts")
    entry = {name: machine.value(UNINSTALL_KEY, name) for name in
             ("DisplayName", "DisplayVersion", "Publisher", "EstimatedSize", "QuietUninstallString", "UninstallString")}
    expect(all(entry.values()), True, "a whole Add/Remove entry")
    expect(1000 < int(entry["EstimatedSize"], 16) < 50_000, True, "a size in KiB")
    expect(entry["QuietUninstallString"], rf'"{FOLDER}\uninstall.exe" /S', "the quiet uninstall command")
    return evidence | {"entry": entry}


def upgrade(machine, report):
    with report.step("set up over it while it runs: service and tray are new, nothing is asked") as evidence:
        before = machine.product.pids(TRAY) + machine.product.pids(SERVICE, "service run")
        evidence["said"] = machine.set_up()
        evidence |= check_installed(machine)
        after = machine.product.pids(TRAY) + machine.product.pids(SERVICE, "service run")
        evidence["pids"] = {"before": before, "after": after}
        expect(set(before) & set(after), set(), "programs that ran on")
        expect(len(before), len(after), "the number of programs")
        expect(machine.settings.read_bytes(), SHIPPED.read_bytes(), "the settings")
    with report.step("settings that nobody changed become this version's, changed ones stay") as evidence:
        older = SHIPPED.read_bytes() + b"# an older release\n"
        for path in (machine.settings, machine.product.folder / "config/mirrorwatch.toml"):
            path.write_bytes(older)
        machine.set_up()
        expect(machine.settings.read_bytes(), SHIPPED.read_bytes(), "settings as shipped before")
        machine.settings.write_bytes(older)
        machine.set_up()
        expect(machine.settings.read_bytes(), older, "settings of the user's")
        evidence["state"] = machine.product.service_state()


def slow_to_stop(machine):
    """Holds the service until the uninstaller has been waiting for its end for a while."""
    [pid] = machine.product.pids(SERVICE, "service run")
    os.kill(pid, signal.SIGSTOP)

    def hold():
        wait_until(lambda: machine.product.pids(SERVICE, "service stop"), 30, "the uninstaller's wait for the service")
        since = time.monotonic()
        wait_until(lambda: time.monotonic() - since > 4, 10, "4 seconds of waiting")
        expect((machine.product.folder / SERVICE).exists(), True, "the program while the service runs")
        os.kill(pid, signal.SIGCONT)
    return hold


def check_gone(machine, before_files, before_registry, kept=()):
    left = sorted(path for path in files_of(machine.wine) - before_files if "mirrorwatch" in path.lower())
    expect(left, sorted(kept), "files")
    expect(machine.product.pids("mirrorwatch"), [], "programs")
    left = sorted(line for line in machine.registry_lines() - before_registry if "mirrorwatch" in line.lower())
    expect(left, [], "lines in the registry")


def tell_logs(machine):
    """What the product itself has to say, for a person who looks why a step failed."""
    for name, text in machine.product.logs().items():
        print("\n".join([f"--- {name}", *text.splitlines()[-40:]]), flush=True)
    print("--- running:", *machine.product.command_lines("mirrorwatch"), sep="\n", flush=True)


def play(report, machine):
    registry, files = machine.registry_lines(), files_of(machine.wine)
    with report.step("silent set-up: files, service, tray, registry, Start menu") as evidence:
        evidence["said"] = machine.set_up()
        evidence |= check_installed(machine)
        expect(machine.settings.read_bytes(), SHIPPED.read_bytes(), "the settings")
    upgrade(machine, report)
    with report.step("removed while the service is slow to stop: only the changed settings stay") as evidence:
        evidence["said"] = machine.remove(during=slow_to_stop(machine))
        check_gone(machine, files, registry, ["ProgramData/Mirrorwatch", "ProgramData/Mirrorwatch/mirrorwatch.toml"])
    with report.step("a set-up after that takes the settings that are there") as evidence:
        kept = machine.settings.read_bytes()
        evidence["said"] = machine.set_up()
        evidence |= check_installed(machine)
        expect(machine.settings.read_bytes(), kept, "the settings")
    with report.step("removed for good while our NAT is in force: nothing left, and the way back is told") as evidence:
        expect(machine.product.call("service", "stop")[0], 0, "stopping")
        own = machine.product.data / "users" / JOURNAL["remedies"][0]["sid"]
        own.mkdir(parents=True, exist_ok=True)
        (own / "journal.json").write_text(json.dumps(JOURNAL))
        evidence["said"] = machine.remove("/PURGE")
        expect("still says networkingMode=nat" in evidence["said"], True, "a word about .wslconfig")
        for part in (r"%LocalAppData%\Mirrorwatch\wslconfig-history", "-20261122T154700-1.wslconfig"):
            expect(part in evidence["said"], True, "where the original lies")
        check_gone(machine, files, registry)
    with report.step("a set-up that cannot be finished is an error, and can be removed") as evidence:
        data = machine.product.data
        data.parent.mkdir(parents=True)
        data.symlink_to("/nowhere/Data")
        evidence["said"] = machine.set_up(code=5)
        expect("could not be installed" in evidence["said"], True, "the sentence")
        data.unlink()
        machine.remove()
        check_gone(machine, files, registry)


def again_and_again(report, machine, turns):
    """A crash while the service ends is a page fault that Wine writes down, and to Windows a reason to start it again."""
    registry, files = machine.registry_lines(), files_of(machine.wine)
    with report.step(f"{turns} silent set-ups and removals: each exit code is 0, no page fault, no file left") as evidence:
        times = evidence["seconds"] = []
        for turn in range(turns):
            began = time.monotonic()
            said = machine.set_up()
            expect(bool(machine.running()), True, f"a running service at turn {turn}")
            said += machine.remove()
            expect(FAULT.findall(said), [], f"faults at turn {turn}: {said[-2000:]}")
            left = sorted(path for path in files_of(machine.wine) - files if "mirrorwatch" in path.lower())
            expect((left, machine.product.pids("mirrorwatch")), ([], []), f"files and programs at turn {turn}")
            times.append(round(time.monotonic() - began, 1))
        print(f"     {turns} turns, at most {max(times, default=0)} s each", flush=True)
    with report.step("nothing is left, also in the registry"):
        check_gone(machine, files, registry)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=0, help="only install and remove so many times")
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    report = Report(options.report)
    require_namespaces()
    if not SETUP.exists():
        print(f"{SETUP} is missing: cmake --build build/mingw --target installer")
        return 1
    whole = False
    try:
        with World() as world:
            machine = Machine(world)
            try:
                again_and_again(report, machine, options.turns) if options.turns else play(report, machine)
                whole = True
            except (LabError, AssertionError, OSError):
                tell_logs(machine)
                raise
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed", flush=True)
    return 0 if report.ok and whole else 1


if __name__ == "__main__":
    sys.exit(main())
