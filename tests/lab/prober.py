#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a user has named is asked by one process of that user: seen from outside, by the processes of an installed service.

None runs before there is something to ask; one asks for many endpoints of every kind; one that is killed, or stands
still, is followed by another, and no endpoint is down for it; with the service it is gone.
"""
import argparse
import os
import signal
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.product import Endpoint, Product, states  # noqa: E402
from mwlab.proof import LAN_URL, expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.wine import Wine  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

PATH, MACHINES_PATH = "/own", "/machine"
HOST = LAN_URL.split("/")[2]
OWN = '[[endpoint]]\nname = "{name}"\nurl = "{url}"\ninterval = "2s"\ntimeout = "1s"\nretry_interval = "1s"\n'
MANY = 20
MACHINES = Endpoint("the machine's", LAN_URL.rstrip("/") + MACHINES_PATH, "windows", 'interval = "2s"\ntimeout = "1s"\n')
CHECKS = '[watch]\nnetwork = false\ninternet = false\nnames = false\nlan = false\nvpn = false\nservers = false\n'


def own_endpoints():
    """{name: url}: many, of every kind that Windows can ask, and one that nobody answers."""
    many = {f"page {number}": f"{LAN_URL.rstrip('/')}{PATH}?{number}" for number in range(MANY)}
    return many | {"port": f"tcp://{HOST}:80", "name": "dns://localhost", "closed": f"tcp://{HOST}:9"}


class Installed:
    """The service of one Windows, and the user's own file."""

    def __init__(self, world):
        self.world, self.wine = world, Wine(world).start()
        self.product, self.witness = Product(world, self.wine), Witness(world)
        self.own = self.wine.profile_dir() / "AppData/Local/Mirrorwatch/mirrorwatch.toml"
        world.start_server("lan", 80)
        self.product.configure([MACHINES], CHECKS)
        self.product.unpack()

    def probers(self):
        return self.product.pids("mirrorwatch.exe", " prober ")

    def one_prober(self):
        pids = self.probers()
        expect(len(pids), 1, f"processes that probe as the user: {self.product.command_lines('mirrorwatch.exe')}")
        return pids[0]

    def await_requests(self, count, path=PATH, deadline=60):
        """Waits until so many more have reached the server."""
        self.witness.mark()
        wait_until(lambda: sum(hit["path"].startswith(path) for hit in self.witness.hits()) >= count, deadline, f"{count} requests of {path}")

    def await_states(self, wanted, deadline=60):
        return self.product.await_status(lambda s: wanted.items() <= states(s).items(), deadline, str(wanted))

    def await_another(self, than, deadline=60):
        """Waits for the one that follows; returns its number."""
        wait_until(lambda: self.probers() and than not in self.probers(), deadline, "another prober")
        return self.one_prober()


def asked_by(status):
    return {endpoint["name"]: {side["runs_in"] for side in endpoint["vantages"]} for endpoint in status["endpoints"]}


def play(report, installed):
    product = installed.product
    well = {name: "down" if name == "closed" else "up" for name in own_endpoints()}
    with report.step("nothing is the user's own: the service asks, and no process of the user's runs") as evidence:
        evidence["said"] = [product.must("service", verb) for verb in ("install", "start")]
        status = installed.await_states({MACHINES.name: "up"})
        expect(asked_by(status), {MACHINES.name: {"service"}}, "who asks")
        installed.await_requests(3, MACHINES_PATH)
        expect(installed.probers(), [], "processes that probe as the user")
    with report.step(f"{len(well)} endpoints of the user's own, of every kind: one process asks for all of them") as evidence:
        installed.own.parent.mkdir(parents=True, exist_ok=True)
        installed.own.write_text("".join(OWN.format(name=name, url=url) for name, url in own_endpoints().items()))
        status = installed.await_states(well)
        expect(asked_by(status), {MACHINES.name: {"service"}} | dict.fromkeys(well, {"agent"}), "who asks")
        pid = installed.one_prober()
        installed.await_requests(5 * MANY)
        expect(installed.one_prober(), pid, "the process after many probes")
        evidence["command line"] = product.command_lines("mirrorwatch.exe")
    with report.step("it is killed: another one follows, and nothing is down for it"):
        os.kill(pid, signal.SIGKILL)
        killed, pid = pid, installed.await_another(pid)
        installed.await_requests(2 * MANY)
        expect(states(product.status()) | {"killed": killed != pid}, well | {MACHINES.name: "up", "killed": True}, "states")
    with report.step("it stands still: it is ended, another one follows, and nothing is down for it"):
        os.kill(pid, signal.SIGSTOP)
        pid = installed.await_another(pid)
        installed.await_requests(2 * MANY)
        expect(states(product.status()), well | {MACHINES.name: "up"}, "states")
    with report.step("the service stops: the process is gone, and the log has a line for each end") as evidence:
        evidence["said"] = product.must("service", "stop")
        wait_until(lambda: not installed.probers(), 10, "the end of the user's prober")
        lines = evidence["log"] = [line for text in product.logs().values() for line in text.splitlines() if "the prober of" in line]
        expect(1 <= len(lines) <= 2, True, f"lines about the prober: {lines}")  # at most one a minute
        expect([line for text in product.logs().values() for line in text.splitlines() if " error" in line.lower()], [], "errors")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    report = Report(parser.parse_args().report)
    require_namespaces()
    try:
        with World() as world:
            installed = Installed(world)
            try:
                play(report, installed)
            finally:
                if not report.ok:
                    for name, text in installed.product.logs().items():
                        print("\n".join([f"--- {name}", *text.splitlines()[-40:]]), flush=True)
    except (LabError, AssertionError) as problem:
        print(problem, flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
