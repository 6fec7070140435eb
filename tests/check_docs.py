#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Follows what the documents say: links, commands, and the scripts that prove what has not been seen on Windows; and finds old names of commands
in all texts. One line for each mistake.

    tests/check_docs.py [--self-test]
"""
import re
import subprocess
import sys
from pathlib import Path

README, CLI, NOT_YET = "README.md", "docs/cli.md", "docs/not-yet-on-windows.md"
README_LINES = 150
SCRIPTS, WORKFLOWS, SHARED = "tests/windows", ".github/workflows", "tests/windows/common.ps1"
ANYWHERE = {"--help", "-h", "/?", "--version"}
# What stands in front of every command, and what is no row of the table that docs/cli.md is made of: nobody types "agent" or "prober".
IN_FRONT, WITHOUT_ROW = {"--console"}, {"help", "agent", "prober"}

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?<![\w.\\/-])mirrorwatch(?:\.exe)? (?=[a-z<-])(?!mirrorwatch)(.*)")


def documents():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if name != "CHANGELOG.md"]


# Links.

def anchor_of(heading):
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(text):
    return {anchor_of(heading) for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.M)}


def broken_links(name, text, read):
    """`read` gives the text of a file, "" for a folder or a picture, None where there is nothing."""
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        whole = str(Path(name).parent / path) if path else name
        there = text if not path else read(whole)
        if there is None:
            yield f"{name}: the link {target} leads nowhere"
        elif anchor and anchor not in anchors(there):
            yield f"{name}: {whole} has no heading #{anchor}"


# Commands.

def known_commands(cli):
    """A command's words -> its options, from the page that is made of the program's own table."""
    known = {}
    for part in re.split(r"^##+ mirrorwatch ", cli, flags=re.M)[1:]:
        known[tuple(part.partition("\n")[0].split())] = set(re.findall(r"--[\w-]+", part.partition("\n")[2]))
    return known


def commands(text):
    """What is typed: lines of code blocks, and code between words. What follows two blanks is an explanation."""
    for block in FENCE.findall(text):
        yield from (match[1] for match in map(COMMAND.search, block.splitlines()) if match)
    for code in CODE.findall(FENCE.sub("", text)):
        yield from (match[1] for match in [COMMAND.search(code)] if match)


def alternatives(words):
    """wslconfig comment|uncomment KEY: both."""
    first = words[0].rstrip(",").split("|")
    return [[word, *words[1:]] for word in first]


def wrong_words(typed, known):
    words = [word for word in re.split(r"  +|, ", typed)[0].split() if word not in IN_FRONT]
    for word, *rest in alternatives(words) if words else []:
        if word in WITHOUT_ROW or word in ANYWHERE:
            continue
        if (word,) not in known:
            yield f"no command {word}"
        else:
            yield from wrong_after((word,), rest, known)


def wrong_after(command, rest, known):
    actions = {path[1] for path in known if len(path) == 2 and path[0] == command[0]}
    if rest and actions and re.match(r"\[?[a-z]", rest[0]):
        for action in rest[0].strip("[]").split("|"):
            if action not in actions and action != "…":
                yield f"{command[0]} has no {action}"
            elif action in actions:
                yield from wrong_options((command[0], action), rest[1:], known)
    else:
        yield from wrong_options(command, rest, known)


def wrong_options(command, rest, known):
    for option in re.findall(r"(?<!\S)\[?(--[\w-]+)", " ".join(rest)):
        if option not in known[command] | ANYWHERE:
            yield f"{' '.join(command)} has no option {option}"


def wrong_commands(name, text, known):
    for typed in commands(text):
        yield from (f"{name}: mirrorwatch {typed}: {mistake}" for mistake in wrong_words(typed, known))


# Old names of commands, which work still, and which no text has but the one line that says what they are now.

OLD_NAME = re.compile(r"^- (\S+): the old name of (.+)$", re.M)
TEXTS = (".cpp", ".hpp", ".md", ".py", ".sh", ".ps1", ".toml", ".txt", ".nsi", ".yml", ".adml", ".in")
OF_OLD_NAMES = {"tests/check_docs.py", "tests/service/cli/old_names_test.cpp"}


def old_spellings(cli):
    """A pattern: `mirrorwatch config`, also across the end of a line or of a literal; `config check` in a document; and where a script runs it."""
    names = "|".join(re.escape(name) for name, _ in OLD_NAME.findall(cli))
    said = rf"mirrorwatch(?:\.exe)?[\"'`]*\s[\s\"'`#/]*(?:{names})\b"
    code = rf"`(?:{names}) [^`\n]+`"
    run = rf"(?:to_windows\(EXE\), |\bsaid\(|\bdoctor\.say\(|product(?:, |\.(?:call|must)\())\"(?:{names})\"|Invoke-Mirrorwatch (?:{names})\b"
    return re.compile(rf"{said}|{code}|{run}")


def old_names(name, text, pattern):
    """A test of one says so behind it: # an old name"""
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if text[match.end():].partition("\n")[0].endswith("# an old name"):
            continue
        yield f"{name}:{line}: {' '.join(match[0].split())}: that is an old name; see the list in {CLI}"


