"""The two acts, the short act of the second break, and the way out; each step as a user lives it.

Times that the product owes its user are counted from the moment that vpn_up() returned.
"""
import re
import time

from mwlab.proof import expect
from mwlab.shell import wait_until

from .desktop import DIALOG, STATUS, WINE_DRAWS_AFTER, texts
from .stage import CONFIG, DISTRO, ENDPOINT, WITH_NAT, files_of

FAILING_WITHIN, TOLD_WITHIN = 3.0, 8.0
TABLE = "5170"
VPN = "Cisco Secure Client"  # as the product knows it by the MAC
USERS_OWN = r"AppData/Local/Mirrorwatch(/wslconfig-history(/.*)?)?$|ProgramData/Mirrorwatch(/mirrorwatch\.toml)?$"
HEALED = "the endpoint is healthy again"


def vpn_comes(stage, again=False):
    """The VPN comes up and breaks the endpoint; returns the moment."""
    with stage.step(f"the VPN comes up{' again' if again else ''}: the endpoint is failing within 3 s") as evidence:
        stage.witness.mark()
        stage.world.vpn_up()
        since = time.time()
        evidence["seconds"], _ = stage.watch.first(lambda s: stage.endpoint(s) == "down", since, 10, f"{ENDPOINT} fails")
        evidence["status"] = stage.product.status()
        evidence |= {"curl": stage.witness.await_dead(f"{stage.base}/"), "guest": stage.witness.guest_ip()}
        expect(stage.endpoint(evidence["status"]), "down", "the endpoint in status")
        expect(evidence["seconds"] <= FAILING_WITHIN, True, f"within 3 s, and it was {evidence['seconds']} s")
    return since


def user_is_told(stage, since):
    """An offer in the status and a notification on the screen."""
    with stage.step("the user is told within 8 s") as evidence:
        evidence["offer after"], snapshot = stage.watch.first(lambda s: s["offer"], since, 20, "an offer")
        evidence["offer"] = snapshot["offer"]
        evidence["notification"] = wait_until(stage.desktop.balloon, 6, "the notification")
        evidence["on the screen after"] = round(time.time() - since, 3)
        evidence["picture"] = stage.desktop.shot("notification")
        evidence["icon"] = stage.desktop.icon()
        expect(evidence["offer after"] <= TOLD_WITHIN, True, f"within 8 s, and it was {evidence['offer after']} s")
        expect(evidence["on the screen after"] <= TOLD_WITHIN + WINE_DRAWS_AFTER, True,
               f"on the screen in time, and it was {evidence['on the screen after']} s")
        expect((snapshot["offer"]["endpoints"], snapshot["offer"]["distros"]), ([ENDPOINT], [DISTRO]), "what the offer names")
        expect(ENDPOINT in evidence["notification"], True, "the notification names the endpoint")
        stage.desktop.shot("icon-trouble")


def offer_opens(stage):
    """The notification is clicked: the question names what it is about."""
    with stage.step("the notification is clicked: a dialog names the VPN, the endpoint and the distro") as evidence:
        stage.desktop.click_balloon()
        dialog = stage.desktop.await_window(DIALOG)
        evidence |= {"texts": texts(dialog), "picture": stage.desktop.shot("offer-dialog")}
        words = "\n".join(evidence["texts"])
        for part in (VPN, ENDPOINT, DISTRO, "Exclude", "Fall back to NAT", "Not now"):
            expect(part in words, True, f"'{part}' in the dialog's texts {evidence['texts']}")
    return dialog


def exclude(stage, dialog):
    """*Exclude* by the mouse, and what it brings about."""
    with stage.step("Exclude is pressed by the mouse; the dialog closes") as evidence:
        stage.witness.mark()
        evidence["at"] = stage.desktop.press(dialog, "Exclude")
        stage.desktop.await_closed(DIALOG)
    with stage.step(HEALED) as evidence:
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") in ("helped", "given_up"), 40, "an end")
        expect(remedy(evidence["status"], "exclude"), "helped", f"the exclusion in {evidence['status']['remedies']}")
        evidence |= {"curl": stage.curl(), "probes": stage.probes(), "calls": stage.witness.calls()}
        expect(stage.endpoint(evidence["status"]), "up", "the endpoint in status")
        expect(bool(evidence["probes"]), True, "probes that reached the server")
        evidence["guest"] = stage.witness.guest_ip()
        expect_rule(evidence["guest"], "eth1")
        evidence["picture"] = stage.desktop.shot("excluded")


def expect_rule(guest, vpn):
    """Our rule is there, and its table has routes but none of the VPN's device."""
    expect([r["table"] for r in guest["rule"] if r["priority"] == int(TABLE)], [TABLE], "rules of preference 5170")
    devices = {route.get("dev") for route in guest["route"] if route.get("table") == TABLE}
    expect(devices, {"eth0"}, "devices of table 5170")
    expect(vpn in {link["ifname"] for link in guest["addr"]}, True, f"the VPN's device {vpn} is still there")


