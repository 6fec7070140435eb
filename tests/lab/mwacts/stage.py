# SPDX-License-Identifier: MIT
"""Where an act is played: a world whose WSL runs mirrored with a healthy server, and the product set up in its Windows."""
import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from mwlab import network
from mwlab.proof import LAN_URL, INTERNET_URL, PUBLISHED_URL, expect
from mwlab.report import Report, Witness
from mwlab.shell import LabError, wait_until
from mwlab.wine import Wine
from mwlab.world import World

from .desktop import Desktop, driver
from .product import Endpoint, Product, Watch, states

# Upper case, blanks, comments, CRLF and no end of the last line: all of it must survive.
CONFIG = (b"# my settings\r\n[wsl2]\r\nmemory=4GB\r\n  networkingMode = Mirrored   # for the dev server\r\n\r\n"
          b"[experimental]\r\nautoMemoryReclaim=gradual")
WITH_NAT = CONFIG.replace(b"Mirrored", b"nat")
SERVER, LAN, INTERNET = "web server in WSL", "build server on the LAN", "packages on the Internet"
CUT = [LAN, INTERNET]  # what a full tunnel takes from WSL; never the server's 127.0.0.1
PATH = "/health"  # curl asks for "/": so the server's log tells the product's probes from the driver's
LOCAL = "http://127.0.0.1:8080"
ON_LAN = Endpoint(LAN, LAN_URL.rstrip("/") + PATH)
ENDPOINTS = (Endpoint(SERVER, LOCAL + PATH, "windows"), ON_LAN, Endpoint(INTERNET, INTERNET_URL.rstrip("/") + PATH))
BEHIND, BEHIND_PORT = "git behind the VPN", 8081
BEHIND_URL = f"http://{network.BEHIND}:{BEHIND_PORT}"
ENDPOINT_BEHIND = Endpoint(BEHIND, BEHIND_URL + PATH, more='when = "vpn"')
DISTRO = "Ubuntu"


@dataclass
class Stage:
    """Everything that an act needs."""
    report: Report
    world: World
    wine: Wine
    witness: Witness
    product: Product
    desktop: Desktop
    watch: Watch = None
    around: object = None  # what `surroundings` gave
    tree: frozenset = frozenset()  # the files of drive C before the product came

    def step(self, name):
        return self.report.step(name)

    def probes(self):
        """The product's own requests that reached a server since the witness's mark."""
        return [hit for hit in self.witness.hits() if hit["path"] == PATH]

    def are(self, status, state, names):
        """Whether these endpoints have that state in a status."""
        seen = states(status)
        return {name: seen.get(name) for name in names} == dict.fromkeys(names, state)

    def await_up(self, deadline=30, names=(SERVER, *CUT)):
        """Waits until the product says that the endpoints answer; its status is the evidence."""
        return self.product.await_status(lambda s: self.are(s, "up", names), deadline, f"{', '.join(names)} answer")

    def expect_no_start(self):
        """The product has never started WSL."""
        expect(self.world.state()["starts_by_call"], 0, "starts of WSL by a call")


def start_servers(world):
    """The user's own in WSL, one on the LAN, one on the Internet, one behind the VPN."""
    for where, port in (("guest", 8080), ("lan", 80), ("corp", 80), ("corp", BEHIND_PORT)):
        world.start_server(where, port)


@contextlib.contextmanager
def play(report, shots=None, by_hand=False, endpoints=ENDPOINTS, names=(SERVER, *CUT), surroundings=lambda stage: contextlib.nullcontext()):
    """A stage with the healthy product on it; the product's logs are kept where an act failed. by_hand: no setup.
    endpoints None: the settings are those that setup brings. `names`: what is watched then, and is well."""
    with World() as world:
        with report.step("Windows boots; WSL runs mirrored, and is reached and reaches what it should") as evidence:
            wine = Wine(world).start()
            world.wslconfig.write_bytes(CONFIG)
            evidence["warnings"] = world.start_distro(DISTRO)
            start_servers(world)
            witness = Witness(world)
            evidence["state"], evidence["curls"] = world.state(), all_well(witness)
            expect((evidence["state"]["mode"], evidence["warnings"]), ("mirrored", []), "mode and warnings")
        stage = Stage(report, world, wine, witness, Product(world, wine), Desktop(wine, shots))
        stage.tree = files_of(wine)
        try:
            with surroundings(stage) as stage.around:
                _set_up(stage, by_hand, endpoints, names)
                yield stage
        except BaseException:
            keep_logs(stage)
            raise
        finally:
            if stage.watch:
                stage.watch.stop()


def all_well(witness):
    """Evidence that whoever has to be answered is, without a VPN as with one that was cured."""
    asked = ((f"{LOCAL}/", "win"), (LAN_URL, "guest"), (INTERNET_URL, "guest"), (PUBLISHED_URL, "lan"))
    return [witness.await_healthy(url, where=where) for url, where in asked]


def keep_logs(stage):
    """Beside the report, or in the folder that MWACTS_LOGS names."""
    folder = os.environ.get("MWACTS_LOGS") or (stage.report.path and stage.report.path.parent / "logs")
    if not folder:
        return
    with contextlib.suppress(LabError, OSError, ValueError):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in stage.product.logs().items():
            (Path(folder) / name).write_text(text)
        (Path(folder) / "calls.json").write_text(json.dumps(stage.witness.calls(), indent=1))
        if stage.watch:
            (Path(folder) / "snapshots.jsonl").write_bytes(stage.watch.path.read_bytes())
        stage.wine.screenshot(Path(folder) / "failed.png")


def _set_up(stage, by_hand, endpoints, names):
    product = stage.product
    if by_hand:
        with stage.step("installed by hand, without setup") as evidence:
            if endpoints is not None:
                product.configure(endpoints)
            evidence |= product.set_up_by_hand()
    else:
        with stage.step("setup runs silently") as evidence:
            evidence |= product.set_up()
    if endpoints is not None and not by_hand:
        with stage.step("endpoints are watched: settings written, service restarted") as evidence:
            product.configure(endpoints)
            evidence["said"] = product.restart_service()
    with stage.step("the service runs under the SCM") as evidence:
        evidence["sc query"] = product.service_state()
        evidence["pids"] = product.pids("mirrorwatch.exe", "service run")
        expect("RUNNING" in evidence["sc query"] and len(evidence["pids"]), 1, "RUNNING, with one process")
    with stage.step("the tray program runs, started by the service; its icon is there") as evidence:
        evidence["pids"] = wait_until(lambda: product.pids("mirrorwatch-tray.exe"), 10, "the tray program")
        expect(len(evidence["pids"]), 1, "tray programs")
        evidence["icon"] = stage.desktop.await_icon()
    stage.watch = Watch(stage.wine, driver())
    with stage.step("every endpoint is healthy, from Windows and from WSL") as evidence:
        evidence["status"] = stage.await_up(names=names)
        evidence |= {"probes": stage.probes(), "guest": stage.witness.guest_ip()}
        expect(evidence["status"]["health"], "fine", "health")
        expect(bool(evidence["probes"]) or endpoints is None, True, "probes that reached the server")
        evidence["picture"] = stage.desktop.shot("icon-fine")
        stage.expect_no_start()


def files_of(wine):
    """Every file and folder of drive C, but what Windows itself keeps for a while."""
    root = wine.prefix() / "drive_c"
    paths = (str(path.relative_to(root)) for path in root.rglob("*"))
    return frozenset(path for path in paths if "/Temp" not in path and "/temp" not in path)

