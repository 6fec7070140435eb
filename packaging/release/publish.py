#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes of setup and a folder of programs all else that is published: zip, manifests, bill of materials, notes, sums.

    packaging/release/publish.py --version V --url URL --time SECONDS --programs FOLDER --out FOLDER [--signed]

--out has setup already. With --signed a program or setup without a signature ends it, and so does a changelog without this version.
"""
import argparse
import re
import struct
import sys
import time
import zipfile
from pathlib import Path

from manifests import scoop, winget
from published import IDENTIFIER, Release, sha256
from sbom import sbom

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
SECURITY_DIRECTORY = 4  # where a PE file says that it has a signature
MSI_SIGNATURE = "\x05DigitalSignature".encode("utf-16-le")  # a stream of the package


def is_signed(program):
    """Whether there is a signature; whether it is a good one is for Windows to say."""
    data = program.read_bytes()
    if program.suffix == ".msi":
        return MSI_SIGNATURE in data
    header = struct.unpack_from("<I", data, 0x3C)[0] + 24
    directories = header + (112 if struct.unpack_from("<H", data, header)[0] == 0x20B else 96)
    return struct.unpack_from("<I", data, directories + 8 * SECURITY_DIRECTORY + 4)[0] > 0


def notes(version, may_be_unreleased):
    """This version's part of the changelog, or what is to come."""
    text = CHANGELOG.read_text(encoding="utf-8")
    for name in (version, "Unreleased") if may_be_unreleased else (version,):
        found = re.search(rf"^## \[{re.escape(name)}\][^\n]*\n(.*?)(?=^## \[|\Z)", text, re.M | re.S)
        if found:
            return found[1].strip() + "\n"
    sys.exit(f"CHANGELOG.md has no part for {version}")


def pack(release, folder):
    """The same bytes each time: files in order, with one time and the same rights."""
    with zipfile.ZipFile(release.portable, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), time.gmtime(release.time)[:6])
            entry.external_attr, entry.create_system, entry.compress_type = 0o644 << 16, 0, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_sums(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    write(folder / "SHA256SUMS", "".join(f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--signed", action="store_true")
    for name, kind in (("version", str), ("url", str), ("time", int), ("programs", Path), ("out", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    return parser.parse_args()


def main():
    given = parse()
    release = Release(given.version, given.out, given.url, given.time)
    programs = sorted(given.programs.glob("*.exe"))
    unsigned = [path.name for path in (*programs, release.setup, release.msi) if not is_signed(path)]
    if given.signed and unsigned:
        sys.exit(f"not signed: {', '.join(unsigned)}")
    write(given.out / "NOTES.md", notes(given.version, not given.signed))
    pack(release, given.programs)
    write(given.out / f"mirrorwatch-{given.version}.cdx.json", sbom(release, programs))
    for name, text in winget(release).items():
        write(given.out / "winget" / IDENTIFIER / given.version / name, text)
    write(given.out / "scoop" / "mirrorwatch.json", scoop(release))
    write_sums(given.out)


if __name__ == "__main__":
    main()
