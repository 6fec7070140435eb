#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Setup, from the silent installation to a Windows without a trace of it: one line a step, exit code 0 only if all were seen."""
import argparse
import contextlib
import json
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.machine import (APP_ID, APPROVED, CONTROL_KEY, ENVIRONMENT_KEY, EVENT_KEY, FILES, RUN_KEY, SERVICE, SHIPPED, TRAY,  # noqa: E402
                            UNINSTALL_KEY, WINDOWS_KEY, Machine)
from mwacts.product import FOLDER, SETUP  # noqa: E402
from mwacts.stage import CONFIG, DISTRO, WITH_NAT, files_of  # noqa: E402
from mwacts.upgrades import failures, upgrade_to  # noqa: E402
from mwacts.versions import Version, built_programs, without_pipe  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

FAULT = re.compile(r"page fault|Unhandled exception", re.IGNORECASE)
JOURNAL = {"version": 1, "remedies": [{"sid": "S-1-5-21-0-0-0-1000", "session": 1, "remedy": {
    "id": "20261122T154700-1", "kind": "switch_mode", "state": "helped", "mode": "nat", "vpn": None, "endpoints": [],
    "receipt": None, "ending": None,
    "edit": {"before": "mirrored", "after": "nat", "before_sha256": "aa", "after_sha256": "bb"}}}]}


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
    evidence["path"] = machine.path_value()
    expect(re.search(rf"REG_EXPAND_SZ.*;{re.escape(FOLDER)}$", evidence["path"]) is not None, True, "a search path with the folder at its end")
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


def refusals(machine, report):
    """Each with one sentence, and nothing is changed."""
    with report.step("an old Windows, another processor and a machine of the MSI package's are refused; a Server is warned") as evidence:
        before = files_of(machine.wine)
        for key, name, text, code, words in ((WINDOWS_KEY, "CurrentBuildNumber", "19045", 7, "update Windows"),
                                             (WINDOWS_KEY, "CurrentBuildNumber", "22620", 7, "22621"),
                                             (ENVIRONMENT_KEY, "PROCESSOR_ARCHITECTURE", "IA64", 7, "another machine")):
            with machine.different(key, name, text):
                evidence[text] = machine.set_up(code)
            expect(words in evidence[text], True, "the sentence")
        machine.wine.run("reg", "add", r"HKLM\Software\Mirrorwatch", "/v", "Msi", "/t", "REG_DWORD", "/d", "1", "/f", "/reg:64")
        evidence["MSI"] = machine.set_up(8)
        machine.wine.run("reg", "delete", r"HKLM\Software\Mirrorwatch", "/f", "/reg:64")
        expect(sorted(path for path in files_of(machine.wine) - before if "mirrorwatch" in path.lower()), [], "files")


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
        wait_until(lambda: machine.product.pids(SERVICE, "service uninstall"), 30, "the uninstaller's wait for the service")
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
    for root in ("HKCU", "HKLM"):
        machine.write(rf"{root}\{APPROVED}", "Another program", "on")
    registry, files, path = machine.registry_lines(), files_of(machine.wine), machine.path_value()
    refusals(machine, report)
    with report.step("silent set-up: files, service, tray, registry, Start menu") as evidence:
        with machine.different(rf"{CONTROL_KEY}\ProductOptions", "ProductType", "ServerNT"):
            began = time.monotonic()
            evidence["said"] = machine.set_up()
            wait_until(machine.product.status, 30, "a service that watches")
            evidence["seconds until it watches"] = round(time.monotonic() - began, 1)
        expect("This is a Windows Server." in evidence["said"], True, "the warning")
        evidence |= check_installed(machine)
        expect(machine.settings.read_bytes(), SHIPPED.read_bytes(), "the settings")
        print(f"     setup: {SETUP.stat().st_size / 1e6:.2f} MB, {evidence['seconds until it watches']} s until it watches", flush=True)
    upgrade(machine, report)
    with tempfile.TemporaryDirectory() as folder:
        newer, spoiled = Version(folder, "9.8.7"), Version(folder, "9.9.9", without_pipe)
        upgrade_to(machine, report, newer)
        failures(machine, report, newer, spoiled)
    for root in ("HKCU", "HKLM"): # as Windows does when somebody switches the tray off in its settings
        machine.write(rf"{root}\{APPROVED}", "Mirrorwatch", "off")
    with report.step("removed while the service is slow to stop: only the changed settings stay") as evidence:
        evidence["said"] = machine.remove(during=slow_to_stop(machine))
        expect(machine.path_value(), path, "the search path")
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
    given_back(machine, report)
    with report.step("of a set-up that cannot be finished nothing is left") as evidence:
        data = machine.product.data
        data.parent.mkdir(parents=True)
        data.symlink_to("/nowhere/Data")
        evidence["said"] = machine.set_up(code=5)
        expect("Nothing is installed." in evidence["said"], True, "the sentence")
        data.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            data.parent.rmdir()
        check_gone(machine, files, registry, history_of_wslconfig(machine))


def history_of_wslconfig(machine):
    """What stays of a user's, as the way back to the originals."""
    return [path for path in files_of(machine.wine) if re.search(r"AppData/Local/Mirrorwatch(/wslconfig-history.*)?$", path)]


def given_back(machine, report):
    """A user who is signed in gets .wslconfig back, without a restart of WSL."""
    with report.step("removed while our NAT is in force and its user signed in: .wslconfig is as it was") as evidence:
        world = machine.wine.world
        world.wslconfig.write_bytes(CONFIG)
        world.start_distro(DISTRO)
        machine.set_up()
        wait_until(lambda: (machine.product.status() or {}).get("configured") == "mirrored", 30, "a service that knows the mode")
        evidence["rollback"] = machine.product.must("rollback", "--yes")
        wait_until(lambda: world.wslconfig.read_bytes() == WITH_NAT, 20, "NAT in .wslconfig")
        evidence["said"] = machine.remove("/PURGE")
        expect(world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
        expect("still says" in evidence["said"], False, "a warning")


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


def over_an_older_one(report, machine, older):
    registry, files = machine.registry_lines(), files_of(machine.wine)
    with report.step("an older build runs, with its tray") as evidence:
        evidence["said"] = machine.set_up(setup=older)
        expect(bool(machine.running()), True, "a running service")
        evidence["tray"] = machine.await_tray()
        own = machine.settings.read_bytes() + b"# of the user's\n"
        machine.settings.write_bytes(own)
    with report.step("this one takes its place while it runs") as evidence:
        before = machine.product.pids(TRAY) + machine.product.pids(SERVICE, "service run")
        evidence["said"] = machine.set_up()
        evidence |= check_installed(machine)
        expect(machine.programs(), built_programs(), "the programs")
        expect(set(before) & set(machine.product.pids("mirrorwatch")), set(), "programs that ran on")
        expect(machine.settings.read_bytes(), own, "the settings")
        evidence["status"] = machine.product.status()
    with report.step("removed for good, and nothing of either is left") as evidence:
        evidence["said"] = machine.remove("/PURGE")
        check_gone(machine, files, registry)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=0, help="only install and remove so many times")
    parser.add_argument("--older", type=Path, help="only upgrade from this setup of an earlier version, while it runs")
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
                if options.older:
                    over_an_older_one(report, machine, options.older)
                else:
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