def texts():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if name.endswith(TEXTS) and name not in OF_OLD_NAMES]


def unreleased(changelog):
    """What a released part says was so then."""
    return re.split(r"^## \[\d", changelog, flags=re.M)[0]


# What has not been seen on Windows.

def rows(text):
    """(line number, cells) of each row below a heading of a table."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("| ") and not line.startswith(("| ---", "| what |")):
            yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def unproved(text, exists, workflows):
    for number, cells in rows(text):
        named = CODE.findall(cells[2]) if len(cells) == 3 else []
        if len(cells) != 3 or not (named or cells[2] == "by eye"):
            yield f"{NOT_YET}:{number}: names neither a script nor \"by eye\""
        for script in named:
            if not exists(script):
                yield f"{NOT_YET}:{number}: there is no {script}"
            elif script.endswith(".ps1") and script not in workflows:
                yield f"{NOT_YET}:{number}: no workflow runs {script}"


def idle_scripts(text, scripts):
    for script in scripts:
        if script != SHARED and script not in text:
            yield f"{script}: {NOT_YET} has no line that it proves"


# All of it.

def read(name):
    path = Path(name)
    if path.is_dir() or path.suffix == ".png":
        return "" if path.exists() else None
    return path.read_text(encoding="utf-8") if path.is_file() else None


def mistakes():
    known = known_commands(read(CLI))
    for name in documents():
        text = read(name)
        yield from broken_links(name, text, read)
        if name == README or name.startswith("docs/"):
            yield from wrong_commands(name, text, known)
    pattern = old_spellings(read(CLI))
    for name in texts():
        text = Path(name).read_text(encoding="utf-8")
        yield from old_names(name, unreleased(text) if name == "CHANGELOG.md" else text, pattern)
    lines = len(read(README).splitlines())
    if lines > README_LINES:
        yield f"{README} has {lines} lines, and more than {README_LINES} nobody reads"
    workflows = "".join(path.read_text(encoding="utf-8").replace("\\", "/") for path in sorted(Path(WORKFLOWS).glob("*.yml")))
    yield from unproved(read(NOT_YET), lambda script: Path(script).exists(), workflows)
    yield from idle_scripts(read(NOT_YET), [str(path) for path in sorted(Path(SCRIPTS).glob("*.ps1"))])


def self_test():
    cli = "- old: the old name of wslconfig\n## mirrorwatch status\n`--watch`\n## mirrorwatch wslconfig\n### mirrorwatch wslconfig check\n`--file F`\n"
    known = known_commands(cli)
    good = "`mirrorwatch status --watch` [a](b.md#two-words)\n```\nmirrorwatch wslconfig check    what --else\n```\n`mirrorwatch help X`"
    bad = ["`mirrorwatch stauts`", "`mirrorwatch status --wtach`", "```\n> mirrorwatch wslconfig chekc\n```", "`mirrorwatch wslconfig check|set X`",
           "`psexec -s mirrorwatch nothing`"]
    old = ["say `mirrorwatch old check`", "\"… mirrorwatch \"\n        \"old undo\"", "mirrorwatch.exe old\n", "`old check`", "said(\"old\", X)",
           "stage.product.call(\"old\")", "Invoke-Mirrorwatch old $Vpn"]
    new = ["mirrorwatch older", "`old`: what an offer may be", "kind = \"old\"", "- old: the old name of wslconfig", "mirrorwatch wslconfig old", "said(\"old\")  # an old name"]
    assert all(len(list(old_names("x", text, old_spellings(cli)))) == 1 for text in old)
    assert not any(list(old_names("x", text, old_spellings(cli))) for text in new)
    files = {"docs/b.md": "# Two words\n"}
    assert not list(wrong_commands("x", good, known)) and not list(broken_links("docs/a.md", good, files.get))
    assert all(len(list(wrong_commands("x", text, known))) == 1 for text in bad)
    assert list(broken_links("docs/a.md", "[a](c.md) [b](b.md#three)", files.get)) == [
        "docs/a.md: the link c.md leads nowhere", "docs/a.md: docs/b.md has no heading #three"]
    table = "| what | how | script |\n| --- | --- | --- |\n| a | b | `x.ps1` |\n| a | b | by eye |\n| a | b |\n| a | b | `y.ps1` |\n| a | b | ? |\n"
    assert [line.split(": ")[0][-2:] for line in unproved(table, {"x.ps1"}.__contains__, "run x.ps1")] == [":5", ":6", ":7"]
    assert list(unproved(table, {"x.ps1", "y.ps1"}.__contains__, "y.ps1"))[0].endswith("no workflow runs x.ps1")
    assert len(list(idle_scripts("x.ps1", ["x.ps1", "z.ps1", SHARED]))) == 1


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    found = list(mistakes())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
