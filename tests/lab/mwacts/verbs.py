# SPDX-License-Identifier: MIT
"""The command line as a person types it, beside a service that runs and beside one that is stopped.

What a verb says is read as text and as JSON; what it does is seen in the guest, in `.wslconfig` and in WSL's counters.
"""
import json
import os
import signal

from mwlab.proof import expect
from mwlab.shell import wait_until

from .exclusion import expect_exclusion, is_ours_there, remedy
from .machine import SERVICE
from .product import states
from .remedies import WITH_PROXY
from .scenes import VPN, all_cut, vpn_comes, wsl_starts
from .stage import CONFIG, CUT, DISTRO, SERVER, WITH_NAT, all_well

WRONG = 1  # the exit code of `explain` that found something, and of what was only said


def explained(stage, code, wanted, what):
    """`explain` as JSON, once it is as wanted."""
    def look():
        seen, said = stage.product.call("explain", "--format", "json")
        answer = json.loads(said) if seen == code else None
        return answer if answer and wanted(answer) else None
    return wait_until(look, 60, f"explain: {what}")


def says(evidence, product, *words, code=0, about=()):
    """A verb, its exit code, and what has to be in its words."""
    seen, said = product.call(*words)
    evidence[" ".join(words)] = said
    expect(seen, code, f"mirrorwatch {' '.join(words)}: {said}")
    for part in about:
        expect(part in said, True, f"'{part}' in what mirrorwatch {' '.join(words)} says: {said}")


def explain(stage):
    """Nothing is wrong; then the VPN breaks mirrored networking, and it is told why and what would be done."""
    with stage.step("explain, while nothing is wrong") as evidence:
        evidence["json"] = explained(stage, 0, lambda a: not a["wrong"], "nothing")
        expect(evidence["json"]["findings"], [], "findings")
        says(evidence, stage.product, "explain")
    vpn_comes(stage)
    with stage.step("explain names the cause with its evidence, what was ruled out, and what would be done") as evidence:
        evidence["json"] = answer = explained(stage, WRONG, lambda a: a["offer"] and a["findings"], "a finding with a question")
        finding = answer["findings"][0]
        expect((finding["fault"], finding["endpoints"]), ("vpn_cuts_wsl", CUT), "what is found")
        expect((bool(finding["evidence"]), bool(finding["ruled_out"])), (True, True), f"evidence and what was ruled out: {finding}")
        expect(finding["remedies"], ["exclude", "nat", "virtioproxy"], "what would be done, one after the other")
        says(evidence, stage.product, "explain", code=WRONG, about=(VPN, *CUT, "Seen:", "Ruled out:", "exclude"))


def doctor(stage):
    """What the service has found while the VPN cuts WSL off, beside what doctor sees by itself."""
    with stage.step("doctor, beside the service: that runs and answers, and what it has found is a line") as evidence:
        seen, said = stage.product.call("doctor", "--format", "json")
        evidence["checks"] = checks = {check["id"]: check for check in json.loads(said)["checks"]}
        expect(seen, WRONG, said)
        wanted = {"service": "ok", "pipe": "ok", "tray": "ok", "settings": "ok", "mode": "ok", "interfaces": "ok", "loopback-to-windows": "ok", "findings": "fail"}
        expect({name: checks[name]["result"] for name in wanted}, wanted, "what doctor sees")


def exclude_and_include(stage):
    """By the VPN's name, in any case; and a name that is none."""
    with stage.step("vpn exclude --dry-run: the commands are shown, and none is run") as evidence:
        says(evidence, stage.product, "vpn", "exclude", VPN, "--dry-run", about=(DISTRO, "eth1", "ip -4 rule add from all pref 5168", "Nothing was changed"))
        expect(is_ours_there(stage), [], "of ours in the guest")
    with stage.step("vpn exclude: it is in force in the guest, and every endpoint answers") as evidence:
        says(evidence, stage.product, "vpn", "exclude", "Nobody's VPN", code=WRONG, about=("Nobody's VPN",))
        says(evidence, stage.product, "vpn", "exclude", VPN.upper(), about=(VPN,))
        evidence["status"] = stage.await_up()
        evidence |= {"curls": all_well(stage.witness), "guest": stage.witness.guest_ip()}
        expect_exclusion(evidence["guest"], "eth1")
    with stage.step("vpn include: nothing of it is left, and all is as dead as before, without a question") as evidence:
        says(evidence, stage.product, "vpn", "include", VPN, about=(VPN,))
        wait_until(lambda: not is_ours_there(stage), 20, "the end of the exclusion")
        evidence["curls"] = all_cut(stage.witness)
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") == "undone", 30, "taken back")
        expect(evidence["status"]["offer"], None, "a question")


def pause_and_resume(stage):
    """Nothing is probed meanwhile, and nothing asked."""
    with stage.step("pause and resume") as evidence:
        says(evidence, stage.product, "pause", "1h")
        evidence["paused"] = stage.product.await_status(lambda s: s["paused"], 10, "paused")
        says(evidence, stage.product, "resume")
        evidence["watching"] = stage.product.await_status(lambda s: not s["paused"], 10, "not paused")


