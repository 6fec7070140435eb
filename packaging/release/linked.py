#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the Windows programs have linked into them, with its version and licence as Debian's packages name them.

    packaging/release/linked.py    prints the licences, as they lie beside the programs
"""
import subprocess
from dataclasses import dataclass
from pathlib import Path

RULE = "=" * 78


@dataclass(frozen=True)
class Library:
    name: str
    package: str          # of Debian's
    licence: str          # by SPDX
    texts: tuple[str, ...]  # beginnings of the paragraphs of its copyright file that hold for what is linked in
    files: tuple[str, ...] = ("*",)  # of the same file's: whose copyright lines count
    vcpkg: str = ""       # what its packages in vcpkg.json begin with; empty: the compiler brings it

    def copyright_file(self):
        return Path(f"/usr/share/doc/{self.package}/copyright").read_text(encoding="utf-8")

    def version(self):
        """Upstream's, without Debian's epoch, repackaging and revision."""
        return debian_version(self.package).rpartition(":")[2].partition("-")[0].partition("+")[0]


def asked_of_dpkg(*question):
    return subprocess.run(["dpkg-query", *question], capture_output=True, text=True, check=True).stdout


def package_of(file):
    return asked_of_dpkg("-S", file).partition(":")[0]


def debian_version(package):
    return asked_of_dpkg("-W", "-f", "${Version}", package)


LINKED = (
    Library("Boost", package_of("/usr/include/boost/version.hpp"), "BSL-1.0", (" Boost Software License - Version 1.0",), vcpkg="boost-"),
    Library("fmt", "libfmt-dev", "MIT", ("License: Expat with embedded exception\n ",), vcpkg="fmt"),
    Library("spdlog", "libspdlog-dev", "MIT", ("License: Expat\n ",), vcpkg="spdlog"),
    Library("toml++", "libtomlplusplus-dev", "MIT", ("License:   Expat\n ", "License: Expat\n "),
            ("*", "include/toml++/impl/unicode.h"), "tomlplusplus"),
    Library("libstdc++ and libgcc", "gcc-mingw-w64-x86-64-posix-runtime", "GPL-3.0-or-later WITH GCC-exception-3.1",
            ("GCC RUNTIME LIBRARY EXCEPTION",)),
    Library("mingw-w64's runtime", "mingw-w64-x86-64-dev", "ZPL-2.1", ("License: ZPL-2.1\n ",)),
    Library("winpthreads", "mingw-w64-x86-64-dev", "MIT AND BSD-3-Clause", ("License: expat\n ", "License: BSD-3-clause-Lockless\n "),
            ("mingw-w64-libraries/winpthreads/*", "mingw-w64-libraries/winpthreads/include/pthread.h")),
)
# Where a text of these ends, in the one copyright file that is not made of paragraphs.
EXCEPTION_ENDS = "requirements of the license of GCC."


def paragraphs(text):
    return [part for part in text.replace("\r", "").split("\n\n") if part.strip()]


def unfolded(paragraph):
    """Without the blank that a copyright file puts before each line, and the dot that stands for an empty one."""
    lines = [line[1:] if line.startswith(" ") else line for line in paragraph.splitlines()]
    return "\n".join("" if line.strip() == "." else line.rstrip() for line in lines)


def holders(library, text):
    """The copyright lines of the paragraphs that are about these files."""
    for paragraph in paragraphs(text):
        fields = paragraph.splitlines()
        first = fields[0].partition(":")
        if first[0] == "Files" and first[2].strip() in library.files:
            yield from copyright_lines(fields)


def copyright_lines(fields):
    inside = False
    for line in fields:
        inside = line.startswith("Copyright:") or (inside and line.startswith((" ", "\t")))
        if inside:
            yield "Copyright " + line.removeprefix("Copyright:").strip()


def wording(start, text):
    """From there to the paragraph's end; of the GCC's exception, to its last sentence."""
    begin = text.index(start)
    if start.startswith("GCC"):
        return unfolded(text[begin:text.index(EXCEPTION_ENDS) + len(EXCEPTION_ENDS)])
    return unfolded(text[begin:].partition("\n\n")[0].partition("\nFiles:")[0])


def licence_of(library):
    text = library.copyright_file()
    found = [start for start in library.texts if start in text]
    if not found:
        raise SystemExit(f"the copyright file of {library.package} has no paragraph that begins with {library.texts[0]!r}")
    who = "\n".join(dict.fromkeys(holders(library, text)))
    return "\n\n".join(part for part in (who, *(wording(start, text) for start in found)) if part)


def licences():
    head = "Mirrorwatch's programs contain parts of these. Each is used under the licence that follows its name.\n"
    parts = [f"{RULE}\n{library.name} {library.version()}, {library.licence}\n{RULE}\n\n{licence_of(library)}\n" for library in LINKED]
    return "\n".join([head, *parts])


if __name__ == "__main__":
    print(licences(), end="")
