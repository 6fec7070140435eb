# SPDX-License-Identifier: MIT
"""Wine prefixes: a template made once per Wine version, and clones of it that are cheap and cannot harm it.

The template lives in ${XDG_CACHE_HOME:-~/.cache}/mirrorwatch, outside any checkout. A clone shares the
template's programs by hard link, because they are only ever read, and owns a copy of everything else (registry,
profile, ini files). `verify_untouched` proves afterwards that no clone has written through a link.
"""
import contextlib
import fcntl
import functools
import hashlib
import json
import os
import shutil
from pathlib import Path

from .shell import LabError, run

TEMPLATE_VERSION = 4
WINE = "/usr/lib/wine/wine64"  # the wrapper in /usr/bin prints a hint about 32-bit programs
WINESERVER = "/usr/lib/wine/wineserver64"  # the wrapper adds -p0, which ends the server with its last client
MARLETT = "/usr/share/wine/fonts/marlett.ttf"
OVERRIDES = "mscoree,mshtml,winemenubuilder.exe="
READ_ONLY_SUFFIXES = {".dll", ".exe", ".drv", ".sys", ".ocx", ".cpl", ".acm", ".ax", ".tlb", ".ttf", ".fon", ".nls",
                      ".com", ".ds", ".vxd", ".msstyles", ".dll16", ".exe16", ".drv16", ".mod16"}


def cache_dir():
    """Where the lab keeps what is made once per machine."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base) / "mirrorwatch"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def locked(name):
    """One process at a time: several labs may meet an empty cache together."""
    with open(cache_dir() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wine_env(prefix, display=None, home=None):
    """The environment of every Wine process: ours only, nothing of the caller's Wine settings."""
    env = {"WINEPREFIX": str(prefix), "WINEDEBUG": os.environ.get("MWLAB_WINEDEBUG", "-all"),
           "WINEDLLOVERRIDES": OVERRIDES, "WINELOADER": WINE, "WINESERVER": WINESERVER,
           "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(home or prefix), "USER": "root", "LANG": "C.UTF-8"}
    return env | ({"DISPLAY": display} if display else {})


@functools.cache
def layout():
    """What a Wine program is to be started by. The kernel puts the loader's heap up to a gigabyte behind it, once in some
    thousand starts onto the page at 0x7ffe0000 that every Windows program needs; Wine then ends with 1 and no word."""
    fixed = ["setarch", "-R"]
    return fixed if run(*fixed, "true", check=False).returncode == 0 else []  # some containers forbid it


def template():
    """The path of the finished template, building it first where it is missing or was damaged."""
    version = run(WINE, "--version", env=wine_env("/nonexistent")).stdout.split()[0]
    path = cache_dir() / f"wine-prefix-{version}-{TEMPLATE_VERSION}"
    with locked(path.name):
        if not _is_intact(path):
            building = path.with_name(path.name + ".building")
            for old in (path, building):
                shutil.rmtree(old, ignore_errors=True)
            _build(building)
            _stamp(building).write_text(json.dumps({"fingerprint": fingerprint(building)}))
            building.rename(path)
            _stamp(building).rename(_stamp(path))
    return path


def clone(target):
    """Makes a prefix at `target` from the template; returns the template for verify_untouched()."""
    source = template()
    for folder, folders, files in os.walk(source):
        here = Path(target) / Path(folder).relative_to(source)
        here.mkdir(parents=True, exist_ok=True)
        for name in [*files, *(f for f in folders if Path(folder, f).is_symlink())]:
            _clone_file(Path(folder, name), here / name)
    return source


def verify_untouched(source):
    """Raises if any file of the template changed, which only a clone could have done."""
    if not _is_intact(source):
        raise LabError(f"a clone wrote into the prefix template {source}: it will be rebuilt")


def fingerprint(root):
    """A hash over name, size and modification time of every file, but not over link counts."""
    rows = []
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder, name)
            stat = path.lstat()
            rows.append(f"{path.relative_to(root)} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(rows)).encode(errors="surrogateescape")).hexdigest()


def _stamp(path):
    return path.with_name(path.name + ".json")


def _is_intact(path):
    try:
        return json.loads(_stamp(path).read_text())["fingerprint"] == fingerprint(path)
    except (OSError, ValueError, KeyError):
        return False


def _clone_file(source, target):
    if source.is_symlink():
        target.symlink_to(os.readlink(source))
    elif source.suffix.lower() in READ_ONLY_SUFFIXES:
        try:
            os.link(source, target)
        except OSError:  # another file system: slower, still right
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)


def _build(prefix):
    """A Windows 11 23H2 prefix with a shell desktop; each step is explained in its own line."""
    prefix.mkdir(parents=True)
    env = wine_env(prefix)

    def wine(*argv):
        run("timeout", "-k", "5", "180", *layout(), WINE, *argv, env=env, timeout=200)
        run("timeout", "60", WINESERVER, "-w", env=env, timeout=70)

    wine("wineboot", "-i")
    wine("winecfg", "-v", "win10")  # a fresh 64-bit prefix of Wine 8 calls itself Windows 7
    # Wine 8 knows of no Windows 11 by its build; setup and doctor read that in the registry.
    for name in ("CurrentBuild", "CurrentBuildNumber"):
        wine("reg", "add", r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion", "/v", name, "/d", "22631", "/f", "/reg:64")
    # One desktop for all programs, with taskbar and tray. Its name makes CreateProcess on winsta0\default land there.
    wine("reg", "add", r"HKCU\Software\Wine\Explorer", "/v", "Desktop", "/d", "default", "/f")
    wine("reg", "add", r"HKCU\Software\Wine\Explorer\Desktops", "/v", "default", "/d", "1280x800", "/f")
    # Only a desktop named "shell" gets a taskbar with a tray unasked.
    wine("reg", "add", r"HKCU\Software\Wine\Explorer\Desktops\default", "/v", "EnableShell", "/t", "REG_DWORD", "/d", "1", "/f")
    # The tray says once to each user where its icon can be pinned: here it would cover what a test waits for.
    wine("reg", "add", r"HKCU\Software\Mirrorwatch", "/v", "PinHintShown", "/t", "REG_DWORD", "/d", "1", "/f")
    if Path(MARLETT).exists():  # without it caption buttons are drawn as letters
        shutil.copy2(MARLETT, prefix / "drive_c/windows/Fonts/marlett.ttf")
    # Wine links the profile's folders to the home directory: a test must not write there.
    for link in (prefix / "drive_c/users").rglob("*"):
        if link.is_symlink():
            link.unlink()
            link.mkdir()
