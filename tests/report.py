#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints one line for each test of a ctest JUnit file, what a failed one said, and counts doctest's test cases.

Usage: report.py <preset> <junit file> <file for the counts: "passed failed">
"""
import re
import sys
import xml.etree.ElementTree as xml

CASES = re.compile(r"test cases: +\d+ +\| +(\d+) passed +\| +(\d+) failed")


def counts(test, output):
    """(passed, failed) test cases. One that crashed or hung has no summary, or a fine one: it failed as a whole."""
    summary = CASES.search(output)
    good, bad = (int(summary[1]), int(summary[2])) if summary else (0, 0)
    if test.get("status") == "run":
        return (good, bad) if summary else (1, 0)
    return (good, bad) if bad else (0, 1)


def main(preset, junit, counts_file):
    passed = failed = 0
    for test in sorted(xml.parse(junit).getroot().iter("testcase"), key=lambda case: case.get("name")):
        output = test.findtext("system-out", "")
        good, bad = counts(test, output)
        passed, failed = passed + good, failed + bad
        cases = f"{good + bad} case" + ("" if good + bad == 1 else "s")
        print(f"{'FAIL' if bad else 'ok':4} {float(test.get('time')):7.1f} s  {preset} {test.get('name')} ({cases})")
        if bad:
            print("\n".join(f"     | {line}" for line in output.splitlines()))
    with open(counts_file, "w", encoding="ascii") as file:
        file.write(f"{passed} {failed}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
