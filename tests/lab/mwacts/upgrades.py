# SPDX-License-Identifier: MIT
"""One version in the place of another, and all that can come between."""
import contextlib
import os
import signal
import subprocess
import time

from mwlab.proof import expect
from mwlab.shell import wait_until
from mwlab.wine import compiled, to_windows

from .machine import FILES, SERVICE, TRAY, UNINSTALL_KEY
from .product import ROOT
from .versions import URL, built_programs


def expect_version(machine, programs, trays=1):
    """Nothing but this version: it is there whole, and runs."""
    expect({name: data == programs[name] for name, data in machine.programs().items()}, {SERVICE: True, TRAY: True}, "the version's programs")
    expect(machine.product.files(), FILES, "the files")
    expect(bool(machine.running()), True, "a running service")
    expect(machine.product.status() is not None, True, "a status")
    if trays:
        machine.await_tray()
    expect(len(machine.product.pids(TRAY)), trays, "tray programs")
    left = sorted(path.name for path in machine.product.folder.parent.glob("Mirrorwatch?*"))
    expect(left, [], "folders beside it")


def add_to_version(machine, name):
    """As if the version that is installed had brought this file too."""
    folder = machine.product.folder
    (folder / name).write_text("no longer shipped")
    files = folder / "files.txt"
    files.write_text(f"{name}\n{files.read_text()}")


def upgrade_to(machine, report, newer):
    with report.step("another version takes its place, and a file that it no longer has goes; a tray that its user has ended stays ended") as evidence:
        add_to_version(machine, "gone.txt")
        evidence["said"] = machine.set_up(setup=newer.setup)
        expect_version(machine, newer.programs)
        entry = {name: machine.value(UNINSTALL_KEY, name) for name in ("DisplayVersion", "URLInfoAbout", "HelpLink", "URLUpdateInfo")}
        expect(entry, {"DisplayVersion": newer.number, "URLInfoAbout": URL, "HelpLink": URL, "URLUpdateInfo": URL}, "the entry")
        [tray] = machine.product.pids(TRAY)
        os.kill(tray, signal.SIGKILL)
        wait_until(lambda: not machine.product.pids(TRAY), 10, "the end of the tray program")
        machine.set_up()
        expect_version(machine, built_programs(), trays=0)
        machine.product.must("service", "start-tray")
        machine.await_tray()


@contextlib.contextmanager
def held(machine, file):
    """Somebody has it open, and lets nobody write or rename it; by another name, or it would look like a program that runs."""
    link, out = machine.wine.root / "the-file", machine.wine.root / "held"
    link.unlink(missing_ok=True)
    os.link(file, link)
    with open(out, "wb") as stdout:
        holder = machine.wine.spawn(to_windows(compiled(ROOT / "tests/lab/driver/hold_win.cpp")), to_windows(link), "readers", stdout=stdout)
        wait_until(lambda: "held" in out.read_text(), 20, "a file that is held")
        yield
        os.killpg(holder.pid, signal.SIGTERM)
        holder.wait(10)


@contextlib.contextmanager
def full_disk(folder, size):
    """A small disk in the place of the folder."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def failures(machine, report, newer, spoiled):
    """After each of them the old version runs, with what ran of it."""
    ours = built_programs()
    with report.step("a version whose service does not start is taken back") as evidence:
        evidence["said"] = machine.set_up(6, spoiled.setup)
        expect("The version before is in place again, and runs." in evidence["said"], True, "the sentence")
        expect_version(machine, ours)
        expect(machine.value(UNINSTALL_KEY, "DisplayVersion") != spoiled.number, True, "the entry's version")
    for name in (SERVICE, TRAY):
        with report.step(f"while somebody holds {name} nothing is changed") as evidence, held(machine, machine.product.folder / name):
            evidence["said"] = machine.set_up(4, newer.setup)
            expect_version(machine, ours)
    for name, size in (("Mirrorwatch.new", "3m"), ("Mirrorwatch.swap", "8m")):
        with report.step(f"while the disk has no room for {name} nothing is changed") as evidence:
            with full_disk(machine.product.folder.with_name(name), size):
                evidence["said"] = machine.set_up(4, newer.setup)
            expect_version(machine, ours)
    with report.step("setup is killed while it swaps: Windows starts one whole version, and the next setup goes on") as evidence:
        evidence["killed with"] = kill_in_the_middle(machine, newer)
        machine.wine.reboot()
        wait_until(machine.running, 20, "the service after the restart of Windows")
        version = newer.programs if machine.programs()[SERVICE] == newer.programs[SERVICE] else ours
        evidence["version"] = newer.number if version is newer.programs else "before"
        expect(machine.programs()[TRAY] == version[TRAY], True, "the tray of the same version")
        machine.set_up()
        expect_version(machine, ours, trays=len(machine.product.pids(TRAY)))


def kill_in_the_middle(machine, newer):
    """As soon as the first of the new files is in place; how many of the two programs are new then."""
    kept = machine.product.folder.with_name("Mirrorwatch.swap") / "swap.txt"
    program, size = machine.product.folder / SERVICE, len(newer.programs[SERVICE])
    setup = machine.wine.spawn(to_windows(newer.setup), "/S")
    wait_until(kept.exists, 30, "two versions that are kept")
    at_work = [*machine.product.pids(SERVICE, "service replace"), *machine.product.pids(newer.setup.name)]  # what swaps comes first
    end = time.monotonic() + 30
    while program.stat().st_size != size and time.monotonic() < end:
        pass  # the others follow within milliseconds
    for pid in at_work:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    setup.wait(20)
    return sum(machine.programs()[name] == data for name, data in newer.programs.items())
