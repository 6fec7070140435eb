#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`mirrorwatch wslconfig`, the real program in a real profile: one line a step, exit code 0 only if all were seen.

What is in the files, and in the history, is read from outside the product.
"""
import argparse
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from config_exclusion import excluding  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError, run, wait_until  # noqa: E402
from mwlab.wine import Wine, compiled, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

HERE = Path(__file__).resolve().parent
EXE = HERE.parents[1] / "build/mingw/bin/mirrorwatch.exe"
HOLDER = HERE / "driver/hold_win.cpp"
POLICIES = r"HKLM\Software\Policies\WSL"
OK, FAILED, USAGE = 0, 1, 2
CLEAN, WARNINGS, UNREADABLE = 0, 1, 1
FILE = (b"# my settings\r\n[wsl2]\r\nnetworkingMode=mirrored # for the dev server\r\n  memory = 8GB\r\n"
        b"\r\n[experimental]\r\nhostAddressLoopback=true\r\n")
BROKEN = b"[WSL2]\nNETWORKINGMODE=bogus\nnetworkMode=nat\n; memory=4GB\nipv6\nprocessors=0x4\n"
WHEN = 'It counts from WSL\'s next start. "wsl --shutdown" would end all distros.'
SUBCOMMANDS = ("show", "check", "set", "unset", "comment", "uncomment", "history", "undo")


class Config:
    """The verb, and the files that it is about. `file` is .wslconfig in the profile."""

    def __init__(self, world, wine, small_disk):
        self.small_disk = small_disk
        self.world, self.wine, self.file, self.witness = world, wine, world.wslconfig, Witness(world)
        self.profile = self.file.parent
        self.data = self.profile / "AppData/Local/Mirrorwatch"
        self.number = 0  # of the newest backup that change() saw
        self.folder = wine.root / "files"  # for --file
        self.folder.mkdir()

    def call(self, *words, code=OK, env=None):
        """(standard output, standard error) of `mirrorwatch wslconfig …`, which has to end with `code`."""
        done = self.wine.run(to_windows(EXE), "wslconfig", *map(str, words), env=env)
        out, err = done.stdout.decode(), done.stderr.decode()
        if done.returncode != code:
            raise LabError(f"wslconfig {' '.join(map(str, words))}: exit code {done.returncode}, not {code}: {out}{err}")
        return out, err

    def said(self, *words, code=OK):
        """All that it said to a person."""
        return "".join(self.call(*words, code=code))

    def json(self, *words, code=OK):
        return json.loads(self.call(*words, "--format", "json", code=code)[0])

    def refused(self, *words, code=FAILED, file=None):
        """The sentence on standard error; the file must be as before, with nothing beside it."""
        file = file or self.file
        before = file.read_bytes() if file.is_file() else None
        beside = sorted(file.parent.iterdir())
        out, err = self.call(*words, code=code)
        expect(out, "", "standard output")
        expect(err.startswith("mirrorwatch: ") and err.count("\n") == 1, True, f"one sentence, not {err!r}")
        expect(file.read_bytes() if file.is_file() else None, before, "the file")
        expect(sorted(file.parent.iterdir()), beside, "the folder")
        return err.strip()

    def newest(self, *words):
        """The number of the newest backup, 0 where there is none."""
        entries = self.json("history", *words)["history"]
        return entries[0]["number"] if entries else 0

    def change(self, words, before, after, file=None):
        """A change, first dry and then made, by its bytes before and after (None: no file). Returns what was said."""
        target, option = (file, ["--file", to_windows(file)]) if file else (self.file, [])
        put(target, before)
        dry = self.call(*words, *option, "--dry-run")[0]
        expect(get(target), before, "the bytes after a dry run")
        self.expect_diff(dry, before, after)
        out, err = self.call(*words, *option)
        expect(get(target), after, f"the bytes after wslconfig {' '.join(words)}")
        expect(err, "", "standard error")
        newest = self.newest(*option)
        expect((newest > self.number, f" Backup {newest}; to go back: mirrorwatch wslconfig undo {newest}" in out), (True, True), f"the backup in {out!r}")
        self.number = newest
        expect(WHEN in out, file is None, "a word about WSL's next start")
        expect(sorted(target.parent.glob(".wslconfig*" if not file else f"{file.name}*")), [target], "files beside it")
        return out

    def expect_diff(self, said, before, after):
        """What a dry run says is what `diff -u` says of the texts, but for the names."""
        texts = [self.folder / name for name in ("a", "b")]
        for path, data in zip(texts, (before, after)):
            path.write_bytes(text_of(data or b"").encode())
        wanted = subprocess.run(["diff", "-u", *texts], capture_output=True).stdout.decode()
        expect(said.split("\n", 2)[2], wanted.split("\n", 2)[2], "the diff")
        names = [line.split(" ", 1)[1] for line in said.split("\n", 2)[:2]]
        expect([name == "/dev/null" for name in names], [before is None, after is None], "the names in the diff")
        for path in texts:
            path.unlink()

    @contextlib.contextmanager
    def held(self, file, how):
        """While the block runs, another program has the file open."""
        answers, writer = os.pipe()
        holder = self.wine.spawn(to_windows(compiled(HOLDER)), to_windows(file), how, stdout=writer)
        os.close(writer)
        try:
            with os.fdopen(answers) as lines:
                expect(lines.readline().strip(), "held", "the other program's word")
            yield holder
        finally:
            end(holder)


def end(process):
    if process.poll() is None:
        process.terminate()
        process.wait(20)


def put(path, data):
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(data)


def get(path):
    return path.read_bytes() if path.exists() else None


def text_of(data):
    return data[2:].decode("utf-16-le") if data.startswith(b"\xff\xfe") else data.removeprefix(b"\xef\xbb\xbf").decode()


def no_file(report, config):
    with report.step("no file: all defaults, nothing to warn of, nothing to undo, and none is made") as evidence:
        evidence["show"] = config.said("show")
        expect(evidence["show"].startswith(r"There is no C:\users\root\.wslconfig: all settings have their defaults."), True, "the sentence")
        evidence["check"] = config.said("check", code=CLEAN)
        shown = config.json("show")
        expect([setting for setting in shown["settings"].values() if not setting["is_default"] or setting["line"]], [], "settings that are set")
        expect((shown["path"], shown["diagnostics"]), (r"C:\users\root\.wslconfig", []), "path and diagnostics")
        evidence["history"] = config.said("history")
        evidence["refused"] = [config.refused(*words) for words in (["unset", "memory"], ["comment", "memory"], ["uncomment", "memory"], ["undo"])]
        expect((config.file.exists(), config.newest()), (False, 0), "the file, and a backup")
    with report.step("the first change makes the file, and its undo removes it") as evidence:
        config.call("set", "networkingMode", "mirrored", "--dry-run")
        expect((config.file.exists(), config.newest()), (False, 0), "the file, and a backup, after a dry run")
        evidence["set"] = config.call("set", "networkingMode", "mirrored")[0]
        made = config.file.read_bytes()
        expect(config.json("show")["settings"]["wsl2.networkingMode"]["value"], "mirrored", "the mode")
        evidence["undo"] = config.call("undo")[0]
        expect(config.file.exists(), False, "the file")
        config.call("undo", "2")
        expect(config.file.read_bytes(), made, "the file after the undo was undone")
        expect([entry["before_sha256"] is None for entry in config.json("history")["history"]], [True, False, True], "backups of no file")


def looking(report, config):
    with report.step("show: what WSL takes from the file, with lines, as table and as JSON") as evidence:
        config.file.write_bytes(FILE)
        shown = config.json("show")
        evidence["set"] = {name: setting for name, setting in shown["settings"].items() if not setting["is_default"]}
        expect(evidence["set"], {"wsl2.networkingMode": {"value": "mirrored", "line": 3, "is_default": False},
                                 "wsl2.memory": {"value": "8589934592", "line": 4, "is_default": False},
                                 "experimental.hostAddressLoopback": {"value": "true", "line": 7, "is_default": False}}, "what is set")
        expect((shown["encoding"], shown["diagnostics"], list(shown)), ("utf-8", [], ["path", "encoding", "settings", "diagnostics"]), "the rest")
        evidence["table"] = config.said("show")
        expect(config.said("check", code=CLEAN).endswith(": no warnings.\n"), True, "a clean check")
        expect(len(config.said("show", "--all").splitlines()) > len(evidence["table"].splitlines()) + 20, True, "more lines for all")
    with report.step("a broken file: WSL's warnings by line, ours marked, exit code 1") as evidence:
        config.file.write_bytes(BROKEN)
        checked = config.json("check", code=WARNINGS)
        evidence["diagnostics"] = checked["diagnostics"]
        expect([(d["line"], d["code"], d["source"], d["key"]) for d in checked["diagnostics"]],
               [(2, "invalid-value", "wsl", "wsl2.networkingMode"), (3, "unknown-key", "wsl", "WSL2.networkMode"),
                (3, "likely-typo", "mirrorwatch", "WSL2.networkMode"), (4, "invalid-key", "wsl", ""), (5, "expected-equals", "wsl", "")],
               "the diagnostics")
        expect(checked["settings"]["wsl2.processors"], {"value": "4", "line": 6, "is_default": False}, "processors")
        evidence["check"] = config.said("check", code=WARNINGS)
        expect("\nline 3: warning (Mirrorwatch): " in evidence["check"], True, "ours, marked")
        expect(config.said("show").endswith(evidence["check"].split("\n", 1)[1].rpartition("5 warnings.")[0]), True, "the same lines in show")
        expect(config.file.read_bytes(), BROKEN, "the bytes")
    with report.step("a policy of the administrator's is a warning") as evidence:
        config.file.write_bytes(FILE)
        config.wine.run("reg", "add", POLICIES, "/v", "AllowNetworkingModeUserSetting", "/t", "REG_DWORD", "/d", "0", "/f", "/reg:64")
        evidence["diagnostics"] = config.json("check", code=WARNINGS)["diagnostics"]
        config.wine.run("reg", "delete", POLICIES, "/f", "/reg:64")
        expect("overridden-by-policy" in [d["code"] for d in evidence["diagnostics"]], True, "the warning")


def changing(report, config):
    with report.step("each change touches its own bytes only; a dry run shows it as diff -u does, and writes nothing") as evidence:
        said = evidence["said"] = []
        for words, before, after in (
                (["set", "networkingmode", "NAT"], b"=mirrored", b"=NAT"),
                (["set", "wsl2.memory", "16GB"], b"= 8GB", b"= 16GB"),
                (["set", "vmIdleTimeout", "-1"], b"  memory = 8GB\r\n", b"  memory = 8GB\r\nvmIdleTimeout=-1\r\n"),
                (["comment", "memory"], b"  memory", b"  #memory"),
                (["unset", "memory"], b"  memory = 8GB\r\n", b"")):
            said.append(config.change(words, FILE, FILE.replace(before, after)))
        said.append(config.change(["uncomment", "memory"], FILE.replace(b"  memory", b"  #memory"), FILE))
        config.file.write_bytes(FILE)
    with report.step("what the file says already is not written, nor backed up") as evidence:
        number, inode = config.newest(), config.file.stat().st_ino
        evidence["said"] = config.call("set", "memory", "8GB")[0]
        expect("already says so" in evidence["said"], True, "the sentence")
        expect((config.newest(), config.file.stat().st_ino, config.file.read_bytes()), (number, inode, FILE), "history and file")
    with report.step("a change that brings a warning says so") as evidence:
        evidence["said"] = config.call("set", "localhostForwarding", "false")[0]
        expect("warning (Mirrorwatch): " in evidence["said"], True, "the warning")
    with report.step("what makes no sense for WSL is refused in a sentence, and the file is as it was") as evidence:
        config.file.write_bytes(FILE)
        evidence["sentences"] = [config.refused(*words, code=USAGE) for words in (
            ["set", "networkMode", "nat"], ["set", "memory", "8gb"], ["set", "networkingMode", "bridge"], ["set", "kernel", "C:\\ü"], ["set", "ipv6", ""])]
        evidence["sentences"] += [config.refused(*words) for words in (
            ["unset", "ipv6"], ["comment", "ipv6"], ["uncomment", "ipv6"], ["uncomment", "memory"], ["undo", "9999"])]
        expect("networkingMode" in evidence["sentences"][0], True, "the key that was meant")
    with report.step("values with blanks, #, quotes and backslashes, and an option behind --, come back as given") as evidence:
        for value in ("a # b", r'say "x" \d', " two  blanks ", "--quiet"):
            config.call("set", "kernelCommandLine", "--", value)
            expect(config.json("show")["settings"]["wsl2.kernelCommandLine"]["value"], value, "the value")
        evidence["line"] = config.file.read_bytes().decode()
    expect(config.witness.calls(), [], "calls of wsl.exe")


def history(report, config):
    with report.step("history: number, time, reason and both hashes of every change; undo of any of them gives the bytes back") as evidence:
        config.file.write_bytes(FILE)
        states = [FILE]
        for words in (["set", "networkingMode", "nat"], ["unset", "memory"], ["set", "processors", "4"]):
            config.call(*words)
            states.append(config.file.read_bytes())
        entries = evidence["entries"] = config.json("history")["history"][:3][::-1]
        evidence["table"] = config.call("history")[0]
        hashes = []
        for state in states:
            config.file.write_bytes(state)
            hashes.append(config.witness.sha256(config.file))
        expect([(e["before_sha256"], e["after_sha256"]) for e in entries], list(zip(hashes, hashes[1:])), "hashes")
        expect([e["remedy"] for e in entries], [None] * 3, "whose changes")
        for turn in (2, 0, 1):
            number = str(entries[turn]["number"])
            config.expect_diff(config.call("undo", number, "--dry-run")[0], get(config.file), states[turn])
            evidence[f"undo {turn}"] = config.call("undo", number)[0]
            expect(config.file.read_bytes(), states[turn], f"the bytes after undo {number}")
        again = config.call("undo", str(entries[1]["number"]))[0]
        expect("Nothing was written." in again, True, f"nothing to do in {again!r}")
    with report.step("undo without a number takes back the newest change; what was written by hand meanwhile can be had back") as evidence:
        config.file.write_bytes(FILE)
        config.call("set", "networkingMode", "nat")
        by_hand = config.file.read_bytes() + b"# by hand\r\n"
        config.file.write_bytes(by_hand)
        evidence["undo"] = config.call("undo")[0]
        expect(config.file.read_bytes(), FILE, "the file")
        config.call("undo", config.newest())
        expect(config.file.read_bytes(), by_hand, "the file after the undo was undone")


def other_files(report, config):
    config.file.write_bytes(FILE)
    with report.step("--file: another file with a history of its own, relative names too; .wslconfig is left alone") as evidence:
        other = config.folder / "ü ß.conf"
        evidence["set"] = config.change(["set", "memory", "4GB"], FILE, FILE.replace(b"8GB", b"4GB"), other)
        expect(f'--file "{to_windows(other)}"' in evidence["set"], True, "the file in the way back")
        option = ["--file", to_windows(other)]
        expect(len(config.json("history", *option)["history"]), 1, "its history")
        expect(config.json("show", *option)["path"], to_windows(other), "its path")
        config.call("undo", *option)
        expect((other.read_bytes(), config.file.read_bytes()), (FILE, FILE), "both files")
        (config.wine.root / "here.conf").write_bytes(FILE)  # what Wine's programs are started in
        expect(config.json("show", "--file", "here.conf")["path"], to_windows(config.wine.root / "here.conf"), "a relative name")
    with report.step("UTF-16 and marks stay; UTF-16 big endian is unreadable, exit code 1, and never changed") as evidence:
        for mark, encoding, name in ((b"\xff\xfe", "utf-16-le", "utf-16le"), (b"\xef\xbb\xbf", "utf-8", "utf-8-bom")):
            file, text = config.folder / f"{name}.conf", FILE.decode()
            config.change(["set", "networkingMode", "nat"], mark + text.encode(encoding),
                          mark + text.replace("=mirrored", "=nat").encode(encoding), file)
            expect(config.json("show", "--file", to_windows(file))["encoding"], name, "the encoding")
        expect_unreadable(config, evidence, config.folder / "big.conf", b"\xfe\xff" + FILE.decode().encode("utf-16-be"))
    with report.step("a folder in its place is unreadable too") as evidence:
        folder = config.folder / "folder.conf"
        folder.mkdir()
        expect_unreadable(config, evidence, folder)
    with report.step("a folder that is not there is no place for a new file") as evidence:
        evidence["sentence"] = config.refused("set", "ipv6", "true", "--file", to_windows(config.folder / "none/f.conf"))


def expect_unreadable(config, evidence, file, data=None):
    if data:
        file.write_bytes(data)
    option = ["--file", to_windows(file)]
    shown = evidence["shown"] = config.json("show", *option, code=UNREADABLE)
    expect((shown["settings"], [d["code"] for d in shown["diagnostics"]]), ({}, ["unreadable"]), "what is shown")
    evidence["check"] = config.said("check", *option, code=UNREADABLE)
    evidence["set"] = config.refused("set", "networkingMode", "nat", *option, file=file)


def obstacles(report, config):
    config.file.write_bytes(FILE)
    with report.step("a read-only file is not changed") as evidence:
        config.file.chmod(0o444)
        evidence["sentence"] = config.refused("set", "networkingMode", "nat")
        expect(config.said("check", code=CLEAN).endswith("no warnings.\n"), True, "it can be read")
        config.file.chmod(0o644)
    with report.step("another program has the file for itself: unreadable, not changed") as evidence:
        with config.held(config.file, "alone"):
            evidence["show"] = config.json("show", code=UNREADABLE)["diagnostics"]
            evidence["set"] = config.refused("set", "networkingMode", "nat")
    with report.step("another program lets others only read: shown, not changed") as evidence:
        with config.held(config.file, "readers"):
            expect(config.json("show")["settings"]["wsl2.memory"]["line"], 4, "memory's line")
            evidence["set"] = config.refused("set", "networkingMode", "nat")
    with report.step("it lets go while the same change waits: that succeeds") as evidence:
        with config.held(config.file, "alone") as holder:
            change = config.wine.spawn(to_windows(EXE), "wslconfig", "set", "networkingMode", "nat")
            evidence["waits"] = wait_until(lambda: config.wine.pids("networkingMode"), 10, "the change's process")
            end(holder)
            expect(change.wait(20), OK, "exit code")
        expect(config.file.read_bytes(), FILE.replace(b"=mirrored", b"=nat"), "the bytes")
    with report.step("a full disk: refused, the file whole, nothing beside it") as evidence:
        full = config.small_disk / "f.conf"
        full.write_bytes(FILE)
        evidence["sentence"] = config.refused("set", "networkingMode", "nat", "--file", to_windows(full), file=full)
    with report.step("no room for the backup: refused before anything is written") as evidence:
        config.file.write_bytes(FILE)
        config.data.rename(config.data.with_name("Mirrorwatch.kept"))
        config.data.symlink_to(config.small_disk)
        evidence["sentence"] = config.refused("set", "networkingMode", "nat")
        config.data.unlink()
        config.data.with_name("Mirrorwatch.kept").rename(config.data)
        expect(config.newest() > 0, True, "a history")
    with report.step("a user without a profile: unreadable, not changed, but --file can be looked at") as evidence:
        nobody = {"USER": "nobody"}
        evidence["check"] = config.call("check", code=UNREADABLE, env=nobody)[0]
        evidence["set"] = config.call("set", "networkingMode", "nat", code=FAILED, env=nobody)[1]
        expect("profile" in evidence["set"] and evidence["set"].count("\n") == 1, True, "the sentence")
        config.call("show", "--file", to_windows(config.small_disk / "f.conf"), env=nobody)


def beyond_ascii(report, config):
    with report.step("a user whose name and profile are beyond ASCII: the file is made, shown and put back") as evidence:
        for name in ("Jürgen", "李雷"):
            user, profile = {"USER": name}, config.profile.parent / name
            (profile / "AppData/Local").mkdir(parents=True)
            evidence[name] = config.call("set", "memory", "8GB", env=user)[0]
            expect(b"memory=8GB" in (profile / ".wslconfig").read_bytes(), True, "the setting")
            shown = json.loads(config.call("show", "--format", "json", env=user)[0])
            expect(shown["path"], rf"C:\users\{name}\.wslconfig", "the path")
            history = config.call("history", env=user)[0]
            expect(name in history and "set wsl2.memory=8GB" in history, True, f"the history {history!r}")
            config.call("undo", env=user)
            expect((profile / ".wslconfig").exists(), False, "the file")


def command_line(report, config):
    with report.step("help for config and for each subcommand; config alone shows it too, as a mistake") as evidence:
        evidence["help"] = config.call("--help")[0]
        expect(config.call(code=USAGE)[0], evidence["help"], "help")
        for name in SUBCOMMANDS:
            shown = config.call(name, "--help")[0]
            expect(shown.startswith(f"Usage: mirrorwatch wslconfig {name} ") and "--file" in shown, True, f"help of {name}")
            expect(f"\n  {name} " in evidence["help"], True, f"{name} in the overview")
    with report.step("what it was called before works as it did") as evidence:
        done = config.wine.run(to_windows(EXE), "config", "show", "--format", "json")  # an old name
        expect((done.returncode, json.loads(done.stdout)), (OK, config.json("show")), "the same")
    with report.step("what makes no sense on the command line is told with what was meant, exit code 2") as evidence:
        for words, said in ((["shwo"], 'did you mean "show"?'), (["un-comment"], 'did you mean "uncomment"?'), (["set", "memory"], "needs VALUE"),
                            (["unset"], "needs KEY"), (["set", "memory", "4GB", "now"], "a word too many"), (["show", "--flie", "x"], '"--file"'),
                            (["show", "--format", "yaml"], "known are table, json"), (["undo", "first"], "no number"), (["undo", "0"], "no number"),
                            (["show", "--dry-run"], "unknown option"), (["check", "--file"], "--file"), (["show", "--file", ""], "--file")):
            sentence = config.refused(*words, code=USAGE)
            evidence[" ".join(words)] = sentence
            expect(said in sentence, True, f"{said!r} in {sentence!r}")


def play(report, world):
    small = world.folder / "small disk"
    small.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=4k", "none", small)  # room for one file, not for two; Wine sees what was mounted before it
    world.before_close(lambda: run("umount", small))
    config = Config(world, Wine(world).start(), small)
    for part in (no_file, looking, changing, history, other_files, obstacles, beyond_ascii, command_line, excluding):
        part(report, config)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    report = Report(parser.parse_args().report)
    require_namespaces()
    if not EXE.exists():
        print(f"{EXE} is missing: cmake --build build/mingw --target mirrorwatch")
        return 1
    whole = False
    try:
        with World() as world:
            play(report, world)
            whole = True
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed", flush=True)
    return 0 if report.ok and whole else 1


if __name__ == "__main__":
    sys.exit(main())
