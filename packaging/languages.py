#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The tray's languages: finds the texts to translate in the sources, and makes one C++ table of tray/languages/*.po.

    packaging/languages.py --check       what is missing, left over, or wrong in a .po file; exit code 1: something is
    packaging/languages.py --update      writes new texts into each .po file, without words, and takes old ones away
    packaging/languages.py --pot         prints the template of all texts, for a new language
    packaging/languages.py --cpp FILE    writes the table; what the build does
"""
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"de": 2, "ja": 1, "zh_Hans": 1}  # by their number of plural forms
PLURALS = {1: "nplurals=1; plural=0;", 2: "nplurals=2; plural=(n != 1);"}
# Tables whose literals are translated where they are used; which of them, by what stands in front.
TABLES = {
    "common/message_table.hpp": (re.compile(r"\{MessageId::\w+, \"\w+\",\s*$"), ""),
    "common/fault_table.hpp": (re.compile(r"(\{Fault::\w+, \"\w+\",|\",)\s*$"), ""),
    "common/remedy_catalogue.cpp": (re.compile(r"\.(label|button|note|undo|announced) = $"), ""),
    "tray/observations.hpp": (re.compile(r"[({,]\s*$"), "seen"),
    "tray/pages/clock.cpp": (re.compile(r"(c_(days|months)\{|\",)\s*$"), "date"),
    "tray/verdict_reasons.hpp": (re.compile(r"[({,]\s*$"), "seen"),
}
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
LITERALS = re.compile(rf"{LITERAL}(?:\s*{LITERAL})*")
CALL = re.compile(r"\b(translated|to_translate|translated_as|counted)\(\s*")
HOLE = re.compile(r"\{([a-z0-9_]+)\}")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
CONTEXT = "\4"


@dataclass
class Text:
    """A text of the sources: what gettext calls a message."""
    english: str
    context: str = ""
    many: str = ""  # the plural, if it has one
    places: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # its translation, one for each plural form

    @property
    def key(self):
        return f"{self.context}{CONTEXT}{self.english}" if self.context else self.english


def unescaped(literals):
    """What adjacent literals of C++, or of a .po file, say."""
    inner = "".join(part[1:-1] for part in re.findall(LITERAL, literals))
    return re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[0]), inner)


def without_comments(text):
    """Blanks `//` comments that are not within a literal, and keeps all places."""
    pattern = re.compile(rf"{LITERAL}|R\"\(.*?\)\"|'(?:[^'\\\n]|\\.)'|//[^\n]*", re.DOTALL)
    return pattern.sub(lambda part: " " * len(part[0]) if part[0].startswith("//") else part[0], text)


def literal_at(text, at):
    """The text of the literals that begin there, and where they end; None: there are none."""
    match = LITERALS.match(text, at)
    return (unescaped(match[0]), match.end()) if match else None


def in_calls(text):
    """Each text that a call names, with its place; a variable in its stead was marked elsewhere."""
    for call in CALL.finditer(text):
        first = literal_at(text, call.end())
        if not first:
            continue
        comma = re.compile(r",\s*").match(text, first[1])
        second = literal_at(text, comma.end()) if comma else None
        if call[1] in ("counted", "translated_as") and not second:
            continue
        if call[1] == "counted":
            yield call.start(), Text(first[0], many=second[0])
        elif call[1] == "translated_as":
            yield call.start(), Text(second[0], context=first[0])
        else:
            yield call.start(), Text(first[0])


def in_table(text, row, context):
    for match in LITERALS.finditer(text):
        if row.search(text[:match.start()]) and not text[:match.start()].endswith("#include "):
            english = unescaped(match[0])
            if not re.fullmatch(r"[a-z0-9_]+", english) or context:
                yield match.start(), Text(english, context=context)


def sources():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "common", "tray"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split()
    return sorted(path for path in listed if path.endswith((".cpp", ".hpp")))


def texts():
    """All texts of the sources, by their keys."""
    found = {}
    for path in sources():
        text = without_comments((ROOT / path).read_text(encoding="utf-8"))
        hits = list(in_calls(text))
        if path in TABLES:
            hits += in_table(text, *TABLES[path])
        for at, one in hits:
            known = found.setdefault(one.key, one)
            known.many = known.many or one.many
            known.places.append(path)
    return found


def quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def read_po(path):
    """The entries of a .po file, in order; ValueError tells the line that is not understood."""
    entries, entry, member = [], None, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line)
        if line.startswith("#, ") and "fuzzy" in line:
            raise ValueError(f"{path.name}:{number}: a fuzzy entry: look at it, and take the mark away")
        if match and match[1] in ("msgctxt", "msgid") and (entry is None or member.startswith("msgstr")):
            entry = {"line": number}
            entries.append(entry)
        if match:
            member = match[1]
            entry[member] = unescaped(match[2])
        elif line.startswith('"'):
            entry[member] += unescaped(line)
        elif line and not line.startswith("#"):
            raise ValueError(f"{path.name}:{number}: not understood: {line}")
    return [as_text(one) for one in entries if one["msgid"]]


def as_text(entry):
    words = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
    return Text(entry["msgid"], entry.get("msgctxt", ""), entry.get("msgid_plural", ""), [str(entry["line"])], words)


def as_po(one, forms):
    lines = [f"#: {' '.join(dict.fromkeys(one.places))}"]
    if one.context:
        lines.append(f"msgctxt {quoted(one.context)}")
    lines.append(f"msgid {quoted(one.english)}")
    if not one.many:
        return "\n".join([*lines, f"msgstr {quoted((one.words or [''])[0])}"])
    lines.append(f"msgid_plural {quoted(one.many)}")
    words = (one.words + [""] * forms)[:forms]
    return "\n".join([*lines, *(f"msgstr[{form}] {quoted(text)}" for form, text in enumerate(words))])


def head_of(language, forms):
    return "\n".join(["# SPDX-License-Identifier: MIT", 'msgid ""', 'msgstr ""', '"Project-Id-Version: Mirrorwatch\\n"',
                      f'"Language: {language}\\n"', '"MIME-Version: 1.0\\n"',
                      '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"',
                      f'"Plural-Forms: {PLURALS[forms]}\\n"'])


def written(language, forms, found):
    return "\n\n".join([head_of(language, forms), *(as_po(one, forms) for one in found)]) + "\n"


def po_path(language):
    return ROOT / "tray" / "languages" / f"{language}.po"


def update():
    for language, forms in LANGUAGES.items():
        path, found = po_path(language), texts()
        for old in read_po(path) if path.exists() else []:
            if old.key in found:
                found[old.key].words = old.words
        path.write_text(written(language, forms, found.values()), encoding="utf-8")


def holes(text):
    return sorted(set(HOLE.findall(text)))


def faults_of(one, forms, english):
    """What is wrong with one entry."""
    if english is None:
        return ["is no text of the sources any more"]
    if one.many != english.many:
        return ["has another plural than the sources"]
    wanted = forms if one.many else 1
    if len(one.words) != wanted or not all(one.words):
        return ["has no translation, or not all of its plural forms"]
    wrong = []
    for words in one.words:
        if set(holes(words)) - set(holes(one.english + one.many)):
            wrong.append(f"has unknown braces: {words}")
        if set(holes(one.many or one.english)) - set(holes(words)) - {"count" if one.many else ""}:
            wrong.append(f"lacks a brace: {words}")
        if (words.count("&") == 1) != (one.english.count("&") == 1):
            wrong.append(f"has an access key, or lacks one: {words}")
        if words != words.strip() or "  " in words.replace("\n  ", "\n"):
            wrong.append(f"has a blank too many: {words}")
        if words.count("\n") != one.english.count("\n"):
            wrong.append(f"has other lines: {words}")
        if one.english.endswith("…") != words.endswith("…"):
            wrong.append(f"ends with an ellipsis, or does not: {words}")
        if one.english.endswith(".") and not one.context and not words.endswith((".", "。")):
            wrong.append(f"does not end as a sentence does: {words}")
    return wrong


def check():
    found, wrong = texts(), []
    for language, forms in LANGUAGES.items():
        try:
            entries = read_po(po_path(language))
        except ValueError as error:
            wrong.append(str(error))
            continue
        keys = [one.key for one in entries]
        wrong += [f"{language}.po: twice: {key!r}" for key in sorted(set(keys)) if keys.count(key) > 1]
        wrong += [f"{language}.po: missing: {key!r}" for key in found if key not in keys]
        for one in entries:
            wrong += [f"{language}.po:{one.places[0]}: {one.key!r} {fault}"
                      for fault in faults_of(one, forms, found.get(one.key))]
    print("\n".join(wrong))
    return not wrong


# The languages for tests: each letter has an accent, and every text is longer by two fifths, in brackets.
ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöûýÀÇÉÎÑÖÛÝ")


RIGHT_TO_LEFT = "\u200f"  # a letter that is not seen, so that a text counts as one from right to left


def pseudo(text):
    parts = re.split(r"(\{[a-z0-9_]+\}|&.)", text)
    longer = "".join(part if part[:1] in "{&" and part else part.translate(ACCENTS) for part in parts)
    more = " ·" * max(1, len(text) // 5)
    return f"[{longer}{more}]" if not text.endswith("…") else f"[{longer[:-1]}{more}]…"


def columns():
    """Of each language its tag, its number of plural forms, whether it goes from right to left, and words by keys."""
    known = {}
    for language, forms in LANGUAGES.items():
        entries = read_po(po_path(language))
        known.update({one.key: one for one in entries})
        yield language.replace("_", "-"), forms, False, {one.key: one.words for one in entries if all(one.words)}
    # Dates are Windows' own.
    words = {key: [text if one.context == "date" else pseudo(text) for text in ([one.english, one.many] if one.many else [one.english])]
             for key, one in known.items()}
    yield "qps-ploc", 2, False, words
    yield "qps-plocm", 2, True, {key: forms if key.startswith(f"date{CONTEXT}") else [RIGHT_TO_LEFT + form for form in forms]
                                 for key, forms in words.items()}


def as_cpp(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + escaped.replace(CONTEXT, "\\004").replace("\0", "\\000") + '"sv'


def table(name, rows):
    return (f"constexpr std::array<std::string_view, {len(rows)}> {name}{{\n"
            + "".join(f"    {as_cpp(row)},\n" for row in rows) + "};\n")


def cpp():
    parts, rows = [], []
    for number, (tag, forms, mirrored, words) in enumerate(columns()):
        keys = sorted(words, key=lambda key: key.encode())
        parts += [table(f"c_keys_{number}", keys), table(f"c_words_{number}", ["\0".join(words[key]) for key in keys])]
        rows.append(f'    {{"{tag}", c_keys_{number}, c_words_{number}, {forms}, {str(mirrored).lower()}}},\n')
    return ("// Made of tray/languages/*.po by packaging/languages.py.\n#include \"tray/languages.hpp\"\n\n#include <array>\n\n"
            "namespace mirrorwatch::tray {\nnamespace {\n\nusing namespace std::string_view_literals;\n\n"
            + "\n".join(parts) + "\nconstexpr text::Catalogue c_catalogues[]{\n" + "".join(rows) + "};\n\n"
            "} // namespace\n\nstd::span<const text::Catalogue> catalogues() {\n    return c_catalogues;\n}\n\n"
            "} // namespace mirrorwatch::tray\n")


def main():
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if check() else 1)
    elif sys.argv[1:] == ["--update"]:
        update()
    elif sys.argv[1:] == ["--pot"]:
        print(written("", 2, texts().values()), end="")
    elif sys.argv[1:2] == ["--cpp"] and len(sys.argv) == 3:
        Path(sys.argv[2]).write_text(cpp(), encoding="utf-8")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
