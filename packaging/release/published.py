# SPDX-License-Identifier: MIT
"""What is the same in all that is published: names, and the files of one release."""
import hashlib
from dataclasses import dataclass
from pathlib import Path

NAME, PUBLISHER, LICENCE = "Mirrorwatch", "Mirrorwatch contributors", "MIT"
IDENTIFIER = "Mirrorwatch.Mirrorwatch"
DESCRIPTION = "Keeps WSL2's mirrored networking working when a VPN comes up"
WINDOWS = "10.0.22621.0"  # 11 22H2, the first one with mirrored networking


@dataclass(frozen=True)
class Release:
    version: str
    folder: Path  # where its files lie
    url: str      # of the folder that they are published in
    time: int     # seconds since 1970; of every file in it

    @property
    def setup(self):
        return self.folder / f"mirrorwatch-{self.version}-setup.exe"

    @property
    def msi(self):
        return self.folder / f"mirrorwatch-{self.version}-x64.msi"

    @property
    def portable(self):
        return self.folder / f"mirrorwatch-{self.version}-portable-x64.zip"

    def address(self, file):
        return f"{self.url.rstrip('/')}/{file.name}"


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()
