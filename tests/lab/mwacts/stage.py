"""Where an act is played: a world whose WSL runs mirrored with a healthy server, and the product set up in its Windows."""
import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from mwlab.proof import expect
from mwlab.report import Report, Witness
from mwlab.shell import LabError, wait_until
from mwlab.wine import Wine
from mwlab.world import World

from .desktop import Desktop, driver
from .product import Product, Watch

# Upper case, blanks, comments, CRLF and no end of the last line: all of it must survive.
CONFIG = (b"# my settings\r\n[wsl2]\r\nmemory=4GB\r\n  networkingMode = Mirrored   # for the dev server\r\n\r\n"
          b"[experimental]\r\nhostAddressLoopback=true")
WITH_NAT = CONFIG.replace(b"Mirrored", b"nat")
ENDPOINT = "web server in WSL"
PATH = "/health"  # curl asks for "/": so the server's log tells the product's probes from the driver's
LOCAL = "http://127.0.0.1:8080"
DISTRO = "Ubuntu"


@dataclass
class Stage:
    """Everything that an act needs; `base` is the watched server's address without a path."""
    report: Report
    world: World
    wine: Wine
    witness: Witness
    product: Product
    desktop: Desktop
    base: str
    watch: Watch = None
    tree: frozenset = frozenset()  # the files of drive C before the product came

    def step(self, name):
        return self.report.step(name)

    def probes(self):
        """The product's own requests that reached the server since the witness's mark."""
        return [hit for hit in self.witness.hits() if hit["path"] == PATH]

    def curl(self):
        """Evidence that Windows gets an answer."""
        return self.witness.await_healthy(f"{self.base}/")

    def endpoint(self, status):
        """The watched endpoint's state in a status, '' where it is not there."""
        return next((e["state"] for e in (status or {}).get("endpoints", []) if e["name"] == ENDPOINT), "")

    def await_up(self, deadline=30):
        """Waits until the product says that the endpoint answers; its status is the evidence."""
        return self.product.await_status(lambda s: self.endpoint(s) == "up", deadline, f"{ENDPOINT} answers")

    def expect_no_start(self):
        """The product has never started WSL."""
        expect(self.world.state()["starts_by_call"], 0, "starts of WSL by a call")


@contextlib.contextmanager
def play(report, shots=None, loopback="lan", base=LOCAL, by_hand=False):
    """A stage with the healthy product on it; the product's logs are kept where an act failed. by_hand: no setup."""
    with World(loopback=loopback) as world:
        with report.step("Windows boots; WSL runs mirrored, with a healthy server") as evidence:
            wine = Wine(world).start()
            world.wslconfig.write_bytes(CONFIG)
            evidence["warnings"] = world.start_distro(DISTRO)
            world.start_server()
            witness = Witness(world)
            evidence["state"], evidence["curl"] = world.state(), witness.await_healthy(f"{base}/")
            expect((evidence["state"]["mode"], evidence["warnings"]), ("mirrored", []), "mode and warnings")
        stage = Stage(report, world, wine, witness, Product(world, wine), Desktop(wine, shots), base)
        stage.tree = files_of(wine)
        try:
            _set_up(stage, by_hand)
            yield stage
        except BaseException:
            keep_logs(stage)
            raise
        finally:
            if stage.watch:
                stage.watch.stop()


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


def _set_up(stage, by_hand):
    product = stage.product
    if by_hand:
        with stage.step("installed by hand, without setup") as evidence:
            product.configure(ENDPOINT, stage.base + PATH)
            evidence |= product.set_up_by_hand()
    else:
        with stage.step("setup runs silently") as evidence:
            evidence |= product.set_up()
        with stage.step("an endpoint is watched: settings written, service restarted") as evidence:
            product.configure(ENDPOINT, stage.base + PATH)
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
    with stage.step("the endpoint is healthy") as evidence:
        evidence["status"] = stage.await_up()
        evidence |= {"curl": stage.curl(), "probes": stage.probes(), "guest": stage.witness.guest_ip()}
        expect(evidence["status"]["health"], "fine", "health")
        expect(bool(evidence["probes"]), True, "probes that reached the server")
        evidence["picture"] = stage.desktop.shot("icon-fine")
        stage.expect_no_start()


def files_of(wine):
    """Every file and folder of drive C, but what Windows itself keeps for a while."""
    root = wine.prefix() / "drive_c"
    paths = (str(path.relative_to(root)) for path in root.rglob("*"))
    return frozenset(path for path in paths if "/Temp" not in path and "/temp" not in path)

