#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Packs a release of programs that are built already, twice and with a certificate of its own, and looks at what came out.

    tests/check_release.py FOLDER    with mirrorwatch.exe and mirrorwatch-tray.exe; exit code 0 only if all was as it should be
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "packaging/release"))
sys.dont_write_bytecode = True  # the checkout stays as it is

from linked import LINKED  # noqa: E402
from publish import is_signed  # noqa: E402
from published import sha256  # noqa: E402

INSIDE = ["LICENSE.txt", "README.txt", "THIRD-PARTY.txt", "config/mirrorwatch.toml", "config/vpn-adapters.toml", "mirrorwatch-tray.exe", "mirrorwatch.exe"]
ONLY_FOR_TESTS = {"doctest"}
URL = "https://files.invalid/v"


def release(programs, out, *options, **environment):
    command = [ROOT / "packaging/release.sh", "--programs", programs, "--out", out, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


def must(done):
    assert done.returncode == 0, done.stdout + done.stderr


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def two_runs_are_equal(programs, work):
    """On machines that differ in time zone and language, at different times."""
    first, second = work / "first", work / "second"
    must(release(programs, first, "--unsigned", "--url", URL, TZ="Asia/Tokyo"))
    must(release(programs, second, "--unsigned", "--url", URL, TZ="America/Lima", LANG="tr_TR.UTF-8"))
    one, other = bytes_of(first), bytes_of(second)
    differ = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    assert not differ, f"differ from run to run: {differ}"
    return first


def sums_hold(folder):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    summed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert summed == bytes_of(folder).keys() - {"SHA256SUMS"}, "a file without its sum"


def manifests_name_the_files(folder):
    setup, portable = next(folder.glob("*-setup.exe")), next(folder.glob("*.zip"))
    installer = next(folder.rglob("*.installer.yaml")).read_text()
    assert f'InstallerUrl: "{URL}/{setup.name}"' in installer and sha256(setup).upper() in installer, installer
    scoop = json.loads((folder / "scoop/mirrorwatch.json").read_text())["architecture"]["64bit"]
    assert scoop == {"url": f"{URL}/{portable.name}", "hash": sha256(portable)}, scoop


def setup_ends_as_winget_is_told(folder):
    """Each code that setup itself ends with is in the manifest, and no other; 1 is NSIS' own, for who cancels."""
    script = (ROOT / "packaging/installer/mirrorwatch.nsi").read_text()
    replaced = (ROOT / "service/setup/replace.hpp").read_text()
    told = set(re.findall(r"InstallerReturnCode: (\d+)", next(folder.rglob("*.installer.yaml")).read_text()))
    ends = re.findall(r"\$\{(?:Fail|Refuse)\} (\d+)", script) + re.findall(r"^    [A-Z]\w+ = ([1-9]),", replaced, re.MULTILINE)
    assert told == {"1", *ends}, told


def table(msi, name):
    rows = subprocess.run(["msiinfo", "export", msi, name], capture_output=True, text=True, check=True).stdout.splitlines()
    return {row.split("\t")[0]: row.split("\t")[1:] for row in rows[3:]}


def setup_is_small(folder):
    size = next(folder.glob("*-setup.exe")).stat().st_size
    assert size <= 3_000_000, f"setup has {size} bytes"


def msi_is_whole(folder, work):
    """What it lays down is what setup does, and what it has Windows do happens in the right order."""
    msi = next(folder.glob("*.msi"))
    subprocess.run(["msiextract", "-C", work / "msi", msi], capture_output=True, check=True)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        wanted = {name: archive.read(name) for name in INSIDE if name != "README.txt"}
    laid = bytes_of(next((work / "msi").rglob("mirrorwatch.exe")).parent)
    assert {name for name in laid if not name.endswith(".png")} == wanted.keys(), laid.keys()
    assert all(laid[name] == content for name, content in wanted.items()), "a file differs from the zip's"
    at = {action: int(row[1]) for action, row in table(msi, "InstallExecuteSequence").items() if row[1]}
    order = ["InstallInitialize", "RemoveExistingProducts", "UndoMakeWayStart", "UndoMakeWay", "MakeWay", "Uninstall", "RemoveFiles",
             "InstallFiles", "WriteRegistryValues", "UndoInstall", "Install", "Start", "StartTray", "InstallFinalize"]
    assert sorted(order, key=at.get) == order, at
    kinds = {action: int(row[0]) for action, row in table(msi, "CustomAction").items()}
    assert all(kind & 0xC00 == 0xC00 for kind in kinds.values()), f"not as LocalSystem: {kinds}"
    assert {action for action, kind in kinds.items() if kind & 0x100} == {name for name in kinds if name.startswith("Undo")}, kinds


def zip_is_whole(folder):
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        assert archive.namelist() == INSIDE, archive.namelist()
        licences = archive.read("THIRD-PARTY.txt").decode()
    assert all(f"{linked.name} {linked.version()}, {linked.licence}" in licences for linked in LINKED), "a licence is missing"


def all_that_is_linked_in_is_listed(folder):
    """What vcpkg.json names for the programs has a row, and each row is in the bill of materials."""
    named = json.loads((ROOT / "vcpkg.json").read_text())["dependencies"]
    prefixes = tuple(linked.vcpkg for linked in LINKED if linked.vcpkg)
    assert not [name for name in named if not name.startswith(prefixes) and name not in ONLY_FOR_TESTS], named
    listed = {part["name"] for part in json.loads(next(folder.glob("*.cdx.json")).read_text())["components"] if part["type"] == "library"}
    assert listed == {linked.name for linked in LINKED}, listed


def nothing_unsigned_is_released(programs, work):
    done = release(programs, work / "no", "--url", URL)
    assert done.returncode == 1 and "--rehearsal" in done.stderr, done
    done = release(programs, work / "no", "--url", URL, "--sign", "true")  # which signs nothing
    assert done.returncode != 0 and "not signed: mirrorwatch-tray.exe" in done.stderr, done
    done = release(programs, work / "no", "--sign", "true")
    assert done.returncode == 1 and "--url" in done.stderr, done
    (work / "mine").mkdir()
    (work / "mine/thesis").touch()
    done = release(programs, work / "mine", "--unsigned")
    assert done.returncode == 1 and (work / "mine/thesis").exists(), done


def a_rehearsal_is_signed(programs, work):
    keys, out = work / "keys", work / "rehearsal"
    must(release(programs, out, "--rehearsal", MIRRORWATCH_REHEARSAL=str(keys)))
    with zipfile.ZipFile(next(out.glob("*.zip"))) as archive:
        archive.extractall(work / "unpacked")
    setup = next(out.glob("*-setup.exe"))
    for program in (setup, *(work / "unpacked").glob("*.exe")):
        assert is_signed(program), program.name
        verified = subprocess.run(["osslsigncode", "verify", "-CAfile", keys / "certificate.pem", "-in", program], capture_output=True, text=True, check=False)
        assert "Mirrorwatch rehearsal" in verified.stdout, verified.stdout + verified.stderr
    assert is_signed(next(out.glob("*.msi"))), "the MSI package"
    assert not is_signed(programs / "mirrorwatch.exe"), "the build's own program was signed"


def main():
    programs = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = two_runs_are_equal(programs, work)
        for look in (sums_hold, manifests_name_the_files, setup_ends_as_winget_is_told, setup_is_small, zip_is_whole, all_that_is_linked_in_is_listed):
            look(folder)
        msi_is_whole(folder, work)
        nothing_unsigned_is_released(programs, work)
        a_rehearsal_is_signed(programs, work)


if __name__ == "__main__":
    main()
