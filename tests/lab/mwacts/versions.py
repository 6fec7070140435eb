# SPDX-License-Identifier: MIT
"""Setups of other versions, packed from the programs that are built; and one that cannot run."""
import shutil
from pathlib import Path

from mwlab.shell import run

from .product import PROGRAMS, ROOT

BUILT, LICENCES = ROOT / "build/mingw/bin", ROOT / "build/mingw/packaging/installer/THIRD-PARTY.txt"
URL = "https://mirrorwatch.example/"
PIPE = r"\\.\pipe\ProtectedPrefix\Administrators\Mirrorwatch".encode("utf-16-le")


def as_newer(program):
    """Windows runs a program as before that has something behind its end."""
    return program + b"a newer version"


def without_pipe(program):
    """A service that does not start: nobody can make a pipe of that name."""
    if PIPE not in program:
        return as_newer(program)
    return as_newer(program.replace(PIPE, PIPE.replace("pipe".encode("utf-16-le"), "pixe".encode("utf-16-le"), 1)))


class Version:
    """A setup, and the programs that it brings."""

    def __init__(self, folder, number, change=as_newer):
        programs = Path(folder) / f"programs-{number}"
        programs.mkdir()
        self.number, self.setup, self.programs = number, Path(folder) / f"setup-{number}.exe", {}
        for name in PROGRAMS:
            shutil.copy(BUILT / name, programs)
            self.programs[name] = change((BUILT / name).read_bytes())
            (programs / name).write_bytes(self.programs[name])
        quickly = "-XSetCompressor /FINAL zlib"  # a tenth of the time; the real one is packed by the build
        run("makensis", quickly, "-V1", "-NOCD", f"-DVERSION={number}", "-DPUBLISHER=Mirrorwatch contributors", f"-DSOURCE={ROOT}",
            f"-DPROGRAMS={programs}", f"-DLICENCES={LICENCES}", f"-DURL={URL}", f"-DOUTPUT={self.setup}",
            ROOT / "packaging/installer/mirrorwatch.nsi", timeout=120)


def built_programs():
    return {name: (BUILT / name).read_bytes() for name in PROGRAMS}
