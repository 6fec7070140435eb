#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the tray's languages: each text has its words in each of them (packaging/languages.py), and no text of tray/ is
shown that does not go through `translated`. One line for each that does.

Usage: check_languages.py [--self-test]
"""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "packaging"))
import languages  # noqa: E402

WORDS = re.compile(languages.LITERAL)
RAW = re.compile(r'\bL?R"\(.*?\)"', re.DOTALL)  # keys of the registry
# Behind these stands what Windows, a program or a screen's measure reads, and no person.
NOT_SHOWN = re.compile(r"(#include |throw_last_error\(|find_function<[^;]*|\bload\([^;]*|registry_\w+\([^;]*|"
                       r"environment\(|CreateFileW\(|CreateMutexW\(|OpenDesktop\w*\(|RegisterWindowMessageW\(|"
                       r"GetModuleHandleW\(|GetProcAddress\([^;]*|LoadLibraryExW\(|FindWindowW\(|"
                       r"(height|measured)\(|wchar_t c_\w+\[\] = )$")
# What is never words: names in braces, keys of settings, options, file names, markup.
CODE = re.compile(r"[a-z_]+|[a-z_]+(\.[a-z_]+)+|(nat|virtioproxy)(, (nat|virtioproxy))*|\.?\w+\.(dll|exe)|[\w.]*://?|"
                  r"\W*")
ALLOWED = {
    "tray/add_server_win.cpp": {"--format"},
    "tray/add_server_win.hpp": {"MirrorwatchAddServer"},
    "tray/canvas_win.hpp": {"MirrorwatchCanvas"},  # names of classes, and other names that Windows knows
    "tray/clipboard_win.cpp": {"USERPROFILE", "USERNAME", "USERDOMAIN"},
    "tray/config_file_win.cpp": {".wslconfig", "\\.wslconfig"},
    "tray/controls_win.cpp": {"Ag"},
    "tray/diagnostics.cpp": None,  # for who helps: English
    "tray/dialog_win.cpp": {"Default"},
    "tray/errand_words.cpp": {"the Internet"},  # what the service calls it
    "tray/errands_win.cpp": {"' + program + L"},
    "tray/identity_win.cpp": {"PinHintShown"},
    "tray/identity_win.hpp": {"Mirrorwatch.Tray", "--toast-activated"},
    "tray/language_win.cpp": {"MIRRORWATCH_LANGUAGE"},
    "tray/languages.cpp": None,  # the languages' own names
    "tray/look_win.cpp": {"Consolas", "ComboBox", "Explorer", "DarkMode_CFD", "DarkMode_Explorer", "Ag"},
    "tray/main_win.cpp": None,  # what is said to who starts it by hand, as the command line: English
    "tray/menu_items.cpp": {"abcdefghijklmnopqrstuvwxyz0123456789"},
    "tray/observations.hpp": None,  # tables, which packaging/languages.py reads
    "tray/verdict_reasons.hpp": None,
    "tray/pages/clock.cpp": set("Sun Mon Tue Wed Thu Fri Sat Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    "tray/pages/overview.cpp": {".wslconfig"},
    "tray/pages/settings_form.cpp": {"English", "Deutsch", "简体中文", "日本語", "zh-Hans"},  # each in its own language
    "tray/pages/sheet.cpp": {"Ag"},
    "tray/pages/watched_servers.cpp": {"--name=", "--when=", "mirrorwatch: ", "warning: ", "; choose another one by --name"},
    "tray/present.cpp": {"Mirrorwatch: "},
    "tray/retold.cpp": {" and ", " (from WSL)"},  # of an English list
    "tray/service_calls_win.cpp": {"service start"},
    "tray/settings_layout_win.cpp": {"watch."},
    "tray/settings_win.cpp": {"settings show --format json", "settings set", " --dry-run"},
    "tray/settings_win.hpp": {"MirrorwatchSettings"},
    "tray/status_win.cpp": {"StatusPlace", "wslconfig undo --dry-run", "wslconfig undo"},
    "tray/status_win.hpp": {"MirrorwatchStatus"},
    "tray/taskbar_win.cpp": {"Shell_TrayWnd", "ImmersiveColorSet"},
    "tray/toast.cpp": None,  # XML
    "tray/wall_clock_win.cpp": {"MMMM"},  # of a picture that Windows fills in
    "tray/watched_list_win.cpp": {"--format"},
    "tray/window_errands_win.cpp": {"endpoints add "},
    "tray/window_win.cpp": {"TaskbarCreated"},
    "tray/window_win.hpp": {"MirrorwatchTray"},
    "tray/winrt_win.hpp": None,  # names of classes
}
SAME_EVERYWHERE = {"WSL", "Windows", "Mirrorwatch"}


def spans_in_calls(text):
    """Where the literals stand that a call of `translated` and its like has."""
    for call in languages.CALL.finditer(text):
        at = call.end()
        while literal := languages.literal_at(text, at):
            yield at, literal[1]
            comma = re.compile(r",\s*").match(text, literal[1])
            if not comma or call[1] not in ("counted", "translated_as"):
                break
            at = comma.end()


def is_words(path, text, match):
    words = languages.unescaped(match[0])
    before = text[:match.start()]
    allowed = ALLOWED.get(path, set())
    if allowed is None or words in allowed or words in SAME_EVERYWHERE:
        return False
    return bool(re.search(r"[^\W\d_]", words)) and not CODE.fullmatch(words) and not NOT_SHOWN.search(before[-200:])


def without_words(path, text):
    """Each literal that a person may read, with its line."""
    text = RAW.sub(lambda raw: " " * len(raw[0]), languages.without_comments(text))
    spans = list(spans_in_calls(text))
    for match in WORDS.finditer(text):
        if not any(start <= match.start() < end for start, end in spans) and is_words(path, text, match):
            yield text.count("\n", 0, match.start()) + 1, match[0]


def self_test():
    examples = {'view.text = "All is well";': 1, 'view.text = translated("All is well");': 0,
                'SetWindowTextW(window, L"Close");': 1, 'text::counted("{count} more", "{count} mores", n);': 0,
                'throw_last_error("CreateWindowExW");': 0, 'filled(words, {{"vpn", name}});': 0,
                'is ? translated("Yes it is") : "No it is not"': 1, '// "All is well"': 0, 'add(L"wslconfig undo");': 1}
    wrong = [line for line, count in examples.items() if len(list(without_words("tray/x.cpp", line))) != count]
    print("\n".join(wrong) or f"{len(examples)} examples are right")
    return not wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    found = [f"{path}:{line}: goes through no translated(): {words}"
             for path in languages.sources() if path.startswith("tray/")
             for line, words in without_words(path, (languages.ROOT / path).read_text(encoding="utf-8"))]
    print("\n".join(found))
    sys.exit(0 if languages.check() and not found else 1)


if __name__ == "__main__":
    main()
