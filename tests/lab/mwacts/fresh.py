# SPDX-License-Identifier: MIT
"""The morning after the installation: shipped settings and nothing else. What WSL should reach is watched all the same."""
import signal
import time

from mwlab import network
from mwlab.gns import DNS_TUNNEL
from mwlab.proof import expect
from mwlab.shell import wait_until

from .exclusion import expect_exclusion, is_ours_there, remedy
from .desktop import DIALOG
from .names import resolver
from .scenes import TOLD_WITHIN, VPN
from .stage import DISTRO, all_well

NETWORK, INTERNET, NAMES = "WSL's network", "the Internet", "DNS"
CHECKS = (NETWORK, INTERNET, NAMES)
SERVER = "port 8080"
WATCHED = dict.fromkeys(CHECKS, "built_in") | {SERVER: "learned"}
TEST_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\NlaSvc\Parameters\Internet"
SILENCE, PATIENCE = 15, 60  # seconds
IDLE = {"distro": 15, "vm": 30}  # WSL's own times are 15 s and 60 s


def surroundings(stage):
    """Windows has its connectivity test, as every Windows has and Wine has not; WSL's DNS tunnel answers."""
    wine = stage.wine
    wine.run("reg", "add", TEST_KEY, "/v", "ActiveWebProbeHost", "/d", network.CONNECTIVITY_TEST, "/f")
    wine.run("reg", "add", TEST_KEY, "/v", "EnableActiveProbing", "/t", "REG_DWORD", "/d", "1", "/f")
    return resolver(stage.world.names.guest, str(DNS_TUNNEL.ip))


def fresh(stage):
    with stage.step("nothing is configured: WSL's network, the Internet, names and the server in WSL are watched") as evidence:
        evidence["status"] = stage.await_up(names=(*CHECKS, SERVER))
        expect({e["name"]: e["source"] for e in evidence["status"]["endpoints"]}, WATCHED, "what is watched")
    server_dies(stage)
    windows_is_offline(stage)
    vpn_swallows(stage)
    names_fail(stage, stage.around)
    default_route_is_lost(stage)
    wsl_idles(stage)


def server_dies(stage):
    with stage.step(f"a server in WSL dies by itself: nothing is said within {SILENCE} s") as evidence:
        since = time.time()
        stage.world.kill_server()
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"] or s["findings"], since, SILENCE, "a word")
        expect(stage.product.status()["health"], "fine", "health")
        stage.world.start_server()


def windows_is_offline(stage):
    with stage.step("Windows is offline: nothing is offered; all is well once it is back") as evidence:
        since = time.time()
        stage.world.event("nic-down")
        evidence["snapshots"] = stage.watch.never(lambda s: s["offer"], since, SILENCE, "an offer")
        evidence["offline"] = stage.product.status()
        stage.world.event("nic-up")
        evidence["back"] = stage.await_up(PATIENCE, CHECKS)


def vpn_swallows(stage):
    with stage.step("a VPN takes all routes and swallows what WSL sends") as evidence:
        before = stage.witness.guest_ip()
        stage.witness.mark()
        stage.world.vpn_up()
        since = time.time()
        evidence["after"], snapshot = stage.watch.first(lambda s: s["offer"], since, PATIENCE, "an offer")
        evidence["offer"] = snapshot["offer"]
        expect(snapshot["offer"]["choices"][0], "exclude", "what is proposed first")
        expect(snapshot["offer"]["vpn"], VPN, "the VPN")
    with stage.report.step(f"that took at most {TOLD_WITHIN:g} s, and it was {evidence['after']:.1f} s", stop=False):
        expect(evidence["after"] <= TOLD_WITHIN, True, "in time")
    with stage.step("Exclude cures, and goes with the VPN") as evidence:
        wait_until(stage.desktop.balloon, 6, "the notification")
        stage.desktop.click_balloon()
        stage.desktop.press(stage.desktop.await_window(DIALOG), "Exclude")
        evidence["helped"] = stage.product.await_status(lambda s: remedy(s, "exclude") == "helped", PATIENCE, "it helped")
        evidence["guest"] = stage.witness.guest_ip()
        expect_exclusion(evidence["guest"], "eth1")
        evidence |= {"up": stage.await_up(names=CHECKS), "curls": all_well(stage.witness)}
        stage.world.vpn_down()
        wait_until(lambda: not is_ours_there(stage), 20, "the end of the exclusion")
        evidence["back"] = stage.await_up(PATIENCE, CHECKS)
        evidence |= {"before": before, "after": stage.witness.guest_ip()}


def names_fail(stage, tunnel):
    with stage.step("a VPN breaks names and nothing else: DNS tunneling off is offered, no exclusion") as evidence:
        stage.world.vpn_up("harmless")
        tunnel.send_signal(signal.SIGSTOP)
        since = time.time()
        evidence["after"], snapshot = stage.watch.first(lambda s: s["offer"], since, PATIENCE, "an offer")
        evidence["offer"] = snapshot["offer"]
        expect(snapshot["offer"]["choices"], ["dns_tunneling_off", "nat", "not_now"], "the choices")
        tunnel.send_signal(signal.SIGCONT)
        stage.world.vpn_down()
        evidence["back"] = stage.product.await_status(lambda s: not s["offer"] and stage.are(s, "up", CHECKS), PATIENCE, "all is well")


def default_route_is_lost(stage):
    with stage.step("the card is plugged in again, and WSL is left without a default route: its restart is offered, no VPN blamed") as evidence:
        stage.world.event("nic-toggle")
        default = stage.world.in_guest("ip", "-4", "route", "show", "default").stdout.split("\n")[0].split()
        evidence["lost"] = stage.world.in_guest("ip", "route", "del", *default).stderr
        since = time.time()
        evidence["after"], snapshot = stage.watch.first(lambda s: s["offer"], since, PATIENCE, "an offer")
        evidence |= {"offer": snapshot["offer"], "findings": snapshot["findings"]}
        expect([finding["fault"] for finding in snapshot["findings"]], ["no_default_route"], "what is found")
        expect((snapshot["offer"]["choices"], snapshot["offer"]["vpn"]), (["restart_wsl", "not_now"], ""), "the offer")
        evidence["found"] = stage.world.in_guest("ip", "route", "add", *default).stderr
        stage.world.event("nic-address")
        evidence["back"] = stage.product.await_status(lambda s: not s["offer"] and stage.are(s, "up", CHECKS), PATIENCE, "all is well")


def wsl_idles(stage):
    with stage.step("nobody uses WSL: it stops by itself, and nothing has started it") as evidence:
        stage.world.kill_server()  # which would keep its distro up
        stage.world.use_idle_stop(**IDLE)
        stage.world.release_distro(DISTRO)
        wait_until(lambda: stage.world.state()["idle_stops"] >= 1, 240, "WSL's end")
        evidence |= {"state": stage.world.state(), "status": stage.product.status()}
        stage.expect_no_start()
