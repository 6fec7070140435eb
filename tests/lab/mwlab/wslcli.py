# SPDX-License-Identifier: MIT
"""The words of wsl.exe: which command an argv is, and what wsl.exe itself prints for it.

Pure functions over the VM's lists. Text comes out with LF; `encode` turns it into what wsl.exe writes.
"""
from dataclasses import dataclass

from .distros import kind_of

FAILED = -1
WHITE = " \t"
VERSION = ("WSL version: 2.9.4.0\nKernel version: 6.6.114.1-1\nWSLg version: 1.0.71\nMSRDC version: 1.2.6353\n"
           "Direct3D version: 1.611.1-81528511\nDXCore version: 10.0.26100.1-240331-1435.ge-release\nWindows version: 10.0.26100.4652\n")
NOT_FOUND = "There is no distribution with the supplied name.\nError code: Wsl/Service/WSL_E_DISTRO_NOT_FOUND\n"
NONE_INSTALLED = "Windows Subsystem for Linux has no installed distributions.\n"
NONE_RUNNING = "There are no running distributions.\n"
USAGE = "Copyright (c) Microsoft Corporation. All rights reserved.\n\nUsage: wsl.exe [Argument] [Options...] [CommandLine]\n"
SHUTDOWN_FAILED = "Catastrophic failure \nError code: Wsl/Service/E_UNEXPECTED\n"
NO_MEMORY = "Not enough memory resources are available to complete this operation. \nError code: Wsl/Service/E_OUTOFMEMORY\n"
TERMINATED = "The Windows Subsystem for Linux instance has terminated.\n"
LISTING = {"--all": "all", "--running": "running", "--quiet": "quiet", "-q": "quiet", "--verbose": "verbose", "-v": "verbose"}


@dataclass
class Command:
    """One call: its verb, and for a command line everything that decides how it is run."""
    verb: str  # version status list shutdown terminate run help invalid
    distro: str = ""
    user: str = ""
    folder: str = ""
    argv: tuple = ()
    shell: str = ""  # run by the user's shell instead of argv
    options: frozenset = frozenset()


def encode(text, utf8):
    """wsl.exe's own text: CRLF, UTF-16LE without a BOM unless WSL_UTF8=1."""
    return text.replace("\n", "\r\n").encode("utf-8" if utf8 else "utf-16-le")


def parse(argv, raw):
    """The Command of an argv (without argv[0]); `raw` is the whole Windows command line."""
    if not argv:
        return Command("run", shell="true")
    first, rest = argv[0], argv[1:]
    if first in ("--version", "--status"):
        return Command(first[2:])
    if first == "--shutdown" and set(rest) <= {"--force"}:
        return Command("shutdown")
    if first in ("--terminate", "-t") and len(rest) == 1:
        return Command("terminate", distro=rest[0])
    if first in ("--list", "-l"):
        if set(rest) <= set(LISTING):
            return Command("list", options=frozenset(LISTING[word] for word in rest))
        return Command("invalid", shell=next(w for w in rest if w not in LISTING))
    if first == "--help":
        return Command("help")
    return _parse_run(argv, raw)


def _parse_run(argv, raw):
    command, at = Command("run"), 0
    while at < len(argv):
        word, value = argv[at], argv[at + 1] if at + 1 < len(argv) else ""
        if word in ("-d", "--distribution"):
            command.distro = value
        elif word in ("-u", "--user"):
            command.user = value
        elif word == "--cd":
            command.folder = value
        elif word in ("-e", "--exec"):
            command.argv = tuple(argv[at + 1:])
            return command if command.argv else Command("invalid", shell=word)
        elif word == "--":
            return _shell(command, raw, at + 1)
        elif word.startswith("-"):
            return Command("invalid", shell=word)
        else:
            return _shell(command, raw, at)
        at += 2
    command.shell = "true"  # an interactive shell without input ends at once
    return command


def _shell(command, raw, words):
    """The rest of the line goes to the shell as it was typed, quotes included."""
    command.shell = tail(raw, words + 1) or "true"
    return command


def tail(raw, words):
    """What follows the first `words` words of a Windows command line, by the rules of CommandLineToArgvW."""
    at = 0
    for number in range(words):
        quoted, slashes = False, 0
        while at < len(raw) and (quoted or raw[at] not in WHITE):
            if raw[at] == '"' and (slashes % 2 == 0 or number == 0):
                quoted = not quoted
            slashes = slashes + 1 if raw[at] == "\\" else 0
            at += 1
        while at < len(raw) and raw[at] in WHITE:
            at += 1
    return raw[at:]


def list_text(options, vm):
    """(text, exit code) of --list."""
    names = vm.listed("running" in options)
    if not vm.distros:
        return NONE_INSTALLED, FAILED
    if "quiet" in options:
        return "".join(f"{name}\n" for name in names), 0
    if not names:
        return NONE_RUNNING, FAILED
    if "verbose" in options:
        width = max(len("NAME"), *map(len, names)) + 4
        rows = [f"  {'NAME':{width}}{'STATE':16}VERSION"]
        for name in names:
            mark, state = "*" if name == vm.distros[0] else " ", "Running" if name in vm.running else "Stopped"
            rows.append(f"{mark} {name:{width}}{state:16}{kind_of(name).version}")
        return "\n".join(rows) + "\n", 0
    marked = [f"{name} (Default)" if name == vm.distros[0] else name for name in names]
    return "\n".join(["Windows Subsystem for Linux Distributions:", *marked]) + "\n", 0


def status_text(vm):
    """(text, exit code) of --status."""
    return f"Default Distribution: {vm.distros[0]}\nDefault Version: 2\n", 0


def invalid_text(word):
    """(text, exit code) for an option that wsl.exe does not know."""
    return f"Invalid command line argument: {word}\nPlease use 'wsl.exe --help' to get a list of supported arguments.\n", FAILED
