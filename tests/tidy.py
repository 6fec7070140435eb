#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over the product's .cpp files, but not over one that it has found clean already: its text, the project's
headers that it includes, .clang-tidy, its compile command and clang-tidy itself are as they were. What has been found clean
is kept in ${XDG_CACHE_HOME:-~/.cache}/mirrorwatch-tidy. Fails on any warning.

Usage: tidy.py [--minutes N] [--jobs N] [--build FOLDER] [file...]   With files only these, which may be tests.
       tidy.py --self-test
`cmake --preset tidy` makes the build folder. When the minutes are over, no further file is begun: first come those that
the last commit, or an uncommitted change, can have altered, and then the others from a place that is another each time,
so that several runs have seen all of them.
"""
import argparse
import hashlib
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

CLANG_TIDY = shutil.which("clang-tidy-16") or "clang-tidy-19"  # of Debian 12, or 13
PRODUCT = ("common/", "config/", "service/", "tray/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
FORGOTTEN_AFTER_S = 60 * 24 * 3600


@dataclass(frozen=True)
class Unit:
    """A .cpp file of the checkout, as the compiler gets it."""
    root: Path
    name: str
    command: str

    def includes_from(self):
        """Folders of `#include "..."`, in their order."""
        words = shlex.split(self.command)
        return [Path(word[2:]) for word in words if word.startswith("-I")]


def files_of(unit):
    """The .cpp file and every header of the project that it gets, however deep."""
    folders = unit.includes_from()
    found, waiting = {}, [unit.root / unit.name]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = path.read_bytes()
        for header in INCLUDE.findall(found[path].decode("utf-8")):
            candidates = (folder / header for folder in (path.parent, *folders))
            waiting += [candidate for candidate in candidates if candidate.is_file()][:1]
    return found


def settings_of(unit):
    """What .clang-tidy says in the file's folder and in those that it lies in."""
    texts = (folder / ".clang-tidy" for folder in (unit.root / unit.name).parents if folder.is_relative_to(unit.root))
    return [path.read_text(encoding="utf-8") for path in texts if path.is_file()]


def key_of(unit, version):
    """What is the same in another checkout, and another as soon as clang-tidy might have another answer."""
    files = files_of(unit)
    parts = [version, unit.command.replace(f"{unit.root}/", "").replace(str(unit.root), "."), *settings_of(unit)]
    for path in sorted(files):
        parts += [str(path.relative_to(unit.root)), hashlib.sha256(files[path]).hexdigest()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Stamps:
    """An empty file for each key that was clean; one that nothing has asked for in two months goes."""

    def __init__(self):
        self.folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mirrorwatch-tidy"
        self.folder.mkdir(parents=True, exist_ok=True)

    def has(self, key):
        try:
            os.utime(self.folder / key)
            return True
        except FileNotFoundError:
            return False

    def add(self, key):
        (self.folder / key).touch()

    def forget_old_ones(self):
        for stamp in self.folder.iterdir():
            if stamp.stat().st_mtime < time.time() - FORGOTTEN_AFTER_S:
                stamp.unlink(missing_ok=True)


def units(root, build, chosen):
    """Those of the build folder that are asked for, each once."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(entry["file"])
        if path.is_relative_to(root):
            commands.setdefault(str(path.relative_to(root)), entry["command"])
    if missing := set(chosen) - set(commands):
        sys.exit(f"{build} does not build {', '.join(sorted(missing))}")
    wanted = chosen or [name for name in commands if name.startswith(PRODUCT)]
    return [Unit(root, name, commands[name]) for name in sorted(wanted)]


def git(root, *arguments):
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def just_changed(root):
    changed = {*git(root, "diff", "--name-only", "HEAD"), *git(root, "ls-files", "-o", "--exclude-standard"),
               *git(root, "show", "--name-only", "--format=", "HEAD")}
    return {root / name for name in changed}


def in_turn(waiting, changed):
    """Changed files first, then those that include one, then the rest from any place of it."""
    start = random.randrange(len(waiting)) if waiting else 0

    def place(unit):
        return 0 if unit.root / unit.name in changed else 1 if changed.intersection(files_of(unit)) else 2
    return sorted(waiting[start:] + waiting[:start], key=place)


def look(unit, build, version, stamps, deadline):
    """True if it is clean, None if there was no time."""
    if time.monotonic() >= deadline:
        return None
    key = key_of(unit, version)
    done = subprocess.run([CLANG_TIDY, "--quiet", "-p", build, unit.root / unit.name], cwd=unit.root,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0 or "warning:" in done.stdout:
        print((done.stdout or done.stderr).replace(f"{unit.root}/", ""), end="", flush=True)
        return False
    if key_of(unit, version) == key:  # not edited meanwhile
        stamps.add(key)
    return True


def check(options):
    deadline = time.monotonic() + 60 * options.minutes
    root = Path(__file__).resolve().parents[1]
    build = (root / options.build).resolve()
    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    stamps = Stamps()
    everything = units(root, build, options.files)
    waiting = [unit for unit in everything if not stamps.has(key_of(unit, version))]
    with ThreadPoolExecutor(options.jobs) as pool:
        answers = list(pool.map(lambda unit: look(unit, build, version, stamps, deadline),
                                in_turn(waiting, just_changed(root))))
    stamps.forget_old_ones()
    known = len(everything) - len(waiting)
    print(f"{known + answers.count(True)} files clean ({known} known to be), {answers.count(False)} not, "
          f"{answers.count(None)} not looked at")
    return False not in answers


def made(root):
    """A checkout of three files, of which one.cpp gets two."""
    texts = {".clang-tidy": "Checks: '*'", "common/one.cpp": '#include <vector>\n#include "common/one.hpp"\n',
             "common/one.hpp": '#pragma once\n#  include "two.hpp"\n#include "boost/none.hpp"\n',
             "common/two.hpp": "#pragma once\n", "common/three.hpp": "#pragma once\n"}
    (root / "common").mkdir(parents=True)
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    return Unit(root, "common/one.cpp", f"clang++ -I{root} -I{root}/build/generated -c {root}/common/one.cpp")


# A file that is written to, and whether one.cpp is to be looked at again.
EXAMPLES = (("common/one.cpp", True), ("common/one.hpp", True), ("common/two.hpp", True), ("common/three.hpp", False),
            (".clang-tidy", True))


def self_test():
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        unit = made(Path(scratch) / "a")
        if key_of(made(Path(scratch) / "b"), "16") != key_of(unit, "16"):
            wrong.append("another checkout should make no difference")
        if key_of(unit, "17") == key_of(unit, "16"):
            wrong.append("another clang-tidy should make a difference")
        for name, again in EXAMPLES:
            before = key_of(unit, "16")
            (unit.root / name).write_text("#pragma once\n" + (unit.root / name).read_text(encoding="utf-8"), encoding="utf-8")
            if (key_of(unit, "16") != before) != again:
                wrong.append(f"a change of {name} should make {'a' if again else 'no'} difference")
    print("\n".join(wrong))
    return not wrong


def options():
    parser = argparse.ArgumentParser(description="clang-tidy, where something has changed")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--build", default="build/tidy")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("files", nargs="*")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = options()
    sys.exit(0 if (self_test() if chosen.self_test else check(chosen)) else 1)
