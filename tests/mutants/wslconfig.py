#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether the tests notice when .wslconfig's parser or editor is wrong: seeds one mistake after the other and runs
them. Uses what `cmake --build --preset native` has built; the sources stay as they are.

Usage: wslconfig.py [number...]   Without numbers all. Fails where a mutant survives.
"""
import json
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/native"
PAIRS = 20000


@dataclass(frozen=True)
class Mutant:
    file: str  # below common/wslconfig
    old: str   # must stand there exactly once
    new: str
    breaks: str


MUTANTS = (
    # what a text is
    Mutant("text.cpp", "unit_ == u'\\r' && line_feed_at(end_)", "false", "CR LF is two units"),
    Mutant("text.cpp", "constexpr char16_t c_ctrl_z = 0x1a;", "constexpr char16_t c_ctrl_z = 0x1b;",
           "Ctrl-Z does not end the file"),
    Mutant("text.cpp", "bytes.size() - bytes.size() % 2", "bytes.size()", "half a unit at the end of UTF-16 is read"),
    Mutant("../utf8.cpp", "length == 3 ? value >= 0x800", "length == 3 ? value >= 0x80",
           "UTF-8 that is longer than need be is text"),
    Mutant("../utf8.cpp", "(value < 0xd800 || value > 0xdfff)", "(value < 0xd800 || value >= 0xd800)",
           "UTF-8 may hold surrogates"),
    # the grammar
    Mutant("document.cpp", "return c == u'\\n' || c == Cursor::c_end;",
           "return c == u'\\n' || c == u'\\r' || c == Cursor::c_end;", "a lone CR ends a comment"),
    Mutant("document.cpp", "} else if (first == u'\\r' && peek() == u'\\n') {",
           "} else if (first == u'\\r') {\n            ++line_;\n        } else if (peek() == u'\\0') {",
           "a lone CR counts as a line"),
    Mutant("document.cpp", "prefix_.resize(std::min(prefix_length_, c_longest_section), '\\0');", "",
           "a broken header's name is not cut to the old length"),
    Mutant("document.cpp", "        prefix_length_ = name.size();\n", "        prefix_length_ = name.size() - 1;\n",
           "a section's length is one too short"),
    Mutant("document.cpp", "(value.quoted || peek() != u'#')", "(peek() != u'#')", "a # within quotes begins a comment"),
    Mutant("document.cpp", "        ++line_;\n        } else if (c != u'\\r') {", "        } else if (c != u'\\r') {",
           "a continuation does not count as a line"),
    Mutant("document.cpp", 'known = u"\\\\\\"bnt"', 'known = u"\\\\\\"nbt"', "\\b and \\n are exchanged"),
    Mutant("document.cpp", "        if (!is_blank(c)) {\n            keep(value, unit);\n        }",
           "        keep(value, unit);", "trailing blanks belong to the value"),
    Mutant("document.cpp", "        keep(value, {begin, at_.end()}); // even", "        // even",
           "what an escape ends is trimmed like blanks"),
    Mutant("document.cpp", "return give_up(line, Code::UnterminatedQuote);", "",
           "a quote that is not closed is accepted"),
    Mutant("document.cpp", "text.resize(std::min(text.find('\\0'), text.size()));", "", "a NUL does not end a value"),
    Mutant("document.cpp", "                at_.next(); // which", "                // which",
           "an escaped U+FFFF ends its line"),
    # the values
    Mutant("value.cpp", "negative ? 2147483648U : 2147483647U", "2147483648U",
           "the greatest integer is one too great"),
    Mutant("value.cpp", "text.starts_with('0') ? 8 : 10", "10", "octal numbers are decimal"),
    Mutant("value.cpp", "raw.starts_with('0') && m.digits == 1", "raw.starts_with('0')", "00 is a size"),
    Mutant("value.cpp", "*number <= 65535", "*number < 65535", "port 65535 is none"),
    Mutant("value.cpp", "m.value > 255", "m.value > 256", "256 is a part of an address"),
    Mutant("value.cpp", "if (good.empty() && rejected > 0) {", "if (rejected > 0) {",
           "one bad port makes the list invalid"),
    Mutant("settings.cpp", "        if (setting.occurrence) {", "        if (setting.occurrence && setting.line) {",
           "an invalid first occurrence does not count"),
    Mutant("settings.cpp", '            tunneling.value = "false";\n', "",
           "a wrong address does not turn the tunnel off"),
    Mutant("settings.cpp", "take_troubles(entries[i].troubles_before);", "", "the warnings come in another order"),
    Mutant("keys.cpp", "equal_ignoring_case(key.name, dotted_name)", "key.name == dotted_name", "case counts in keys"),
    Mutant("keys.cpp", '{"wsl2.firewall", "experimental.firewall"', '{"wsl2.firewall", ""', "an alias is missing"),
    # the editor
    Mutant("edit.cpp", "quotes = true;", "quotes = false;", "a # is written without quotes"),
    Mutant("edit.cpp", "now.value == wanted.value && entry_that_sets(before, target) != nullptr",
           "now.value == wanted.value",
           "what is the default already is not written over a wrong value"),
    Mutant("edit.cpp", "wanted(*after) && same_but(target, before, *after)", "wanted(*after)",
           "other keys' values may change"),
    Mutant("edit.cpp", "&& entry_that_sets(after, target) != nullptr", "",
           "what another key has set passes for written"),
    Mutant("edit.cpp", "Span{line->content, line->remark} : line->bytes", "line->bytes : line->bytes",
           "a removed line's remark goes too"),
    Mutant("edit.cpp", "line->bytes.end > end;", "false;", "only the first line of a continuation is uncommented"),
    Mutant("edit.cpp", "std::size_t> begins{line.content};", "std::size_t> begins{line.bytes.begin};",
           "the mark stands before the blanks of its line"),
    Mutant("change.cpp", 'own.empty() ? usual + text : text + own', 'text + (own.empty() ? usual : own)',
           "a line is put behind one without an end"),
    Mutant("change.cpp", '(unfinished ? end : "") +', 'std::string{} +', "a header is put behind a line without an end"),
    Mutant("change.cpp", "return replaced(bytes, {document.end, document.end}",
           "return replaced(bytes, {bytes.size(), bytes.size()}",
           "a section is put behind Ctrl-Z, where nobody reads"),
)


class Unusable(Exception):
    """The table or the build does not fit."""


def commands():
    """Compile commands by (object file, source), from the build folder."""
    database = BUILD / "compile_commands.json"
    entries = json.loads(database.read_text()) if database.exists() else []
    for entry in entries:
        words = shlex.split(entry["command"])
        yield Path(entry["file"]), BUILD / words[words.index("-o") + 1], words


def source_of(mutant):
    return (ROOT / "common/wslconfig" / mutant.file).resolve()


def mutated(mutant):
    text = source_of(mutant).read_text()
    if text.count(mutant.old) != 1:
        raise Unusable(f"stands {text.count(mutant.old)} times in {mutant.file}: {mutant.old!r}")
    return text.replace(mutant.old, mutant.new)


def run(words, **options):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


class Bench:
    """Compiles a mutant for both programs of tests and links them again; the scratch folder holds all of it."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.commands = list(commands())
        tests = ROOT / "tests"
        in_folder = [at for file, at, _ in self.commands if file.parent == tests / "common/wslconfig"]
        self.unit_objects = [at for at in in_folder if "mirrorwatch-tests.dir" in str(at)]
        self.unit_objects += [at for file, at, _ in self.commands if file == tests / "main.cpp"]
        self.pairs_objects = [at for _, at, _ in self.commands if "wslconfig-pairs.dir" in str(at)]
        self.library = BUILD / "common/libmw_common.a"
        missing = [at for at in (*self.unit_objects, *self.pairs_objects, self.library) if not at.exists()]
        if missing or not self.unit_objects:
            raise Unusable("build first: cmake --preset native && cmake --build --preset native")

    def compile(self, mutant, program):
        """The mutant's object as the room or as the program of pairs has it."""
        source = source_of(mutant)
        words, old = next((words, at) for file, at, words in self.commands if file == source and program in str(at))
        copy = self.scratch / source.name
        copy.write_text(mutated(mutant))
        made = self.scratch / f"{program}-{source.name}.o"
        words = [{str(source): str(copy), words[words.index("-o") + 1]: str(made)}.get(word, word) for word in words]
        done = run([*words, "-Wno-error", "-w"], cwd=BUILD)
        if done.returncode:
            raise Unusable(done.stdout.decode(errors="replace"))
        return made, old

    def program(self, name, objects):
        made = self.scratch / name
        done = run(["c++", "-fsanitize=address,undefined", *map(str, objects), "-o", str(made)])
        if done.returncode:
            raise Unusable(done.stdout.decode(errors="replace"))
        return made

    def check(self):
        """Only where the tests hold without a mistake does their failing with one mean anything."""
        units = self.program("units", [*self.unit_objects, self.library])
        pairs = self.program("pairs", self.pairs_objects)
        if fails([str(units)]) or fails([str(pairs), "1", str(PAIRS)]):
            raise Unusable("the tests fail without any mutant")

    def killer(self, mutant):
        """What noticed, or None."""
        made, _ = self.compile(mutant, "mw_common.dir")
        units = self.program("units", [made, *self.unit_objects, self.library])
        if fails([str(units)]):
            return "unit tests"
        made, old = self.compile(mutant, "wslconfig-pairs.dir")
        pairs = self.program("pairs", [made, *(at for at in self.pairs_objects if at != old)])
        return "pairs" if fails([str(pairs), "1", str(PAIRS)]) else None


def fails(words):
    try:
        return run(words, cwd=ROOT, timeout=120).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def main(numbers):
    chosen = [(i, mutant) for i, mutant in enumerate(MUTANTS, start=1) if not numbers or i in numbers]
    for _, mutant in chosen:
        mutated(mutant)
    survivors = 0
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(scratch)
        bench.check()
        for i, mutant in chosen:
            killer = bench.killer(mutant)
            survivors += killer is None
            result = f"killed by {killer}" if killer else "SURVIVED"
            print(f"{i:2} {result:21} {mutant.file}: {mutant.breaks}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    try:
        sys.exit(main({int(word) for word in sys.argv[1:]}))
    except Unusable as why:
        sys.exit(str(why))
