#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what includes what: the table below is the dependency rule of the project. One line for each violation.

Usage: check_includes.py [--self-test]
"""
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CORE_VOCABULARY = ("service/decide/core/event.hpp", "service/decide/core/action.hpp", "service/decide/core/time.hpp")
ASIO = ("boost/asio", "boost/beast", "boost/system")
JSON = ("boost/json", "boost/describe", "boost/mp11", "boost/pfr", "boost/system", "boost/core")


@dataclass(frozen=True)
class Room:
    """A folder and all below it, up to a room of its own; what its files may include, by prefix."""
    folder: str
    ours: tuple[str, ...]
    third_party: tuple[str, ...] = ()
    pure: bool = False


# The first room whose folder fits counts.
ROOMS = (
    Room("common/", ("common/",), (*JSON, "boost/regex", "fmt/", "spdlog/")),
    Room("config/", ("config/", "common/"), ("toml++/", "boost/system", "fmt/")),
    Room("service/decide/", ("service/decide/", "common/"), pure=True),
    Room("service/sense/", ("service/sense/", "common/", *CORE_VOCABULARY), (*ASIO, *JSON, "fmt/")),
    Room("service/act/", ("service/act/", "common/", *CORE_VOCABULARY), (*ASIO, *JSON, "fmt/")),
    Room("service/agent/", ("service/agent/", "common/"), (*JSON, "fmt/")),
    Room("service/ipc/", ("service/ipc/", "common/", *CORE_VOCABULARY), (*ASIO, *JSON, "fmt/")),
    Room("service/scm/", ("service/scm/", "common/", *CORE_VOCABULARY), ("boost/system", "fmt/")),
    Room("service/doctor/", ("service/doctor/", "service/agent/", "service/act/file_calls_win.hpp", "service/sense/",
                             "service/decide/network/", "common/"), (*JSON, "fmt/")),
    Room("service/setup/", ("service/setup/", "service/scm/", "service/act/file_calls_win.hpp", "service/act/folder_win.hpp", "service/act/start_win.hpp",
                             "common/")),
    Room("service/firewall/", ("service/firewall/", "service/agent/", "common/"), (*JSON, "fmt/")),
    Room("service/bundle/", ("service/bundle/", "common/"), ("boost/crc.hpp", "boost/regex", "boost/system")),
    Room("service/cli/", ("service/", "config/", "common/"), ("boost/program_options", *JSON, "fmt/")),
    # app and main
    Room("service/", ("service/", "config/", "common/"), ("boost/program_options", *ASIO, *JSON, "fmt/")),
    Room("tray/", ("tray/", "common/"), (*JSON, "fmt/")),
    # The world that the core is to be wrong in knows nothing of how the core decides; who plays it, only the
    # outside of it.
    Room("tests/support/world/", ("tests/support/world/", "common/"), (*JSON, "fmt/")),
    Room("tests/simulate/", ("tests/simulate/", "tests/support/world/", "common/", "config/parse.hpp", "service/act/journal_json.hpp",
                             *CORE_VOCABULARY, "service/decide/core/supervisor.hpp"), (*JSON, "fmt/", "doctest/")),
    Room("tests/", ("tests/", "tray/", "service/", "config/", "common/"),
         ("doctest/", "boost/", "fmt/", "spdlog/", "toml++/")),
)

# Files that may ask by the preprocessor which system they are compiled for.
MAY_ASK_FOR_THE_SYSTEM = ()

IMPURE_HEADERS = ("fstream", "filesystem", "iostream", "thread", "mutex", "shared_mutex", "condition_variable",
                  "future", "semaphore", "random", "ctime", "cstdio")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<(?P<angle>[^>]+)>|"(?P<quoted>[^"]+)")')
SYSTEM_QUESTION = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b(?:_?WIN32|_?WIN64|__MINGW\w+|_MSC_VER|__linux__)\b")
CLOCK = re.compile(r"::now\s*\(")
THIRD_PARTY = ("boost/", "doctest/", "fmt/", "spdlog/", "toml++/")


def is_windows_only(path):
    return re.search(r"_win(_test)?\.[ch]pp$", path) is not None


def violations(path, text):
    """Yields (line number, sentence) for each line of a file that breaks a rule."""
    room = next((room for room in ROOMS if path.startswith(room.folder)), None)
    if room is None:
        yield 1, "lies in no room: give it one, in ROOMS"
        return
    for number, line in enumerate(without_comments(text).splitlines(), start=1):
        if sentence := offence(room, path, line):
            yield number, sentence


def offence(room, path, line):
    """What a line does that its file may not, or None."""
    if include := INCLUDE.match(line):
        if include["quoted"]:
            return offending_own_header(room, path, include["quoted"])
        return offending_header(room, path, include["angle"])
    if SYSTEM_QUESTION.match(line) and path not in MAY_ASK_FOR_THE_SYSTEM:
        return "asks for the system: put what differs into a *_win file"
    if room.pure and CLOCK.search(line):
        return "reads a clock: time arrives as an argument here"
    return None


def offending_own_header(room, path, header):
    if not header.startswith(room.ours):
        return f'may not include "{header}"'
    if is_windows_only(header) and not is_windows_only(path):
        return f'may not include "{header}": only a *_win file can'
    return None


def offending_header(room, path, header):
    if header.startswith(THIRD_PARTY):
        return None if header.startswith(room.third_party) else f"may not include <{header}>"
    if header.endswith(".h") or "/" in header:  # the standard library's have neither
        return None if is_windows_only(path) else f"may not include <{header}>: only a *_win file can"
    if room.pure and header in IMPURE_HEADERS:
        return f"may not include <{header}>: nothing but values here"
    return None


def without_comments(text):
    """Blanks comments and keeps the lines; a string that contains // loses its tail, which harms no rule."""
    text = re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)
    return re.sub(r"//.*", "", text)


