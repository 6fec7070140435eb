#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""wsl.exe does not behave, in one way after the other: what Mirrorwatch says of it, and whether it is well again afterwards.

    broken_wsl.py            every fault; the one that takes long in a world of its own, beside the others
    broken_wsl.py garbage    only this one

    hang      it never ends                     garbage   bytes that are no text, exit code 0
    flood     it prints 100 MB                  half      a list that ends in the middle of a UTF-16 character
    fails     exit code 0xFFFFFFFF, no word     missing   there is none
    shutdown  `wsl --shutdown` is refused with E_OUTOFMEMORY in the middle of a switch to NAT that the user agreed to

Of each: the service names it, lives, and is well when wsl.exe is; `.wslconfig` is whole all the while; and a client that
asks 20 times a second waits no longer than without the fault.
"""
import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.console import Console, sentry  # noqa: E402
from mwacts.exclusion import remedy  # noqa: E402
from mwacts.product import Endpoint, states  # noqa: E402
from mwacts.stage import CONFIG, DISTRO, LAN, LOCAL, ON_LAN, PATH, SERVER, WITH_NAT, start_servers  # noqa: E402
from mwacts.steady import Steady  # noqa: E402
from mwlab.proof import LAN_URL, expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, die_with_parent, is_alive, wait_until  # noqa: E402
from mwlab.wine import Wine  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

SAYS = {"hang": "wsl.exe did not end within 15 s", "flood": "wsl.exe said more than 10 megabytes",
        "garbage": "its answer is no list of distros", "half": "its answer is no list of distros",
        "fails": "exit code 4294967295", "missing": "wsl.exe is missing"}
FOUND_ALONE = ("hang", "missing")  # that these are over nobody hints at
LANES = (("hang",), ("shutdown", "flood", "garbage", "half", "fails", "missing"))
SETTINGS = """
[health]
interval = "2s"
timeout = "1s"
retry_interval = "1s"
start_period = "1s"
[wsl]
poll = "5s"
awaiting_poll = "1s"
[policy]
settle = "1s"
cooldown = "1s"
"""
PATIENCE = 75  # s; three times 15 s, and a machine that is busy with other things
QUIET = 5  # s in which nothing is wrong, for comparison
SILENCE = 6  # s without another attempt; settled and asked for it would be there
LONGEST, TIMES = 50, 3  # ms, and how many times as long as without a fault: beyond both, the loop stood still
WELL = "well"


class Victim(Console):
    """The service, a client that asks it steadily, and a wsl.exe that is made to misbehave."""

    def __init__(self, world, wine):
        super().__init__(world, wine)
        self.exe = wine.prefix() / "drive_c/windows/system32/wsl.exe"
        self.steady = self.pid = None

    def begin(self):
        """Returns the status of a service that is well."""
        self.product.configure([Endpoint(SERVER, LOCAL + PATH, "windows"), ON_LAN], SETTINGS)
        self.product.unpack()
        self.listen()
        self.start()
        [self.pid] = self.product.pids("mirrorwatch.exe", " run")
        self.steady = Steady(self.wine)
        return self.until(is_well, "all is well")

    def until(self, wanted, what):
        return self.watch.first(wanted, time.time(), PATIENCE, what)[1]

    def stir(self):
        """WSL is looked at, as after each change of its file."""
        os.utime(self.world.wslconfig)

    def misbehave(self, fault):
        if fault == "missing":
            self.exe.rename(self.exe.with_suffix(".away"))
        else:
            self.world.set_fault("wsl_exe", fault)
        self.stir()

    def behave(self, fault):
        if fault == "missing":
            self.exe.with_suffix(".away").rename(self.exe)
        else:
            self.world.set_fault("wsl_exe", "")
        if fault not in FOUND_ALONE:
            self.stir()

    def shutdowns(self):
        """Calls of `wsl --shutdown` since the witness's mark."""
        return [call for call in self.witness.calls() if "--shutdown" in call["argv"]]

    def lives(self):
        """The same process, still answering the client that came first; WSL is the same machine, and nobody called it up."""
        expect((is_alive(self.pid), self.steady.is_connected(), self.steady.busy()), (True, True, 0),
               "the service, its steady client, and answers that it is busy")
        expect(self.world.state()["starts_by_call"], 0, "starts of WSL by a call")


def is_well(status):
    return (status["health"] == "fine" and not status.get("service_troubles") and not status["offer"] and status["wsl_running"]
            and status["effective"] == "mirrored" and set(states(status).values()) == {"up"})


def says(status, code):
    """The words of a trouble with this code; empty: there is none."""
    return "; ".join(" ".join(trouble["arguments"]) for trouble in status.get("service_troubles", []) if trouble["code"] == code)


def quiet(victim):
    """A while like those with a fault, but without one."""
    with victim.steady.frame(WELL):
        end = time.monotonic() + QUIET
        while time.monotonic() < end:
            victim.stir()
            time.sleep(1)


