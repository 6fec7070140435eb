#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes the part of docs/settings.md that is made from config/mirrorwatch.toml: one table for each section.

    packaging/settings_docs.py [--check]    --check writes nothing, and exits 1 when the page is not up to date
"""
import re
import sys
from dataclasses import dataclass, field

SHIPPED, PAGE = "config/mirrorwatch.toml", "docs/settings.md"
MARK = "<!-- From here on made from config/mirrorwatch.toml: packaging/settings_docs.py -->\n"
COMMAND = "packaging/settings_docs.py"


@dataclass
class Section:
    """What stands below one [header]: words about it, a row for each key, and what is only shown, as a comment."""
    name: str
    words: str = ""
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


SAMPLE = re.compile(r"# (\[\[\w+\]\])$")


def sentence(comment):
    return " ".join(line for line in comment if line)


def blocks(lines):
    """The file's lines in groups: what has no empty line in it."""
    group = []
    for line in [*lines, ""]:
        if line:
            group.append(line)
        elif group:
            yield group
            group = []


def uncommented(line):
    return re.sub(r"^# ?", "", line)


def is_sample(group):
    return any(SAMPLE.match(line) for line in group)


class Reader:
    """One file, block by block."""

    def __init__(self, lines):
        self.sections = [Section("")]
        for group in blocks(lines):
            if is_sample(group):
                self.add_sample(group)
            else:
                self.add_settings(group)

    def add_sample(self, group):
        names = dict.fromkeys(match[1] for match in map(SAMPLE.match, group) if match)
        first = next(at for at, line in enumerate(group) if SAMPLE.match(line))
        words = sentence(uncommented(line) for line in group[:first])
        self.sections.append(Section("`, `".join(names), words, samples=[uncommented(line) for line in group[first:]]))

    def add_settings(self, group):
        comment = []
        for line in group:
            if line.startswith("#"):
                comment.append(uncommented(line))
            elif line.startswith("["):
                self.sections.append(Section(line, sentence(comment)))
                comment = []
            else:
                comment = self.add_row(line, comment)
        self.current().words = " ".join(part for part in (self.current().words, sentence(comment)) if part)

    def add_row(self, line, comment):
        """A key, or one more that shares the comment above. What stands before an empty comment line is about the section."""
        if "" in comment:
            empty = comment.index("")
            self.current().words = sentence(comment[:empty])
            comment = comment[empty + 1:]
        key, value = line.split(" = ", 1)
        self.current().rows.append((key, value, sentence(comment) or "goes with the one above"))
        return []

    def current(self):
        return self.sections[-1]


def cell(text):
    return text.replace("|", "\\|")


def as_markdown(section):
    out = [f"## `{section.name}`\n"] if section.name else ["## The file\n"]
    if section.words:
        out.append(section.words + "\n")
    if section.rows:
        rows = [f"| `{key}` | `{cell(value)}` | {cell(words)} |" for key, value, words in section.rows]
        out.append("\n".join(["| setting | default | |", "| --- | --- | --- |", *rows]) + "\n")
    if section.samples:
        out.append("\n".join(["```toml", *section.samples, "```"]) + "\n")
    return "\n".join(out)


def made():
    with open(SHIPPED, encoding="utf-8") as file:
        sections = Reader(file.read().splitlines()).sections
    return "\n".join(as_markdown(section) for section in sections)


def main():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    by_hand, mark, _ = page.partition(MARK)
    if not mark:
        sys.exit(f"{PAGE} has lost its line: {MARK}")
    wanted = f"{by_hand}{MARK}\n{made()}"
    if "--check" not in sys.argv[1:]:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(wanted)
    elif wanted != page:
        sys.exit(f"{PAGE} is not up to date: {COMMAND}")


if __name__ == "__main__":
    main()