# What must be found and what must not: (path, line, is it a violation).
EXAMPLES = (
    ("common/adapter.hpp", '#include "common/endpoint.hpp"', False),
    ("common/adapter.hpp", "#include <vector>", False),
    ("common/adapter.hpp", '#include "service/decide/core/event.hpp"', True),
    ("common/adapter.hpp", '#include "endpoint.hpp"', True),
    ("common/adapter.hpp", "#include <windows.h>", True),
    ("common/adapter.hpp", "#  include <winsock2.h>", True),
    ("common/adapter.hpp", "// #include <windows.h>", False),
    ("common/adapter.hpp", "/* a\n#include <windows.h>\n*/", False),
    ("common/adapter.hpp", '#include "common/handle_win.hpp"', True),
    ("common/adapter.hpp", "#ifdef _WIN32", True),
    ("common/adapter.hpp", "#if defined(_WIN32) && 1", True),
    ("common/adapter.hpp", "#include <boost/asio/io_context.hpp>", True),
    ("common/error_win.cpp", "#include <windows.h>", False),
    ("common/error_win.cpp", '#include "common/handle_win.hpp"', False),
    ("common/protocol.cpp", "#include <boost/json.hpp>", False),
    ("common/wslconfig/document.cpp", '#include "config/parse.hpp"', True),
    ("config/parse.cpp", "#include <toml++/toml.h>", False),
    ("config/parse.cpp", '#include "service/app.hpp"', True),
    ("service/decide/core/supervisor.cpp", '#include "common/snapshot.hpp"', False),
    ("service/decide/core/supervisor.cpp", "#include <chrono>", False),
    ("service/decide/core/supervisor.cpp", "auto now = std::chrono::steady_clock::now();", True),
    ("service/decide/core/supervisor.cpp", "#include <boost/system/result.hpp>", True),
    ("service/decide/core/supervisor.cpp", "#include <fmt/format.h>", True),
    ("service/decide/core/supervisor.cpp", "#include <fstream>", True),
    ("service/decide/core/supervisor.cpp", "#include <thread>", True),
    ("service/decide/core/supervisor.cpp", '#include "config/parse.hpp"', True),
    ("service/decide/core/supervisor.cpp", '#include "service/act/journal.hpp"', True),
    ("service/sense/probes/http_probe.cpp", "#include <boost/beast/http.hpp>", False),
    ("service/sense/probes/http_probe.cpp", '#include "service/decide/core/event.hpp"', False),
    ("service/sense/probes/http_probe.cpp", '#include "service/decide/core/supervisor.hpp"', True),
    ("service/sense/probes/http_probe.cpp", '#include "service/act/journal.hpp"', True),
    ("service/sense/probes/http_probe.cpp", '#include "config/parse.hpp"', True),
    ("service/act/journal.cpp", '#include "service/ipc/session.hpp"', True),
    ("service/ipc/session.hpp", '#include "service/scm/service.hpp"', True),
    ("service/scm/service_win.cpp", "#include <boost/asio/post.hpp>", True),
    ("service/agent/edit.cpp", '#include "service/decide/core/action.hpp"', True),
    ("service/agent/edit.cpp", "#include <boost/asio/post.hpp>", True),
    ("service/app.cpp", '#include "service/sense/probes/http_probe.hpp"', False),
    ("service/app.cpp", '#include "tray/present.hpp"', True),
    ("service/main_win.cpp", "#include <boost/program_options.hpp>", False),
    ("service/cli/status.cpp", '#include "service/agent/edit.hpp"', False),
    ("service/cli/status.cpp", "#include <boost/asio/post.hpp>", True),
    ("tray/present.cpp", '#include "common/snapshot.hpp"', False),
    ("tray/present.cpp", '#include "service/decide/core/event.hpp"', True),
    ("tray/present.cpp", "#include <commctrl.h>", True),
    ("tray/icon_win.cpp", "#include <shellapi.h>", False),
    ("tests/decide/supervisor_test.cpp", "#include <windows.h>", True),
    ("tests/ipc/pipe_win_test.cpp", "#include <windows.h>", False),
    ("tests/ipc/pipe_win_test.cpp", '#include "service/ipc/pipe_server_win.hpp"', False),
    ("tests/support/world/packets.cpp", '#include "common/adapter.hpp"', False),
    ("tests/support/world/packets.cpp", '#include "service/decide/diagnosis/diagnosis.hpp"', True),
    ("tests/support/world/packets.cpp", '#include "service/decide/remedies/ladder.hpp"', True),
    ("tests/support/world/packets.cpp", '#include "service/decide/core/supervisor.hpp"', True),
    ("tests/simulate/play.cpp", '#include "service/decide/core/supervisor.hpp"', False),
    ("tests/simulate/play.cpp", '#include "service/decide/diagnosis/evidence.hpp"', True),
    ("elsewhere/thing.cpp", "#include <vector>", True),
)


def self_test():
    wrong = [example for example in EXAMPLES if bool(list(violations(*example[:2]))) != example[2]]
    for path, line, bad in wrong:
        print(f"{path}: {line!r} should be {'a violation' if bad else 'allowed'}")
    return not wrong


def check():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.hpp"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    clean = True
    for path in filter(lambda name: name and Path(name).exists(), listed):
        for number, sentence in violations(path, Path(path).read_text(encoding="utf-8")):
            print(f"{path}:{number}: {sentence}")
            clean = False
    return clean


if __name__ == "__main__":
    sys.exit(0 if (self_test() if "--self-test" in sys.argv else check()) else 1)
