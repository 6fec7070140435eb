# SPDX-License-Identifier: MIT
"""`mirrorwatch vpn exclude NAME --method wslconfig` and its way back, for config.py: the bytes of the file, and what WSL makes of it."""
from pathlib import Path

from mwlab.proof import expect
from mwlab.shell import LabError
from mwlab.wine import to_windows

EXE = Path(__file__).resolve().parents[2] / "build/mingw/bin/mirrorwatch.exe"
FILE = b"# my settings\r\n[wsl2]\r\nnetworkingMode=mirrored # for the dev server\r\n\r\n[experimental]\r\nhostAddressLoopback=true\r\n"
LAST = b"# for the dev server\r\n"  # of [wsl2]; what is new comes below
KEY = b"networkingMode.excludedInterfaces="
VPN, OTHER = "vpn0", "eth0"  # adapters of `win`
BY_FILE = ("--method", "wslconfig")


def excluding(report, config):
    world = config.world

    def said(*words, code=0):
        done = config.wine.run(to_windows(EXE), *words)
        text = (done.stdout + done.stderr).decode()
        if done.returncode != code:
            raise LabError(f"{' '.join(words)}: exit code {done.returncode}, not {code}: {text}")
        return text

    def with_names(*names):
        objects = ", ".join(f'{{"name": "{name}"}}' for name in names)
        line = KEY + (objects if len(names) == 1 else f"[{objects}]").encode()
        return FILE.replace(LAST, LAST + line + b"\r\n")

    def holds(wanted, what):
        expect(config.file.read_bytes(), wanted, f"the bytes after {what}")

    config.file.write_bytes(FILE)
    world.vpn_up()
    config.witness.mark()
    with report.step("exclude by .wslconfig: first only words, of the warning and of the consent, and the file as it was") as evidence:
        evidence["said"] = said("vpn", "exclude", VPN, *BY_FILE, code=1)
        expect([word in evidence["said"] for word in ("Expected '='", "excludes nothing", "--yes", "+" + KEY.decode())], [True] * 4, "the words")
        holds(FILE, "words")
        expect(config.witness.calls(), [], "calls of wsl.exe")
    with report.step("one VPN, two, one of two back, the last one back: the file is what it was, byte for byte") as evidence:
        evidence["said"] = said("vpn", "exclude", VPN, *BY_FILE, "--yes")
        holds(with_names(VPN), "one")
        said("vpn", "exclude", OTHER, *BY_FILE, "--yes")
        holds(with_names(VPN, OTHER), "two")
        said("vpn", "include", VPN)
        holds(with_names(OTHER), "one back")
        said("vpn", "include", OTHER)
        holds(FILE, "both back")
        said("vpn", "exclude", VPN, *BY_FILE, "--yes")
        config.call("undo")
        holds(FILE, "undo")
        evidence["state"] = world.state()
        expect((evidence["state"]["mode"], evidence["state"]["starts_by_call"], evidence["state"]["shutdowns"]), ("", 0, 0), "WSL")
    with report.step("a WSL that runs already says nothing of the line; the next one answers with its warning, and the line has no effect") as evidence:
        world.start_distro()
        said("vpn", "exclude", VPN, *BY_FILE, "--yes")
        evidence["older"] = said("vpn", "exclude", VPN, *BY_FILE, "--verify", code=1)
        expect("started before" in evidence["older"], True, "the older WSL's sentence")
        world.stop_vm()
        evidence["warnings"] = world.start_distro()
        expect(any("Expected '='" in warning for warning in evidence["warnings"]), True, "WSL's warning")
        evidence["verify"] = said("vpn", "exclude", VPN, *BY_FILE, "--verify", code=1)
        expect("The line has no effect" in evidence["verify"], True, "the sentence")
        said("vpn", "include", VPN)
        holds(FILE, "the way back")
        expect(world.state()["shutdowns"], 0, "shutdowns")
    world.stop_vm()
    world.vpn_down()
