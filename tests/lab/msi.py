#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The MSI package in a Windows of its own: installed, refused to setup, upgraded, removed, and nothing left, as far as Wine's msiexec goes."""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.machine import FILES, RUN_KEY, SERVICE, SHIPPED, TRAY, Machine  # noqa: E402
from mwacts.product import FOLDER, ROOT  # noqa: E402
from mwacts.stage import files_of  # noqa: E402
from mwacts.versions import BUILT, LICENCES, URL, built_programs  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.wine import to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

LAID = [name for name in FILES if name not in ("uninstall.exe", "files.txt")]  # setup's own


def package(folder, version):
    msi = Path(folder) / f"mirrorwatch-{version}.msi"
    subprocess.run(["/usr/bin/python3", "-B", ROOT / "packaging/release/msi.py", "--version", version, "--url", URL, "--time", "1767225600",
                    "--programs", BUILT, "--licences", LICENCES, "--out", msi], check=True, capture_output=True)
    return msi


def msiexec(machine, *words):
    """Its exit code is told with the end of its log, which says why."""
    log = machine.wine.root / "msi.log"
    done = machine.wine.run("msiexec", *words, "/qn", "/l*v", to_windows(log), timeout=180)
    said = log.read_text(errors="replace")[-3000:] if log.exists() else ""
    expect(done.returncode, 0, f"exit code of msiexec {' '.join(words)}; {said}")


def check_installed(machine):
    expect(machine.product.files(), LAID, "the files")
    expect(machine.programs(), built_programs(), "the programs")
    expect(bool(machine.running()), True, "a running service")
    expect(machine.settings.read_bytes(), SHIPPED.read_bytes(), "the settings")
    expect(machine.value(RUN_KEY, "Mirrorwatch").strip('"'), rf"{FOLDER}\{TRAY}", "the start at log-on")
    expect(machine.path_value().endswith(";" + FOLDER), True, "a search path with the folder at its end")
    return {"status": machine.product.status() is not None}


def check_gone(machine, files, registry):
    left = sorted(path for path in files_of(machine.wine) - files if "mirrorwatch" in path.lower())
    expect(left, [], "files")
    expect(machine.product.pids("mirrorwatch"), [], "programs")
    left = sorted(line for line in machine.registry_lines() - registry if "mirrorwatch" in line.lower())
    expect(left, [], "lines in the registry")


def play(report, machine, first, second):
    registry, files, path = machine.registry_lines(), files_of(machine.wine), machine.path_value()
    with report.step("installed: files, service, tray, registry") as evidence:
        msiexec(machine, "/i", to_windows(first))
        evidence |= check_installed(machine)
        evidence["tray"] = machine.await_tray()
    with report.step("setup refuses a machine of the package"):
        machine.set_up(code=8)
    # Wine's installer does not tell the old package that another one follows, as Windows' does by UPGRADINGPRODUCTCODE.
    with report.step("another version takes its place") as evidence:
        before = machine.product.pids(SERVICE, "service run")
        msiexec(machine, "/i", to_windows(second))
        evidence |= check_installed(machine)
        expect(set(before) & set(machine.product.pids(SERVICE, "service run")), set(), "programs that ran on")
    with report.step("removed, and nothing is left"):
        msiexec(machine, "/x", to_windows(second))
        wait_until(lambda: not machine.product.folder.exists(), 20, "the end of the folder in Program Files")
        expect(machine.path_value(), path, "the search path")
        check_gone(machine, files, registry)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    report = Report(parser.parse_args().report)
    require_namespaces()
    whole = False
    try:
        with tempfile.TemporaryDirectory() as folder, World() as world:
            play(report, Machine(world), package(folder, "1.0.0"), package(folder, "1.0.1"))
            whole = True
    except (LabError, AssertionError, OSError, subprocess.CalledProcessError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed", flush=True)
    return 0 if report.ok and whole else 1


if __name__ == "__main__":
    sys.exit(main())
