#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks at a built Windows program with objdump. Usage: check_product.py imports|hardening|stripped|paths <program>"""
import re
import subprocess
import sys
from pathlib import Path

WINDOWS_DLLS = {
    "advapi32", "bcrypt", "comctl32", "comdlg32", "crypt32", "cryptbase", "dbghelp", "dnsapi", "dwmapi", "gdi32", "gdiplus",
    "imm32", "iphlpapi", "kernel32", "msimg32", "msvcrt", "mswsock", "ncrypt", "netapi32", "ntdll", "ole32",
    "oleaut32", "powrprof", "propsys", "psapi", "rpcrt4", "secur32", "setupapi", "shell32", "shlwapi", "user32",
    "userenv", "uxtheme", "version", "wevtapi", "winhttp", "winmm", "wintrust", "ws2_32", "wtsapi32",
}
HARDENING = ("DYNAMIC_BASE", "NX_COMPAT", "HIGH_ENTROPY_VA")


def objdump(option, program):
    return subprocess.run(["x86_64-w64-mingw32-objdump", option, program],
                          capture_output=True, text=True, check=True).stdout


def sections(program):
    return re.findall(r"^ *\d+ (\S+) ", objdump("-h", program), re.MULTILINE)


def imports(program):
    """DLLs that a plain Windows does not bring."""
    needed = re.findall(r"DLL Name: (\S+)", objdump("-p", program))
    foreign = [name for name in needed if name.lower().removesuffix(".dll") not in WINDOWS_DLLS]
    return [f"needs {name}" for name in foreign] if needed else ["imports nothing: is this a program?"]


def hardening(program):
    """Flags that are missing, and relocations, without which the loader cannot move the program."""
    headers = objdump("-p", program)
    missing = [f"lacks {flag}" for flag in HARDENING if not re.search(rf"^\s+{flag}$", headers, re.MULTILINE)]
    return missing + ([] if ".reloc" in sections(program) else ["has no relocations"])


def stripped(program):
    """Debug sections, and symbols."""
    found = [f"has the section {name}" for name in sections(program) if re.match(r"\.z?debug|\.stab", name)]
    return found + ([] if "no symbols" in objdump("-t", program) else ["has symbols"])


def paths(program):
    """Folders of the building machine: the checkout and the caches below the home directory."""
    content = Path(program).read_bytes()
    folders = (f"{Path.cwd()}/", f"{Path.home()}/")
    return [f"names the folder {folder}" for folder in folders if folder.encode() in content]


if __name__ == "__main__":
    complaints = {"imports": imports, "hardening": hardening, "stripped": stripped,
                  "paths": paths}[sys.argv[1]](sys.argv[2])
    for complaint in complaints:
        print(f"{sys.argv[2]} {complaint}")
    sys.exit(1 if complaints else 0)