def remedy(status, kind):
    """The state of the latest remedy of a kind, '' if there is none."""
    return next((r["state"] for r in reversed((status or {}).get("remedies", [])) if r["kind"] == kind), "")


def act1(stage):
    """The VPN breaks mirrored networking; one click excludes it, and nothing of it stays."""
    before = stage.witness.guest_ip()
    since = vpn_comes(stage)
    user_is_told(stage, since)
    trouble = stage.desktop.icon()
    exclude(stage, offer_opens(stage))
    with stage.step("the VPN reconnects under another name in the guest: still healthy") as evidence:
        stage.witness.mark()
        stage.world.vpn_down()
        evidence["seen down"] = stage.product.await_status(lambda s: not s["vpns"], 4, "no VPN")
        stage.world.vpn_up(device="eth2")
        evidence["curls"] = [stage.witness.await_healthy(f"{stage.base}/", deadline=0) for _ in range(5)]
        evidence["status"] = stage.product.await_status(
            lambda s: [v["excluded"] for v in s["vpns"]] == [True] and remedy(s, "exclude") == "helped", 10, "still excluded")
        evidence["guest"] = wait_until(lambda: _refreshed(stage), 15, "calls of the product that refresh the rule")
        expect_rule(evidence["guest"], "eth2")
        evidence |= {"calls": stage.witness.calls(), "curl": stage.curl()}
    with stage.step("status and notes are on the screen") as evidence:
        evidence["icon"] = [trouble, stage.desktop.await_icon(other_than=trouble["picture"])]
        evidence["rows"] = status_window(stage, "status-excluded")
    with stage.step("the VPN goes down: nothing of ours is left in the guest") as evidence:
        stage.world.vpn_down()
        since = time.time()
        wait_until(lambda: stage.witness.guest_ip() == before, 20, "the guest's addresses, routes and rules as before")
        evidence |= {"seconds": round(time.time() - since, 3), "before": before, "after": stage.witness.guest_ip()}
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") == "undone", 5, "exclusion undone")
        evidence["curl"] = stage.curl()
    with stage.step("WSL was neither shut down nor started, and .wslconfig not touched") as evidence:
        evidence |= {"state": stage.world.state(), "sha256": stage.witness.sha256()}
        expect(stage.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
        stage.expect_no_start()


def _refreshed(stage):
    """The guest, once the product has been there again since the mark."""
    wrote = [call for call in stage.witness.calls() if "-u" in call["argv"] and "root" in call["argv"]]
    return stage.witness.guest_ip() if wrote else None


def status_window(stage, picture):
    """Opens Status… from the menu; returns the rows it shows."""
    _, _, window = stage.desktop.choose("Status", STATUS, f"menu-{picture}")
    rows = next(child["rows"] for child in window["children"] if "rows" in child)
    expect(any(ENDPOINT in row for row in rows), True, f"the endpoint among {rows}")
    stage.desktop.shot(picture)
    stage.desktop.press(window, "Close")
    stage.desktop.await_closed(STATUS)
    return rows


def act2(stage):
    """The VPN breaks mirrored networking; the user falls back to NAT by the menu, and later restores mirrored."""
    shutdowns = stage.world.state()["shutdowns"]
    since = vpn_comes(stage, again=True)
    with stage.step("the user is told again") as evidence:
        evidence["offer after"], snapshot = stage.watch.first(lambda s: s["offer"], since, 20, "an offer")
        evidence["offer"] = snapshot["offer"]
    switch(stage, "Rollback to NAT", "Roll back", WITH_NAT, shutdowns + 1)
    with stage.step("the product awaits WSL, and does not start it") as evidence:
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == "awaiting_wsl" and not s["wsl_running"], 10, "awaiting WSL")
        evidence |= {"state": stage.world.state(), "picture": stage.desktop.shot("awaiting-wsl")}
        expect(evidence["state"]["mode"], "", "the VM's mode")
        stage.expect_no_start()
    wsl_starts(stage, "nat", "helped")
    with stage.step("the VPN goes down: still healthy, and mirrored is proposed") as evidence:
        stage.world.vpn_down()
        evidence["status"] = stage.product.await_status(lambda s: not s["vpns"], 10, "no VPN")
        evidence["curl"] = stage.curl()
        evidence["offer"] = stage.product.await_status(lambda s: s["offer"], 30, "a question")["offer"]
        expect((evidence["offer"]["choices"], evidence["offer"]["mode"]), (["restore", "not_now"], "mirrored"), "the question")
    switch(stage, "Restore mirrored", "Restore", CONFIG, shutdowns + 2)
    with stage.step("the file is the original, byte for byte; the product awaits WSL") as evidence:
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == "undo_awaiting_wsl" and not s["wsl_running"], 10, "awaiting WSL")
        evidence |= {"sha256": stage.witness.sha256(), "state": stage.world.state()}
        expect(evidence["state"]["mode"], "", "the VM's mode")
    wsl_starts(stage, "mirrored", "undone")


