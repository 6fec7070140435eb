#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`mirrorwatch doctor`, the real program in a Windows with the stand-in wsl.exe: one line a step, exit code 0 only if all were seen.

Wine has no Hyper-V, and its firewall and event log say nothing: what needs those has to stay open, and not to be told as fine.
"""
import argparse
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError  # noqa: E402
from mwlab.wine import Wine, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

HERE = Path(__file__).resolve().parent
EXE = HERE.parents[1] / "build/mingw/bin/mirrorwatch.exe"
OK, FAILED = 0, 1
MIRRORED = b"[wsl2]\r\nnetworkingMode=mirrored\r\n"
GUIDES = MIRRORED + b'networkingMode.excludedInterfaces={"name": "VPN"}\r\n'
VERSION = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
OF_THE_GUEST = ("mode", "interfaces", "default-route", "ipv6-route", "loopback-to-windows", "loopback-to-wsl")


class Doctor:
    """The verb; its answers by id."""

    def __init__(self, world, wine):
        self.world, self.wine, self.witness = world, wine, Witness(world)

    def call(self, *words, code=FAILED):
        done = self.wine.run(to_windows(EXE), "doctor", *words)
        if done.returncode != code:
            raise LabError(f"doctor {' '.join(words)}: exit code {done.returncode}, not {code}: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

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
        expect("Do: mirrorwatch config check" in said and "Do: mirrorwatch service install" in said, True, said)
        expect("\nok " in "\n" + said or "\nunknown " in "\n" + said, False, "other lines in --quiet")


def play(report, world):
    wine = Wine(world).start()
    world.wslconfig.write_bytes(MIRRORED)
    for name in ("CurrentBuild", "CurrentBuildNumber"):
        wine.run("reg", "add", VERSION, "/v", name, "/t", "REG_SZ", "/d", "22631", "/f", "/reg:64")
    doctor = Doctor(world, wine)
    for part in (rests, runs, wrong):
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
