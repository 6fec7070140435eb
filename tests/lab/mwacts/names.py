# SPDX-License-Identifier: MIT
"""Act 3: a VPN comes up, and WSL's tunnel to Windows' resolver hangs: names are dead in WSL, and nothing else is."""
import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path

from mwlab import network
from mwlab.gns import DNS_TUNNEL
from mwlab.proof import expect
from mwlab.shell import LabError, die_with_parent, inside, run, wait_until

from .desktop import DIALOG, texts
from .product import states
from .scenes import PATIENCE, buttons, switch
from .stage import CONFIG, CUT, DISTRO, ENDPOINTS, PATH, SERVER, Endpoint, all_well

DNS = Path(network.__file__).with_name("dns.py")
BY_NAME = "build server, by its name"
URL = f"http://{network.NAMED}/"
ENDPOINT = Endpoint(BY_NAME, URL.rstrip("/") + PATH)
WITHOUT_TUNNEL = CONFIG.replace(b"for the dev server\r\n", b"for the dev server\r\ndnsTunneling=false\r\n")


@contextlib.contextmanager
def resolver(namespace, address):
    """A name server; the signals STOP and CONT make it hang and go on."""
    argv = inside(namespace, sys.executable, DNS, address, *(f"{name}={host}" for name, host in network.HOSTS.items()))
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent)
    try:
        if process.stdout.readline().strip() != b"listening":
            raise LabError(f"no name server on {address}")
        yield process
    finally:
        process.kill()
        process.wait()


def reaches_by_name(stage):
    """Whether a program in the guest, with WSL's resolv.conf, gets an answer by the name."""
    script = f'mount --bind {stage.world.folder}/resolv.conf /etc/resolv.conf && exec curl -sfo /dev/null -m 2 {URL}'
    return run(*inside(stage.world.names.guest, "unshare", "--mount", "sh", "-c", script), check=False).returncode == 0


def act3(stage):
    """The cure is asked for, switches the tunnel off, and is proposed to be taken back when the VPN has gone."""
    router = resolver(stage.world.names.corp, network.ROUTER_LAN)
    tunnel = resolver(stage.world.names.guest, str(DNS_TUNNEL.ip))
    with router:
        with tunnel as hangs:
            with stage.step("a server is watched by its name: WSL reaches it") as evidence:
                stage.product.configure([*ENDPOINTS, ENDPOINT])
                stage.product.await_status(lambda s: BY_NAME in states(s), 15, f"{BY_NAME} is watched")
                evidence["up"] = stage.await_up(names=(SERVER, *CUT, BY_NAME))
                expect(reaches_by_name(stage), True, "an answer by the name")
            since = names_fail(stage, hangs)
            dialog = user_is_told(stage, since)
            switch(stage, dialog, "Switch DNS tunneling off", WITHOUT_TUNNEL, 1)
        comes_back(stage)


def names_fail(stage, tunnel):
    with stage.step("a VPN comes up, and WSL's DNS tunnel hangs: the name is dead in WSL and fine in Windows, all else lives") as evidence:
        stage.witness.mark()
        stage.world.vpn_up("harmless")
        tunnel.send_signal(signal.SIGSTOP)
        since = time.time()
        wait_until(lambda: not reaches_by_name(stage), 10, "the name is dead")
        evidence["alive"] = [stage.witness.await_healthy(URL, deadline=0), *all_well(stage.witness)]
    return since


def user_is_told(stage, since):
    with stage.step("the user is told that names fail, and asked whether to switch DNS tunneling off; not to exclude the VPN") as evidence:
        evidence["offer after"], snapshot = stage.watch.first(lambda s: s["offer"], since, PATIENCE, "an offer")
        evidence |= {"offer": snapshot["offer"], "findings": snapshot["findings"]}
        expect((snapshot["offer"]["endpoints"], snapshot["offer"]["choices"]), ([BY_NAME], ["dns_tunneling_off", "nat", "not_now"]), "the offer")
        expect([finding["fault"] for finding in snapshot["findings"]], ["dns_tunnel_broken"], "what is found")
        wait_until(stage.desktop.balloon, 6, "the notification")
        stage.desktop.click_balloon()
        dialog = stage.desktop.await_window(DIALOG)
        evidence |= {"texts": texts(dialog), "buttons": buttons(dialog), "picture": stage.desktop.shot("offer-names")}
        words = "\n".join(evidence["texts"])
        for part in (BY_NAME, DISTRO, "dnsTunneling=false"):
            expect(part in words, True, f"'{part}' in the dialog's texts {evidence['texts']}")
    return dialog


def comes_back(stage):
    with stage.step("somebody starts WSL: it asks Windows' name servers itself, and all is well") as evidence:
        evidence["warnings"] = stage.world.start_distro(DISTRO)
        stage.world.start_server()
        evidence["status"] = stage.product.await_status(
            lambda s: stage.are(s, "up", (SERVER, *CUT, BY_NAME)) and [r["state"] for r in s["remedies"]] == ["helped"], 60, "helped")
        evidence["curls"] = all_well(stage.witness)
        expect(reaches_by_name(stage), True, "an answer by the name")
        expect(stage.world.state()["mode"], "mirrored", "the VM's mode")
        stage.expect_no_start()
    with stage.step("the VPN goes down: what was switched off is proposed to be put back") as evidence:
        stage.world.vpn_down()
        evidence["offer"] = stage.product.await_status(lambda s: s["offer"], 60, "a question")["offer"]
        expect(evidence["offer"]["choices"], ["restore", "not_now"], "the question")