def switch(stage, item, button, wanted, shutdowns):
    """A menu item that restarts WSL: its dialog, its button, one edit and one shutdown."""
    with stage.step(f"{item} is chosen from the menu: a dialog names the distro, nothing happens yet") as evidence:
        stage.witness.mark()
        before, sum_before = stage.world.wslconfig.read_bytes(), stage.witness.sha256()
        name = item.split()[0].lower()
        evidence["menu"], evidence["menu picture"], dialog = stage.desktop.choose(item, DIALOG, f"menu-{name}")
        evidence |= {"texts": texts(dialog), "picture": stage.desktop.shot(f"confirm-{name}"), "sha256": sum_before}
        expect(any(DISTRO in text for text in evidence["texts"]), True, f"{DISTRO} in {evidence['texts']}")
        expect(stage.world.wslconfig.read_bytes(), before, ".wslconfig")
        expect(stage.world.state()["shutdowns"], shutdowns - 1, "shutdowns")
    with stage.step("confirmed: .wslconfig has what it should, every other byte as before; one shutdown") as evidence:
        evidence["at"] = stage.desktop.press(dialog, button)
        wait_until(lambda: stage.world.state()["shutdowns"] >= shutdowns, 20, "the shutdown")
        after = stage.world.wslconfig.read_bytes()
        evidence |= {"difference": difference(before, after), "before": sum_before, "after": stage.witness.sha256()}
        expect(after, wanted, ".wslconfig")
        evidence["calls"] = wait_until(lambda: _shutdown_calls(stage), 5, "the call in the log")
        expect((len(evidence["calls"]), stage.world.state()["shutdowns"]), (1, shutdowns), "calls and shutdowns")


def _shutdown_calls(stage):
    return [call for call in stage.witness.calls() if "--shutdown" in call["argv"]]


def difference(old, new):
    """Where two byte strings differ, as one cut."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return {"at": start, "was": old[start:len(old) - end].decode("latin-1"), "is": new[start:len(new) - end].decode("latin-1")}


def wsl_starts(stage, mode, state):
    """Somebody else starts WSL and the server."""
    with stage.step(f"somebody starts WSL and the server: it runs {mode} and is healthy") as evidence:
        stage.witness.mark()
        evidence["warnings"] = stage.world.start_distro(DISTRO)
        stage.world.start_server()
        evidence["state"] = stage.world.state()
        expect(evidence["state"]["mode"], mode, "the VM's mode")
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == state and stage.endpoint(s) == "up" and s["effective"] == mode, 60, state)
        evidence["probes"] = wait_until(stage.probes, 10, "probes that reached the server")
        evidence |= {"curl": stage.curl(), "guest": stage.witness.guest_ip()}
        expect(stage.endpoint(stage.product.status()), "up", "the endpoint in status")
        evidence["picture"] = stage.desktop.shot(f"healthy-{mode}")
        stage.expect_no_start()


def uninstall(stage):
    """Setup's other half."""
    with stage.step("uninstalled silently: programs, service and tray are gone") as evidence:
        stage.watch.stop()
        stage.watch = None
        stage.wine.run(r"C:\Program Files\Mirrorwatch\uninstall.exe", "/S", "/PURGE")  # the act changed the settings
        wait_until(lambda: not stage.product.folder.exists(), 30, "the end of the folder in Program Files")
        evidence["sc query"] = stage.product.service_state()
        wait_until(lambda: not stage.product.pids("mirrorwatch"), 10, "the end of the programs")
        evidence["pids"] = stage.product.pids("mirrorwatch")
        expect("RUNNING" in evidence["sc query"], False, "a service")
    with stage.step("nothing is left but what is the user's: the settings he wrote, his history of .wslconfig") as evidence:
        left = sorted(files_of(stage.wine) - stage.tree)
        evidence["the user's"] = [path for path in left if re.search(USERS_OWN, path)]
        evidence["left"] = [path for path in left if path not in evidence["the user's"] and "mirrorwatch" in path.lower()]
        evidence["others"] = [path for path in left if "mirrorwatch" not in path.lower()]
        stage.wine.reboot()  # writes the registry to its files
        hives = [path.read_text(errors="replace") for path in sorted(stage.wine.prefix().glob("*.reg"))]
        evidence["registry"] = [line for hive in hives for line in hive.splitlines() if "mirrorwatch" in line.lower()]
        expect((evidence["left"], evidence["registry"]), ([], []), "files and registry lines")


def second_break(stage):
    """The LAN dies while loopback lives: offered and cured by exclusion."""
    since = vpn_comes(stage)
    with stage.step("loopback is healthy all the while") as evidence:
        evidence["loopback"] = stage.witness.await_healthy(deadline=0)
    user_is_told(stage, since)
    exclude(stage, offer_opens(stage))
    with stage.step("the VPN goes down: nothing of ours is left in the guest") as evidence:
        stage.world.vpn_down()
        wait_until(lambda: not any(r["priority"] == int(TABLE) for r in stage.witness.guest_ip()["rule"]), 20, "no rule of ours")
        evidence |= {"guest": stage.witness.guest_ip(), "curl": stage.curl(), "state": stage.world.state()}
        stage.expect_no_start()
