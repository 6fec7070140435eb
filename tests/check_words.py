#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Finds words that nobody here would say aloud, or that make a man of every user: one line each, exit code 1 if there are any.

    tests/check_words.py
"""
import re
import subprocess
import sys

WORDS = re.compile(r"\b(anew|whom|of before|he|his|him|himself)\b", re.I)
LOOKED_AT = (".cpp", ".hpp", ".in", ".md", ".py", ".sh", ".toml", ".txt", ".cmake", ".nsi", ".rc", ".json", ".ps1", ".yml")
SELF = "tests/check_words.py"


def files():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if name.endswith(LOOKED_AT) and name != SELF]


def main():
    found = 0
    for name in files():
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                for match in WORDS.finditer(line):
                    print(f"{name}:{number}: \"{match[1]}\"")
                    found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
