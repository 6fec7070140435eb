#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Finds words that nobody here would say aloud, or that make a man of every user, and in the product calls that go by the user's language, as
with Turkish letters no key or name would be the same: one line each, exit code 1 if there are any.

    tests/check_words.py
"""
import re
import subprocess
import sys

WORDS = re.compile(r"\b(anew|whom|of before|he|his|him|himself)\b", re.I)
LOCALE = re.compile(r"\b((?:is(?:w)?(?:alpha|alnum|upper|lower|space)|to(?:w)?(?:upper|lower)|setlocale|strcasecmp|_?(?:wcs|str)icmp|lstrcmpi[AW]?|"
                    r"Char(?:Upper|Lower)\w*|CompareString(?:Ex|[AW])?|LCMapString\w*)(?=\()|std::locale)\b")
BY_LANGUAGE = {"tray/dialog_win.cpp", "tray/look_win.cpp"}  # names that are Windows' own, as it spells them
LOOKED_AT = (".cpp", ".hpp", ".in", ".md", ".py", ".sh", ".toml", ".txt", ".cmake", ".nsi", ".rc", ".json", ".ps1", ".yml")
SELF = "tests/check_words.py"


def files():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if name.endswith(LOOKED_AT) and name != SELF]


def is_product(name):
    return name.endswith((".cpp", ".hpp")) and not name.startswith("tests/") and name not in BY_LANGUAGE


def main():
    found = 0
    for name in files():
        patterns = [WORDS, LOCALE] if is_product(name) else [WORDS]
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                for match in (match for pattern in patterns for match in pattern.finditer(line)):
                    print(f"{name}:{number}: \"{match[1]}\"")
                    found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
