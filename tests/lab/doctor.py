#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`mirrorwatch doctor`, and mode, apply, firewall and bundle, the real program in a Windows with the stand-in wsl.exe: one
line a step, exit code 0 only if all were seen.

Wine has no Hyper-V, and its firewall and event log say nothing: what needs those has to stay open, and not to be told as fine.
"""
import argparse
import json
import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError  # noqa: E402
from mwlab.wine import Wine, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

HERE = Path(__file__).resolve().parent
EXE = HERE.parents[1] / "build/mingw/bin/mirrorwatch.exe"
OK, FAILED, USAGE = 0, 1, 2
MIRRORED = b"[wsl2]\r\nnetworkingMode=mirrored\r\n"
NAT = b"[wsl2]\r\nnetworkingMode=nat\r\n"
INSIDE = ("contents.txt", "doctor.json", "status.json", "explain.txt", "history.json", "settings.toml", "settings.json", "wslconfig.txt", "adapters.json",
          "mirrorwatch.log")
GUIDES = MIRRORED + b'networkingMode.excludedInterfaces={"name": "VPN"}\r\n'
VERSION = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
OF_THE_GUEST = ("mode", "interfaces", "default-route", "ipv6-route", "loopback-to-windows", "loopback-to-wsl")


class Doctor:
    """The verb; its answers by id."""

    def __init__(self, world, wine):
        self.world, self.wine, self.witness = world, wine, Witness(world)

    def say(self, *words, code=OK):
        """All that the program says to a person; it has to end with `code`."""
        done = self.wine.run(to_windows(EXE), *words)
        said = done.stdout.decode() + done.stderr.decode()
        if done.returncode != code:
            raise LabError(f"{' '.join(words)}: exit code {done.returncode}, not {code}: {said}")
        return said

    def call(self, *words, code=FAILED):
        return self.say("doctor", *words, code=code)

    def look(self, evidence, *words, code=FAILED):
        report = json.loads(self.call("--format", "json", *words, code=code))
        expect((report["version"], report["time"][-1]), (1, "Z"), "version and time")
        evidence["checks"] = {check["id"]: check for check in report["checks"]}
        return evidence["checks"]


def results(checks, *ids):
    return {name: checks[name]["result"] for name in ids}


def rests(report, doctor):
    with report.step("WSL rests: it is not started, what needs it stays open, and the service is missed") as evidence:
        checks = doctor.look(evidence)
        expect(results(checks, *OF_THE_GUEST), dict.fromkeys(OF_THE_GUEST, "unknown"), "what needs WSL")
        expect("--start-wsl" in checks["mode"]["fact"], True, "how to start it")
        expect(results(checks, "wsl-version", "wsl-kernel", "wslconfig", "service"),
               {"wsl-version": "ok", "wsl-kernel": "ok", "wslconfig": "ok", "service": "fail"}, "what does not")
        expect("2.9.4" in checks["wsl-version"]["fact"], True, "WSL's version")
        expect(checks["service"]["command"], "mirrorwatch service install", "what mends it")
        expect(doctor.world.state()["mode"], "", "the VM")
        expect([call["argv"] for call in doctor.witness.calls()], [["--version"], ["--list", "--verbose"]], "calls of wsl.exe")
    with report.step("what Wine's Windows does not say is told as open, never as fine") as evidence:
        expect(results(checks, "firewall-loopback", "exposure"), {"firewall-loopback": "unknown", "exposure": "unknown"}, "the firewall's")


def runs(report, doctor):
    with report.step("--start-wsl: the mode is seen, and 127.0.0.1 answers both ways") as evidence:
        checks = doctor.look(evidence, "--start-wsl")
        expect(doctor.world.state()["mode"], "mirrored", "the VM")
        expect(results(checks, "mode", "interfaces", "default-route", "loopback-to-windows"),
               {"mode": "ok", "interfaces": "ok", "default-route": "ok", "loopback-to-windows": "ok"}, "of WSL's network")
    with report.step("a server in WSL on all addresses is reached from Windows, and told with what decides who else reaches it") as evidence:
        doctor.world.start_server()
        checks = doctor.look(evidence)
        expect(results(checks, "loopback-to-wsl"), {"loopback-to-wsl": "ok"}, "a server in WSL")
        expect("Windows reaches" in checks["loopback-to-wsl"]["fact"], True, checks["loopback-to-wsl"]["fact"])


def wrong(report, doctor):
    with report.step("WSL loses its default route: that line fails, with what mends it, and no other of WSL's network") as evidence:
        doctor.world.in_guest("ip", "route", "del", "default")
        checks = doctor.look(evidence)
        expect(results(checks, "mode", "interfaces", "default-route", "loopback-to-windows"),
               {"mode": "ok", "interfaces": "ok", "default-route": "fail", "loopback-to-windows": "ok"}, "of WSL's network")
    with report.step("the guide's exclusion: WSL drops the line, and doctor says that it excludes nothing") as evidence:
        doctor.world.wslconfig.write_bytes(GUIDES)
        checks = doctor.look(evidence)
        expect(results(checks, "wslconfig"), {"wslconfig": "fail"}, "the file")
        expect("excludes nothing" in checks["wslconfig"]["fact"] or "exclude" in checks["wslconfig"]["fact"], True, checks["wslconfig"]["fact"])
    with report.step("--quiet is a table of what is wrong, with what to do, and of nothing else") as evidence:
        evidence["table"] = said = doctor.call("--quiet")
        expect("Do: mirrorwatch wslconfig check" in said and "Do: mirrorwatch service install" in said, True, said)
        expect("\nok " in "\n" + said or "\nunknown " in "\n" + said, False, "other lines in --quiet")


def modes(report, doctor):
    world = doctor.world
    with report.step("mode tells what is set and what runs; with a word it sets it, with a backup, and names what a restart ends") as evidence:
        world.wslconfig.write_bytes(MIRRORED)
        evidence["shown"] = shown = json.loads(doctor.say("mode", "--format", "json"))
        expect((shown["configured"], shown["effective"], shown["running"]), ("mirrored", "mirrored", world.state()["running"]), "the mode")
        evidence["set"] = said = doctor.say("mode", "nat")
        expect(world.wslconfig.read_bytes(), NAT, ".wslconfig")
        expect("A restart of WSL ends " in said and "mirrorwatch wslconfig undo" in said and "mirrorwatch apply" in said, True, said)
        evidence["waits"] = said = doctor.say("mode")
        expect("They differ" in said, True, said)
        doctor.say("mode", "mirorred", code=USAGE)
    with report.step("what was set is undone, byte for byte") as evidence:
        doctor.say("wslconfig", "undo")
        expect(world.wslconfig.read_bytes(), MIRRORED, ".wslconfig")
    with report.step("apply asks first; with --yes WSL is shut down once, and not started") as evidence:
        shutdowns = world.state()["shutdowns"]
        evidence["asked"] = said = doctor.say("apply", code=FAILED)
        expect(("--yes" in said, world.state()["shutdowns"]), (True, shutdowns), said)
        evidence["done"] = doctor.say("mode", "nat", "--apply", "--yes")
        expect((world.wslconfig.read_bytes(), world.state()["shutdowns"], world.state()["mode"]), (NAT, shutdowns + 1, ""), "edit, shutdown and VM")
        evidence["nothing"] = said = doctor.say("apply", "--yes")
        expect(("not running" in said, world.state()["shutdowns"]), (True, shutdowns + 1), said)


def firewall(report, doctor):
    with report.step("firewall: a port is a number; what Wine's Windows has not is told, and nothing is made of it") as evidence:
        for wrong in ("0", "70000", "80;calc", "-1"):
            evidence[wrong] = doctor.say("firewall", "allow", wrong, code=USAGE)
        evidence["allow"] = said = doctor.say("firewall", "allow", "8080", code=FAILED)
        expect("PowerShell did not say what it did" in said or "powershell.exe is missing" in said, True, said)
        evidence["show"] = said = doctor.say("firewall", "show", code=FAILED)
        expect("Windows does not tell of its firewall" in said, True, said)


def bundle(report, doctor):
    file = doctor.wine.root / "bundle.zip"
    with report.step("bundle tells what is in it, writes a zip file that others read, and no name is in it") as evidence:
        doctor.world.wslconfig.write_bytes(MIRRORED + b"# of jane.doe@example.com, password=hunter2\r\n")
        evidence["said"] = said = doctor.say("bundle", to_windows(file))
        for name in INSIDE:
            expect(name in said, True, f"{name} in {said}")
        with zipfile.ZipFile(file) as packed:
            expect((packed.testzip(), sorted(packed.namelist())), (None, sorted(INSIDE)), "the zip file")
            texts = {name: packed.read(name).decode() for name in packed.namelist()}
        evidence["texts"] = texts
        expect(json.loads(texts["doctor.json"])["version"], 1, "doctor.json")
        expect("<mail 1>, password=***" in texts["wslconfig.txt"], True, texts["wslconfig.txt"])
        for secret in ("jane.doe", "hunter2", "users\\root", "users\\\\root"):
            expect([name for name, text in texts.items() if secret in text], [], f"files with {secret}")
    with report.step("a file that is there is not written over; unmasked is as it is") as evidence:
        before = file.read_bytes()
        evidence["there"] = doctor.say("bundle", to_windows(file), code=FAILED)
        expect(file.read_bytes(), before, "the zip file")
        second = doctor.wine.root / "second.zip"
        doctor.say("bundle", to_windows(second), "--unmasked")
        with zipfile.ZipFile(second) as packed:
            expect("hunter2" in packed.read("wslconfig.txt").decode(), True, "unmasked")


def play(report, world):
    wine = Wine(world).start()
    world.wslconfig.write_bytes(MIRRORED)
    doctor = Doctor(world, wine)
    for part in (rests, runs, wrong, modes, firewall, bundle):
        part(report, doctor)


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
