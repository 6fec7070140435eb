#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Probes from within the guest, by the real programs in a Windows with the stand-in wsl.exe: one line a step.

How often wsl.exe was called, and what for, is read from its own log. Exit code 0 only if all was observed.
"""
import argparse
import json
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab.network import LAN_HOST  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report, Witness  # noqa: E402
from mwlab.shell import LabError, kill_group, wait_until  # noqa: E402
from mwlab.wine import Wine, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

HERE = Path(__file__).resolve().parent
EXE = HERE.parents[1] / "build/mingw/bin/mirrorwatch.exe"
OK, FAILED, USAGE = 0, 1, 2
LAN = LAN_HOST  # another machine, as seen from Windows and from the guest
LISTING = ["--list", "--verbose"]
SETTINGS = f"""# written by the test
[wsl]
poll = "4s"
[[endpoint]]
name = "web"
url = "http://127.0.0.1:8080/?token=s3cret"
from = "both"
[[endpoint]]
name = "lan"
url = "http://{LAN}:8080/"
from = "both"
[[endpoint]]
name = "broken"
url = "http://127.0.0.1:8080/error"
from = "wsl"
[[endpoint]]
name = "another text"
url = "http://127.0.0.1:8080/"
body_match = "^sick"
from = "wsl"
[[endpoint]]
name = "text"
url = "http://127.0.0.1:8080/"
body_match = "^healthy"
from = "wsl"
[[endpoint]]
name = "port"
url = "tcp://127.0.0.1:8080"
from = "wsl"
[[endpoint]]
name = "closed port"
url = "tcp://127.0.0.1:8099"
from = "wsl"
[[endpoint]]
name = "name"
type = "dns"
host = "localhost"
from = "wsl"
[[endpoint]]
name = "wrong address"
type = "dns"
host = "localhost"
resolves_to = ["192.0.2.1"]
from = "wsl"
[[endpoint]]
name = "network"
type = "wsl-network"
from = "wsl"
"""
SEEN = {"web": "", "lan": "", "broken": "status", "another text": "body", "text": "", "port": "", "closed port": "refused",
        "name": "", "wrong address": "name", "network": ""}


class Product:
    """mirrorwatch.exe from the build, with settings of its own."""

    def __init__(self, world, wine):
        self.world, self.wine, self.witness = world, wine, Witness(world)
        self.settings = wine.root / "settings.toml"
        self.settings.write_text(SETTINGS)

    def call(self, *words, code=OK, settings=True):
        """(standard output, standard error) of the program, which has to end with `code`."""
        more = ["--file", to_windows(self.settings)] if settings else []
        done = self.wine.run(to_windows(EXE), *words, *more)
        out, err = done.stdout.decode(), done.stderr.decode()
        if done.returncode != code:
            raise LabError(f"{' '.join(words)}: exit code {done.returncode}, not {code}: {out}{err}")
        return out, err

    def probe(self, *words, code=OK, settings=True):
        """Its results: {(name, vantage): result}."""
        found = json.loads(self.call("probe", *words, "--format", "json", code=code, settings=settings)[0])
        expect(found["version"], 1, "version")
        return {(result["name"], result["vantage"]): result for result in found["results"]}

    def spawn(self, *words, stdout):
        return self.wine.spawn(to_windows(EXE), *words, stdout=stdout)

    def guest_calls(self):
        """The calls of wsl.exe since the mark that were commands for the guest."""
        return [call for call in self.witness.calls() if not is_listing(call)]


def is_listing(call):
    """Whether a call only asks which distros run."""
    return call["argv"][0] == "--list"


def batch(report, product):
    with report.step("ten endpoints, right and wrong, are asked by one command of the guest") as evidence:
        product.witness.mark()
        results = evidence["results"] = list(product.probe("--from", "wsl", code=FAILED).values())
        expect({result["name"]: "" if result["ok"] else result["failed"] for result in results}, SEEN, "what failed")
        expect({result["distro"] for result in results}, {"Ubuntu"}, "the distro")
        calls = product.witness.calls()
        expect([call["argv"][:4] for call in calls[1:]], [["-d", "Ubuntu", "-u", "root"]], "the calls of wsl.exe after the first")
        expect(is_listing(calls[0]), True, "the first one lists what runs")
        expect((["s3cret" in part for part in calls[1]["argv"]].count(True), "s3cret" in calls[1]["stdin"]), (0, True), "where the secret went")
        expect("s3cret" in json.dumps(results), False, "the secret in the results")
    with report.step("the agent answers the same question as the service asks it"):
        request = {"do": "probe_from_guest", "host_subnets": [], "attempts": 1, "host_has_default_ipv4": True, "host_has_default_ipv6": True,
                   "endpoints": [endpoint("port", 8080), endpoint("closed port", 8099)]}
        question = product.wine.root / "question.json"
        question.write_text(json.dumps(request))
        line = f'{to_windows(EXE)} agent < {to_windows(question)}'
        answer = json.loads(product.wine.run("cmd", "/c", line).stdout)
        expect((answer["is"], answer["distro"]), ("probe_results", "Ubuntu"), "the answer")
        expect([(r["ok"], r["failed"]) for r in answer["results"]], [(True, "none"), (False, "refused")], "the results")


def endpoint(name, port):
    """As the service sends one to its agent."""
    http = {"target": "/", "method": "GET", "headers": [], "expected_status": [{"first": 200, "last": 399}], "body_match": "",
            "body_not_match": "", "follow_redirects": True, "max_redirects": 10, "tls_verify": True, "tls_server_name": "",
            "proxy": "system", "proxy_url": ""}
    return {"name": name, "kind": "tcp", "host": "127.0.0.1", "port": port, "http": http, "expected_addresses": [], "group": "",
            "from": "wsl", "when": "always", "family": "auto", "enabled": True, "required": True, "interval_ms": 30000,
            "timeout_ms": 5000, "retry_interval_ms": 5000, "max_backoff_ms": 300000, "jitter_percent": 10, "failure_threshold": 3,
            "success_threshold": 2, "source": "machine"}


def both(report, product):
    with report.step("from both places: Windows and WSL reach the LAN") as evidence:
        results = product.probe("lan", "--from", "both")
        evidence["results"] = list(results.values())
        expect({place: result["ok"] for (_, place), result in results.items()}, {"windows": True, "wsl": True}, "who reaches it")
    with report.step("the VPN breaks it: Windows reaches the LAN, WSL does not, and the table says so") as evidence:
        product.world.vpn_up()
        results = product.probe(f"http://{LAN}:8080/", code=FAILED, settings=False)
        evidence["results"] = list(results.values())
        expect({place: result["ok"] for (_, place), result in results.items()}, {"windows": True, "wsl": False}, "who reaches it")
        expect(results[f"http://{LAN}:8080/", "wsl"]["failed"], "connect", "the step that failed")
        product.world.vpn_down()
    with report.step("only what is asked for is asked, and mistakes are told") as evidence:
        product.witness.mark()
        expect([*product.probe("lan", "--from", "windows")], [("lan", "windows")], "the results")
        expect(product.witness.calls(), [], "calls of wsl.exe")
        evidence["name"] = product.call("probe", "lam", code=FAILED)[1]
        expect("lan" in evidence["name"], True, "the nearest name")
        evidence["place"] = product.call("probe", "--from", "mars", code=USAGE)[1]
        evidence["table"] = product.call("probe", "lan")[0]
        expect(evidence["table"].splitlines()[0].split()[:2], ["ENDPOINT", "ADDRESS"], "the table")


def endpoints(report, product):
    with report.step("what is watched is listed, without secrets") as evidence:
        listed = json.loads(product.call("endpoints", "--format", "json")[0])
        expect([one["name"] for one in listed["endpoints"]], list(SEEN), "the names")
        evidence["table"] = product.call("endpoints")[0]
        expect("s3cret" in evidence["table"] + json.dumps(listed), False, "the secret")
    with report.step("what listens in the guest and is not watched is proposed, and nothing is written") as evidence:
        product.world.start_server(port=3000)
        before = product.settings.read_bytes()
        found = evidence["found"] = json.loads(product.call("endpoints", "propose", "--format", "json")[0])["proposals"]
        expect([one["url"] for one in found], ["http://127.0.0.1:3000/"], "the proposals")
        evidence["toml"] = toml = product.call("endpoints", "propose")[0]
        product.settings.write_bytes(before + toml.encode())
        listed = json.loads(product.call("endpoints", "--format", "json")[0])["endpoints"]
        expect(listed[-1]["address"].rstrip("/"), "http://127.0.0.1:3000", "what was pasted")
        expect(product.call("endpoints", "propose")[0].startswith("# Nothing"), True, "nothing more to propose")
        product.settings.write_bytes(before)


def stopped(report, product, seconds):
    world, wine = product.world, product.wine
    console = product.spawn("run", "--file", to_windows(product.settings), stdout=open(wine.root / "console.txt", "wb"))
    try:
        with report.step("status --watch prints each snapshot as it comes") as evidence:
            lines = wine.root / "watched.jsonl"
            watch = None

            def snapshots():
                nonlocal watch
                if watch is None or watch.poll() is not None:  # the pipe is not there at once
                    watch = product.spawn("--console", "status", "--watch", "--format", "json", stdout=open(lines, "wb"))
                text = lines.read_text() if lines.exists() else ""
                return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]

            wait_until(snapshots, 20, "a first snapshot")
            evidence["running"] = wait_until(lambda: [s for s in snapshots() if s["wsl_running"]], 20, "a snapshot with WSL running")[-1]
            world.stop_vm()
            evidence["stopped"] = wait_until(lambda: [s for s in snapshots() if s["wsl_running"]] and not snapshots()[-1]["wsl_running"],
                                             60, "a snapshot with WSL stopped")
            kill_group(watch.pid)
        with report.step(f"WSL is stopped: nothing is called that could start it, by the verbs nor in {seconds} s of the service") as evidence:
            product.witness.mark()
            results = product.probe("lan")
            expect(results["lan", "wsl"]["skipped"], True, "skipped")
            product.probe("lan", "--from", "both", code=FAILED)
            evidence["propose"] = product.call("endpoints", "propose", code=FAILED)[1]
            end = time.monotonic() + seconds
            wait_until(lambda: time.monotonic() > end, seconds + 5)
            expect(console.poll(), None, "the console's end")
            calls = product.witness.calls()
            expect([call["argv"] for call in calls if not is_listing(call)], [], "calls but for the list")
            evidence["calls"] = len(calls)
            expect((world.state()["starts_by_call"], world.state()["mode"]), (0, ""), "starts by a call, and the VM")
    finally:
        kill_group(console.pid)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    parser.add_argument("--stopped", type=int, default=10, help="seconds to look on while WSL is stopped")
    options = parser.parse_args()
    require_namespaces()
    started, report = time.monotonic(), Report(options.report)
    try:
        with World() as world:
            with report.step("Windows boots; WSL runs mirrored, with a server in it and one on the LAN"):
                wine = Wine(world).start()
                world.wslconfig.write_bytes(b"[wsl2]\r\nnetworkingMode=mirrored\r\n")
                world.start_distro("Ubuntu")
                world.start_server()
                world.start_server(where="lan")
                product = Product(world, wine)
                wait_until(lambda: wine.pids("vmmemWSL"), 10, "the VM's sign")
            batch(report, product)
            both(report, product)
            endpoints(report, product)
            stopped(report, product, options.stopped)
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
            return 1
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed, {time.monotonic() - started:.1f} s", flush=True)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