def fault(report, victim, name):
    with report.step(f"{name}: it is said, and nothing else changes") as evidence:
        with victim.steady.frame(name):
            victim.misbehave(name)
            seen = victim.until(lambda s: SAYS[name] in says(s, "wsl_does_not_answer"), f"WSL cannot be asked: {SAYS[name]}")
            code, words = victim.product.call("status")
        evidence |= {"status": words, "exit": code, "explain": victim.product.call("explain")[1]}
        for said in (words, evidence["explain"]):
            expect(SAYS[name] in said and "All is well" not in said and "Nothing is wrong" not in said, True, f"the reason is in: {said}")
        expect(states(seen)[SERVER], "up", "the server, which Windows reaches without wsl.exe")
        victim.lives()
    with report.step(f"{name}: wsl.exe is as it should be, and all is well") as evidence:
        victim.behave(name)
        with victim.steady.frame(WELL):
            evidence["status"] = victim.until(is_well, "all is well again")
        wait_until(lambda: not victim.product.pids("wsl.exe"), PATIENCE, "the end of every wsl.exe that misbehaved")
        victim.lives()


def refused_shutdown(report, victim):
    with report.step("shutdown: the VPN cuts WSL off, and the user agrees to NAT") as evidence:
        victim.world.vpn_up(cuts=["mirrored"])
        evidence["curl"] = victim.witness.await_dead(LAN_URL, where="guest")
        offer = victim.until(lambda s: s["offer"], "a question")["offer"]
        victim.witness.mark()
        victim.world.set_fault("fail_shutdown", "memory")
        vm = victim.world.state()["vm_id"]
        evidence["answer"] = victim.tell("answer_offer", offer=offer["id"], choice="nat")
        expect(evidence["answer"]["accepted"], True, f"the answer {evidence['answer']}")
    with report.step("shutdown: refused with E_OUTOFMEMORY; said so, the file put back at once, and no second attempt") as evidence:
        with victim.steady.frame("shutdown"):
            seen = victim.until(lambda s: remedy(s, "switch_mode") == "given_up", "given up")
            [ended] = [r for r in seen["remedies"] if r["kind"] == "switch_mode"]
            expect(ended["sentence"]["code"], "shutdown_not_repeated", f"what is said of {ended}")
            expect(victim.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
            victim.watch.never(lambda s: s["offer"] or remedy(s, "switch_mode") != "given_up", time.time(), SILENCE, "another attempt")
        evidence |= {"status": victim.product.must("status"), "calls": victim.shutdowns(), "state": victim.world.state()}
        expect("could not be shut down: Error code: Wsl/Service/E_OUTOFMEMORY" in evidence["status"], True, f"words in {evidence['status']}")
        expect(len(evidence["calls"]), 1, "calls of wsl --shutdown")
        expect((evidence["state"]["vm_id"], evidence["state"]["shutdowns"]), (vm, 0), "WSL's machine, and shutdowns")
    with report.step("shutdown: the VPN goes, and all is well") as evidence:
        victim.world.set_fault("fail_shutdown", False)
        victim.world.vpn_down()
        evidence["status"] = victim.until(is_well, "all is well again")
        expect(len(victim.shutdowns()), 1, "calls of wsl --shutdown")
        victim.lives()


def judge(report, victim, names):
    with report.step("the service's loop kept nobody waiting for longer than without a fault") as evidence:
        without, during = victim.steady.figures(WELL), victim.steady.figures(*names)
        evidence |= {WELL: without, "faults": during, **{name: victim.steady.figures(name) for name in names}}
        print("".join(f"     {name}: {f['answers']} answers, p99 {f['p99']} ms, worst {f['worst']} ms; the echo pipe's p99 {f['echo p99']} ms\n"
                      for name, f in evidence.items()), end="", flush=True)
        limit = max(LONGEST, TIMES * without["p99"], LONGEST + during["echo p99"])
        expect(during["p99"] <= limit, True, f"p99 {during['p99']} ms, without a fault {without['p99']} ms")


def play(report, names):
    with World() as world:
        with report.step("Windows boots; WSL runs mirrored, and the service is well") as evidence:
            victim = Victim(world, Wine(world).start())
            world.wslconfig.write_bytes(CONFIG)
            world.start_distro(DISTRO)
            start_servers(world)
            evidence["status"] = victim.begin()
            quiet(victim)
        try:
            with sentry(world, {"mirrored": CONFIG, "nat": WITH_NAT}, pause=0.005) as finish:
                for name in names:
                    if name == "shutdown":
                        refused_shutdown(report, victim)
                    else:
                        fault(report, victim, name)
                with report.step(".wslconfig was whole all the while") as evidence:
                    evidence |= finish()
                    expect((evidence["wrong"], victim.world.wslconfig.read_bytes()), ([], CONFIG), "other contents, and those in the end")
            judge(report, victim, names)
        except BaseException:
            if folder := os.environ.get("MWACTS_LOGS"):
                victim.keep_logs(Path(folder) / names[0])
            raise
        finally:
            victim.steady.stop()
            victim.watch.stop()


def play_apart(report):
    """Each lane in a process of its own, as a process has one world. True when all went well."""
    running = []
    for names in LANES:
        argv = [sys.executable, __file__, *names]
        argv += ["--report", str(report.with_stem(f"{report.stem}-{names[0]}"))] if report else []
        running.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent))
    return [process.wait() for process in running] == [0] * len(running)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", metavar="fault", help="; ".join(name for names in LANES for name in names))
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    options = parser.parse_args()
    if unknown := set(options.faults) - {name for names in LANES for name in names}:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    require_namespaces()
    if not options.faults:
        return 0 if play_apart(options.report) else 1
    report = Report(options.report)
    try:
        play(report, options.faults)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
