#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The `ip` of Debian's releases before and after the machine's own, unpacked beside with the libraries it needs.

Run as a program it fetches what is not there yet, by apt and from the machine's own mirror. Without a network there is nothing to
unpack: the cases are skipped then, and say so.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path(__file__).resolve().parents[3] / "build/iproute2"
COMMON = ("iproute2", "libmnl0", "libcap2", "libselinux1", "libpcre2-8-0", "zlib1g", "libc6")
RELEASES = {
    "Debian 11": ("bullseye", (*COMMON, "libbpf0", "libelf1", "libbsd0", "libmd0")),
    "Debian 13": ("trixie", (*COMMON, "libbpf1", "libelf1t64", "libzstd1")),
}
WRAPPER = """#!/bin/sh
exec '{loader}' --library-path '{libraries}' '{program}' "$@"
"""


def folders():
    """{release: a folder with its `ip`}, of those that are there"""
    found = {name: CACHE / codename / "program" for name, (codename, _) in RELEASES.items()}
    return {name: str(folder) for name, folder in found.items() if (folder / "ip").exists()}


def missing():
    """A line for each release that is not there."""
    return [f"iproute2 of {name}: it could not be fetched" for name in RELEASES if name not in folders()]


def fetch():
    """Unpacks those that are missing."""
    wanted = [RELEASES[name] for name in RELEASES if name not in folders()]
    if not wanted:
        return
    with tempfile.TemporaryDirectory() as scratch:
        apt = _apt(Path(scratch), [codename for codename, _ in wanted])
        _run(*apt, "update")
        for codename, packages in wanted:
            room = Path(scratch, codename)
            room.mkdir()
            _run(*apt, "download", *[f"{package}/{codename}" for package in packages], cwd=room)
            _unpack(room, CACHE / codename)


def _mirror():
    """Where this machine has Debian's packages from."""
    listed = subprocess.run(["apt-get", "indextargets", "--format", "$(ORIGIN) $(CODENAME) $(REPO_URI)", "Created-By: Packages"],
                            capture_output=True, text=True, check=True).stdout.splitlines()
    return next(uri for origin, codename, uri in map(str.split, listed) if origin == "Debian" and "-" not in codename)


def _apt(scratch, codenames):
    """An apt with lists, sources and a cache of its own."""
    for folder in ("lists/partial", "cache/archives/partial"):
        (scratch / folder).mkdir(parents=True)
    sources, mirror = scratch / "sources.list", _mirror()
    sources.write_text("".join(f"deb {mirror} {codename} main\n" for codename in codenames))
    settings = {"Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "-", "Dir::State::lists": scratch / "lists",
                "Dir::State::status": "/dev/null", "Dir::Cache": scratch / "cache", "APT::Sandbox::User": "root"}
    return ["apt-get", "-q", *[word for name, value in settings.items() for word in ("-o", f"{name}={value}")]]


def _unpack(packages, root):
    root.mkdir(parents=True, exist_ok=True)
    for package in packages.glob("*.deb"):
        _run("dpkg-deb", "-x", package, root)
    loader = next(root.glob("**/ld-linux-*.so.*"))
    libraries = sorted({str(library.parent) for library in root.glob("**/*.so.*")})
    program = next(path for path in (root / "usr/bin/ip", root / "bin/ip") if path.exists() and not path.is_symlink())
    (root / "program").mkdir(exist_ok=True)
    wrapper = root / "program/ip"
    wrapper.write_text(WRAPPER.format(loader=loader, libraries=":".join(libraries), program=program))
    wrapper.chmod(0o755)


def _run(*argv, cwd=None):
    subprocess.run(argv, cwd=cwd, check=True, capture_output=True, text=True, timeout=120)


if __name__ == "__main__":
    try:
        fetch()
    except (subprocess.SubprocessError, StopIteration, OSError) as problem:
        print(f"no other iproute2: {getattr(problem, 'stderr', '') or problem}", file=sys.stderr)