def rollback_and_restore(stage):
    """What restarts WSL is only said without --yes."""
    shutdowns = stage.world.state()["shutdowns"]
    with stage.step("rollback: only said at first; with --yes one edit, one shutdown") as evidence:
        says(evidence, stage.product, "rollback", code=WRONG, about=(DISTRO, "--yes"))
        expect((stage.world.wslconfig.read_bytes(), stage.world.state()["shutdowns"]), (CONFIG, shutdowns), "what is not done")
        says(evidence, stage.product, "rollback", "--yes", about=("NAT",))
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "switch_mode") == "awaiting_wsl", 20, "awaiting WSL")
        expect((stage.world.wslconfig.read_bytes(), stage.world.state()["shutdowns"]), (WITH_NAT, shutdowns + 1), "edit and shutdown")
        says(evidence, stage.product, "rollback", "--mode", "virtioproxy", "--yes", code=WRONG)
    wsl_starts(stage, "nat", "helped", (SERVER, *CUT))
    with stage.step("the service is stopped; restore without it: the file is the original, byte for byte, WSL is shut down once") as evidence:
        evidence["stop"] = stage.product.must("service", "stop")
        says(evidence, stage.product, "explain", code=3)
        says(evidence, stage.product, "restore", code=WRONG, about=(DISTRO, "--yes", "not running"))
        expect(stage.world.wslconfig.read_bytes(), WITH_NAT, ".wslconfig after what was only said")
        says(evidence, stage.product, "restore", "--yes", about=("mirrored",))
        expect((stage.world.wslconfig.read_bytes(), stage.world.state()["shutdowns"]), (CONFIG, shutdowns + 2), "edit and shutdown")
    with stage.step("rollback to VirtioProxy and restore without the service") as evidence:
        says(evidence, stage.product, "rollback", "--mode", "virtioproxy", "--yes", about=("VirtioProxy",))
        expect(stage.world.wslconfig.read_bytes(), WITH_PROXY, ".wslconfig")
        says(evidence, stage.product, "restore", "--yes")
        expect((stage.world.wslconfig.read_bytes(), stage.world.state()["mode"]), (CONFIG, ""), ".wslconfig, and the VM")
        says(evidence, stage.product, "restore", "--yes", code=WRONG)
    with stage.step("the service starts: it finds that its switch was put back, and has nothing left to do") as evidence:
        evidence["start"] = stage.product.must("service", "start")
        evidence["status"] = stage.product.await_status(lambda s: s["configured"] == "mirrored" and not s["can_restore"], 30, "nothing to restore")
        expect((evidence["status"]["offer"], stage.world.wslconfig.read_bytes()), (None, CONFIG), "a question, and .wslconfig")


def endpoints(stage):
    """One of the user's own comes and goes, and nobody opens a file for it."""
    file = stage.wine.profile_dir() / "AppData/Local/Mirrorwatch/mirrorwatch.toml"
    mine = "port 8080"

    def await_mine(is_there):
        return stage.product.await_status(lambda s: (mine in states(s)) == is_there, 75, f"{mine} is {'' if is_there else 'not '}watched")

    with stage.step("endpoints add: a port of WSL's is watched as soon as it is typed, and the file says who wrote it") as evidence:
        says(evidence, stage.product, "endpoints", "add", "8080", about=(mine, "mirrorwatch.toml", "takes it up"))
        evidence["status"] = await_mine(True)
        evidence["file"] = one = file.read_bytes()
        says(evidence, stage.product, "endpoints", "add", "8080", code=WRONG, about=(mine, "--name"))
        says(evidence, stage.product, "endpoints", about=(mine, SERVER, "Your own are in", "whole machine"))
    with stage.step("endpoints remove and undo: it goes, comes back, and goes again; the file is the same, byte for byte") as evidence:
        says(evidence, stage.product, "endpoints", "remove", SERVER, code=WRONG, about=("administrator",))
        says(evidence, stage.product, "endpoints", "remove", mine, about=(mine,))
        evidence["status"] = await_mine(False)
        says(evidence, stage.product, "endpoints", "undo", about=("Taken back",))
        expect(file.read_bytes(), one, "the file")
        await_mine(True)
        says(evidence, stage.product, "endpoints", "remove", mine)
        await_mine(False)
        file.write_bytes(file.read_bytes() + b"# mine\n")
        says(evidence, stage.product, "endpoints", "undo", code=WRONG, about=("has changed since",))


def history(stage):
    """The past, from both."""
    with stage.step("history has what the service did, and not that somebody changed the mode") as evidence:
        evidence["json"] = past = json.loads(stage.product.must("history", "--format", "json"))["history"]
        codes = [event["code"] for event in past]
        for code in ("vpn_broke_mirrored", "excluding", "exclusion_lifted", "switching_mode", "mode_helped", "awaiting_wsl_back"):
            expect(code in codes, True, f"'{code}' among {codes}")
        expect("config_changed_meanwhile" in codes, False, "a change by somebody else")
        times = [event["time"] for event in past]
        expect(times, sorted(times, reverse=True), "the newest first")
        says(evidence, stage.product, "history", "--last", "3")
        says(evidence, stage.product, "history", "--all", "--last", "3")
    with stage.step("history --all of a service that does not answer: that one is needed is said, and by the exit code") as evidence:
        [pid] = stage.product.pids(SERVICE, "service run")
        os.kill(pid, signal.SIGSTOP)
        try:
            says(evidence, stage.product, "history", "--all", code=3)
        finally:
            os.kill(pid, signal.SIGCONT)


def play_all(stage):
    """One after the other on the same stage."""
    explain(stage)
    doctor(stage)
    exclude_and_include(stage)
    pause_and_resume(stage)
    rollback_and_restore(stage)
    endpoints(stage)
    history(stage)
    stage.expect_no_start()
