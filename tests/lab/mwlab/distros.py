# SPDX-License-Identifier: MIT
"""What differs between distros, as far as a command of Windows' can tell: their programs, where these are, and systemd.

Every distro of WSL2 has its own files and processes, and shares one network with the others. One of WSL1 is a program of Windows:
its commands see Windows' network.
"""
import functools
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .shell import run

SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
SYSTEM_PATH = ":".join(SYSTEM_FOLDERS)
NIX_FOLDER = "/run/current-system/sw/bin"
NIX_LEAVES = ("sh", "env")  # NixOS has /bin/sh and /usr/bin/env, and nothing else there


@dataclass(frozen=True)
class Distro:
    """One kind. `lacks` are programs that it does not have; `busybox` has busybox's only."""
    version: int = 2
    systemd: bool = True
    lacks: tuple = ()
    busybox: bool = False
    nix: bool = False
    user: str = "user"

    @property
    def is_plain(self):
        """Its programs are those of this machine."""
        return not (self.lacks or self.busybox or self.nix)

    def programs(self):
        """{name: the program's path on this machine}"""
        found = _busybox() if self.busybox else _machine()
        return {name: path for name, path in found.items() if name not in self.lacks}


@functools.cache
def _machine():
    found = {}
    for folder in SYSTEM_FOLDERS:
        for path in Path(folder).iterdir() if Path(folder).is_dir() else ():
            found.setdefault(path.name, os.path.realpath(path))
    return found


@functools.cache
def _busybox():
    return dict.fromkeys(run("busybox", "--list").stdout.split(), shutil.which("busybox"))


KINDS = {
    "Ubuntu": Distro(),
    "docker-desktop": Distro(busybox=True, systemd=False, lacks=("bash", "curl"), user="root"),
    "Alpine": Distro(busybox=True, systemd=False, lacks=("bash", "curl")),  # busybox's own ip
    "NixOS": Distro(nix=True, user="nixos"),
    "NoIproute": Distro(lacks=("ip",)),
    "NoCurl": Distro(lacks=("curl", "wget")),
    "NoBash": Distro(lacks=("bash",), systemd=False),
    "Legacy": Distro(version=1, systemd=False),
}


def kind_of(name):
    """That of a name that is not in the table is Ubuntu's."""
    return KINDS.get(name, KINDS["Ubuntu"])
