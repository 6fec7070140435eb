#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the MSI package by wixl, the same bytes each time.

    packaging/release/msi.py --version V --url URL --time SECONDS --programs FOLDER --licences FILE --out FILE
"""
import argparse
import os
import re
import shutil
import struct
import subprocess
import tempfile
import uuid
from pathlib import Path

from published import PUBLISHER

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "packaging/installer/mirrorwatch.wxs"
TAKEN = (SCRIPT, "tray/icons/mirrorwatch.ico", "tray/icons/mirrorwatch.png", "config/mirrorwatch.toml", "config/vpn-adapters.toml")
NAMESPACE = uuid.UUID("4d5b1b7c-61b4-4e0c-9b4f-5e5c2f0c7c11")  # of product codes: another one for each version
# https://learn.microsoft.com/windows/win32/msi/custom-action-in-script-execution-options
ROLLBACK = 0x100
REMOVES_OLD = 1501  # right behind InstallInitialize: before anything of the new version comes, and taken back with it
BEFORE_1970 = 11_644_473_600  # seconds between Windows' first day and Unix'


def gather(given, folder):
    """wixl takes no full paths: all that it packs lies beside its script. It packs their times, too."""
    files = {folder / Path(name).name: ROOT / name for name in TAKEN}
    files |= {folder / name: given.programs / name for name in ("mirrorwatch.exe", "mirrorwatch-tray.exe")}
    files |= {folder / "LICENSE.txt": ROOT / "LICENSE", folder / "THIRD-PARTY.txt": given.licences}
    for to, source in files.items():
        shutil.copyfile(source, to)
        os.utime(to, (given.time, given.time))


def build(given):
    names = {"VERSION": given.version, "PUBLISHER": PUBLISHER, "URL": given.url, "PRODUCT": str(uuid.uuid5(NAMESPACE, given.version)).upper()}
    defines = [part for name, value in names.items() for part in ("-D", f"{name}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        gather(given, Path(folder))
        command = ["wixl", "--arch", "x64", *defines, "--output", given.out.resolve(), Path(SCRIPT).name]
        subprocess.run(command, cwd=folder, check=True)


def exported(msi, table):
    rows = subprocess.run(["msiinfo", "export", msi, table], capture_output=True, text=True, check=True).stdout.splitlines()
    return [row.split("\t") for row in rows[3:]]


def mend(msi):
    """wixl takes no rollback for an action, and has an old version removed behind the new one's files."""
    queries = [f"UPDATE `InstallExecuteSequence` SET `Sequence`={REMOVES_OLD} WHERE `Action`='RemoveExistingProducts'"]
    queries += [f"UPDATE `CustomAction` SET `Type`={int(row[1]) | ROLLBACK} WHERE `Action`='{row[0]}'"
                for row in exported(msi, "CustomAction") if row[0].startswith("Undo")]
    for query in queries:
        subprocess.run(["msibuild", msi, "-q", query], check=True)


def settle(msi, seconds, version):
    """Its package code and its two times are the only bytes that differ from run to run."""
    stamp = struct.pack("<Q", (seconds + BEFORE_1970) * 10_000_000)
    code = f"{{{uuid.uuid5(NAMESPACE, f'{version} {seconds}')}}}".upper().encode()
    summary = re.compile(rb"\{[0-9A-F-]{36}\}(\0*\x40\0\0\0).{8}(\x40\0\0\0).{8}(?=\x03\0\0\0)", re.DOTALL)
    data, count = summary.subn(lambda match: code + match[1] + stamp + match[2] + stamp, msi.read_bytes())
    if count != 1:
        raise SystemExit(f"{msi} has {count} places with a package code and two times, and should have one")
    msi.write_bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, kind in (("version", str), ("url", str), ("time", int), ("programs", Path), ("licences", Path), ("out", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    given = parser.parse_args()
    build(given)
    mend(given.out)
    settle(given.out, given.time, given.version)


if __name__ == "__main__":
    main()
