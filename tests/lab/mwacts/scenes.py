# SPDX-License-Identifier: MIT
"""The two acts and the way out; each step as a user lives it.

Times that the product owes its user are counted from the moment that vpn_up() returned, or that the button was pressed.
"""
import re
import time

from mwlab.proof import INTERNET_URL, LAN_URL, PUBLISHED_URL, expect
from mwlab.shell import wait_until

from .desktop import DIALOG, STATUS, WINE_DRAWS_AFTER, plain, texts
from .exclusion import EVENTS, expect_exclusion, is_ours_there, outlived, remedy, watcher
from .product import states
from .reach import LOOPBACK, LONGEST, Reach, expect_no_longer
from .stage import BEHIND, BEHIND_URL, CONFIG, CUT, DISTRO, ENDPOINT_BEHIND, ENDPOINTS, LOCAL, SERVER, WITH_NAT, all_well, files_of

# The goal for being told is 8 s, and it takes 7 on a quiet machine; beside another act each start of a program takes longer.
TOLD_WITHIN, CURED_WITHIN = 12.0, 3.0
PATIENCE = 40  # seconds; who is late is seen to be, and the act goes on
VPN = "Cisco Secure Client"  # as the product knows it by the MAC
USERS_OWN = r"AppData/Local/Mirrorwatch(/wslconfig-history(/.*)?)?$|ProgramData/Mirrorwatch(/mirrorwatch\.toml)?$"
IN_TIME = "that took at most"  # begins the steps that tell who is late
CURED = "LAN, Internet and published port are reached again"


def vpn_comes(stage):
    """A full tunnel comes up: what WSL sends dies; Windows, and 127.0.0.1, live. Returns the moment."""
    with stage.step("a full-tunnel VPN comes up: LAN and Internet are dead from WSL, the published port from the LAN") as evidence:
        stage.witness.mark()
        stage.world.vpn_up()
        since = time.time()
        evidence["dead"] = all_cut(stage.witness)
        evidence["guest"] = stage.witness.guest_ip()
    with stage.step("Windows is fine, and so is 127.0.0.1") as evidence:
        evidence["alive"] = [stage.witness.await_healthy(url, deadline=0) for url in (LAN_URL, INTERNET_URL, f"{LOCAL}/")]
    return since


def all_cut(witness):
    """Evidence of what a full tunnel takes away."""
    return [witness.await_dead(url, where=where) for url, where in ((LAN_URL, "guest"), (INTERNET_URL, "guest"), (PUBLISHED_URL, "lan"))]


def user_is_told(stage, since, endpoints=CUT):
    """An offer in the status and a notification on the screen."""
    with stage.step("the user is told") as evidence:
        evidence["down after"], _ = stage.watch.first(lambda s: stage.are(s, "down", endpoints), since, PATIENCE, f"{endpoints} are down")
        after, snapshot = stage.watch.first(lambda s: s["offer"], since, PATIENCE, "an offer")
        evidence["offer"] = snapshot["offer"]
        evidence["notification"] = wait_until(stage.desktop.balloon, 6, "the notification")
        on_screen = round(time.time() - since, 3)
        evidence["picture"] = stage.desktop.shot("notification")
        evidence["icon"] = stage.desktop.icon()
        evidence["status"] = stage.product.status()
        expect((snapshot["offer"]["endpoints"], snapshot["offer"]["distros"]), (endpoints, [DISTRO]), "what the offer names")
        expect(endpoints[0] in evidence["notification"], True, "the notification names the endpoint")
        expect(states(evidence["status"])[SERVER], "up", "the server on 127.0.0.1")
        stage.desktop.shot("icon-trouble")
    with stage.report.step(f"{IN_TIME} {TOLD_WITHIN:g} s, and it was {after:.1f} s", stop=False) as evidence:
        evidence |= {"offer after": after, "on the screen after": on_screen}
        expect((after <= TOLD_WITHIN, on_screen <= TOLD_WITHIN + WINE_DRAWS_AFTER), (True, True), f"in time: {evidence}")


def offer_opens(stage, picture, *parts):
    """The notification is clicked: the question names what it is about."""
    with stage.step("the notification is clicked: a dialog names the VPN, the endpoints and the distro") as evidence:
        stage.desktop.click_balloon()
        dialog = stage.desktop.await_window(DIALOG)
        evidence |= {"texts": texts(dialog), "picture": stage.desktop.shot(picture)}
        words = "\n".join(evidence["texts"])
        for part in (VPN, DISTRO, "Fall back to NAT", "Not now", *parts):
            expect(part in words, True, f"'{part}' in the dialog's texts {evidence['texts']}")
    return dialog


def exclude(stage, dialog, reach):
    """*Exclude* by the mouse, and what it brings about."""
    with stage.step("Exclude is pressed by the mouse; the dialog closes") as evidence:
        stage.witness.mark()
        evidence["at"] = stage.desktop.press(dialog, "Exclude")
        pressed = time.time()
        stage.desktop.await_closed(DIALOG)
    with stage.step(CURED) as evidence:
        after = reach.await_answers(pressed, 15)
        evidence["guest"] = stage.witness.guest_ip()
        expect_exclusion(evidence["guest"], "eth1")
    with stage.report.step(f"{IN_TIME} {CURED_WITHIN:g} s, and it was {max(after.values())} s", stop=False) as evidence:
        evidence["cured after"] = after
        expect(max(after.values()) <= CURED_WITHIN, True, f"in time: {after}")
    with stage.step("the product says that it helped") as evidence:
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") in ("helped", "given_up"), 40, "an end")
        expect(remedy(evidence["status"], "exclude"), "helped", f"the exclusion in {evidence['status']['remedies']}")
        evidence["up"] = stage.await_up(15)
        evidence |= {"probes": stage.probes(), "calls": stage.witness.calls()}
        expect(bool(evidence["probes"]), True, "probes that reached a server")
        evidence["picture"] = stage.desktop.shot("excluded")
        evidence["watcher"] = wait_until(lambda: watcher(stage), 5, "the guest's watcher")


def act1(stage):
    """A full tunnel breaks WSL's network; one click excludes it, that lasts, and nothing of it stays."""
    before = stage.witness.guest_ip()
    reach = Reach(stage.world.names)
    try:
        since = vpn_comes(stage)
        user_is_told(stage, since)
        trouble = stage.desktop.icon()
        exclude(stage, offer_opens(stage, "offer-dialog", "Exclude", "kill switch", *CUT), reach)
        outlives(stage, reach)
        reconnects(stage, reach)
    finally:
        reach.stop()
    with stage.step("status and notes are on the screen") as evidence:
        evidence["icon"] = [trouble, stage.desktop.await_icon(other_than=trouble["picture"])]
        evidence["rows"] = status_window(stage, "status-excluded")
    vpn_goes(stage, before)
    with stage.step("127.0.0.1 was never dead; WSL was neither shut down nor started, and .wslconfig not touched") as evidence:
        evidence |= {"state": stage.world.state(), "sha256": stage.witness.sha256(), "outages": reach.outages(since)}
        expect_no_longer({LOOPBACK: evidence["outages"][LOOPBACK]}, LONGEST, "in the whole act")
        expect(stage.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
        expect(evidence["state"]["shutdowns"], 0, "shutdowns")
        stage.expect_no_start()


def outlives(stage, reach):
    """The exclusion stays in force through all that WSL does to the guest's network."""
    began, longest = time.time(), {}
    for event in EVENTS:
        with stage.step(f"{event}: no probe fails for longer than 3 s after it") as evidence:
            evidence |= outlived(reach, lambda event=event: stage.world.event(event), event)
            longest[event] = max(evidence.values())
    with stage.step("all is still in force and well, and nothing was asked meanwhile") as evidence:
        evidence["guest"] = stage.witness.guest_ip()
        expect_exclusion(evidence["guest"], "eth1")
        evidence["status"] = stage.await_up()
        expect(remedy(evidence["status"], "exclude"), "helped", "the exclusion")
        expect([snapshot["offer"] for snapshot in stage.watch.since(began) if snapshot["offer"]], [], "questions")
        print(f"     longest without an answer, in seconds: {longest}", flush=True)


def choices_of(snapshot):
    """All that can be chosen by a snapshot: what is asked, and what the findings say would be done."""
    findings = (finding["remedies"] for finding in snapshot["findings"])
    return {choice for choices in ((snapshot["offer"] or {}).get("choices", []), *findings) for choice in choices}


def reconnects(stage, reach):
    """The VPN comes again under another name in the guest, and stays excluded."""
    with stage.step("the VPN reconnects under another name in the guest: still excluded, and nothing is dead for longer than 3 s") as evidence:
        stage.witness.mark()
        stage.world.vpn_down()
        evidence["seen down"] = stage.product.await_status(lambda s: not s["vpns"], 4, "no VPN")
        evidence["longest"] = outlived(reach, lambda: stage.world.vpn_up(device="eth2"), "the VPN's reconnect")
        evidence["status"] = stage.product.await_status(
            lambda s: [v["excluded"] for v in s["vpns"]] == [True] and remedy(s, "exclude") == "helped", 10, "still excluded")
        evidence["guest"] = wait_until(lambda: _refreshed(stage), 15, "calls of the product that refresh the exclusion")
        expect_exclusion(evidence["guest"], "eth2")
        evidence["calls"] = stage.witness.calls()


def vpn_goes(stage, before):
    """Nothing of the product stays in the guest."""
    with stage.step("the VPN goes down: nothing of ours is left in the guest") as evidence:
        stage.world.vpn_down()
        since = time.time()
        wait_until(lambda: not is_ours_there(stage), 20, "the end of rules, table, nexthops and watcher")
        evidence |= {"seconds": round(time.time() - since, 3), "before": before, "after": stage.witness.guest_ip()}
        evidence["status"] = stage.product.await_status(lambda s: remedy(s, "exclude") == "undone", 5, "exclusion undone")
        evidence["curls"] = all_well(stage.witness)


def _refreshed(stage):
    """The guest, once the product has been there again since the mark."""
    wrote = [call for call in stage.witness.calls() if "-u" in call["argv"] and "root" in call["argv"]]
    return stage.witness.guest_ip() if wrote else None


def status_window(stage, picture):
    """Opens Status… from the menu, and its page of what is watched; returns the rows it shows."""
    stage.desktop.choose("Status", STATUS, f"menu-{picture}")
    stage.desktop.key("Down", "Down")  # the keyboard is on the list of pages: Overview, Networks, Watched
    window = wait_until(lambda: _watched_page(stage), 5, f"{SERVER} on the page of what is watched")
    rows = _page(window).splitlines()
    for name in (SERVER, *CUT):
        expect(any(name in row for row in rows), True, f"{name} among {rows}")
    stage.desktop.shot(picture)
    stage.desktop.press(window, "Close")
    stage.desktop.await_closed(STATUS)
    return rows


def _page(window):
    """All that the page of the status window says."""
    return next(child["text"] for child in window["children"] if child["class"] == "MirrorwatchCanvas")


def _watched_page(stage):
    """The status window once it shows what is watched, or None."""
    window = stage.desktop.find(STATUS)
    return window if window and f"{SERVER}: " in _page(window) else None


def act2(stage):
    """WSL does not reach what lies behind the VPN; the user falls back to NAT, and restores mirrored by the menu."""
    shutdowns = stage.world.state()["shutdowns"]
    with stage.step("a server behind the VPN is watched: the settings are saved, and count at once") as evidence:
        stage.product.configure([*ENDPOINTS, ENDPOINT_BEHIND])
        evidence["status"] = stage.product.await_status(lambda s: BEHIND in states(s), 15, f"{BEHIND} is watched")
        evidence["up"] = stage.await_up()
    with stage.step("a VPN comes up: what lies behind it is dead from WSL and fine from Windows, all else lives") as evidence:
        stage.witness.mark()
        stage.world.vpn_up("harmless")
        since = time.time()
        evidence["dead"] = stage.witness.await_dead(f"{BEHIND_URL}/", where="guest")
        evidence["alive"] = [stage.witness.await_healthy(f"{BEHIND_URL}/", deadline=0), *all_well(stage.witness)]
    user_is_told(stage, since, [BEHIND])
    dialog = offer_opens(stage, "offer-nat", BEHIND)
    with stage.step("exclusion is not offered, as it would be no cure") as evidence:
        evidence["texts"], evidence["offer"] = texts(dialog), stage.watch.now()["offer"]
        expect(any("Exclude" in text for text in buttons(dialog)), False, f"Exclude among the buttons {buttons(dialog)}")
        expect(evidence["offer"]["choices"], ["nat", "not_now"], "the choices")
    switch(stage, dialog, "Fall back to NAT", WITH_NAT, shutdowns + 1)
    with stage.step("the product awaits WSL, and does not start it") as evidence:
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == "awaiting_wsl" and not s["wsl_running"], 10, "awaiting WSL")
        evidence |= {"state": stage.world.state(), "picture": stage.desktop.shot("awaiting-wsl")}
        expect(evidence["state"]["mode"], "", "the VM's mode")
        stage.expect_no_start()
    wsl_starts(stage, "nat", "helped", (SERVER, *CUT, BEHIND))
    with stage.step("the VPN goes down: mirrored is proposed") as evidence:
        stage.world.vpn_down()
        evidence["status"] = stage.product.await_status(lambda s: not s["vpns"], 10, "no VPN")
        evidence["offer"] = stage.product.await_status(lambda s: s["offer"], 30, "a question")["offer"]
        expect((evidence["offer"]["choices"], evidence["offer"]["mode"]), (["restore", "not_now"], "mirrored"), "the question")
    switch(stage, confirmation(stage, "Restore mirrored"), "Restore", CONFIG, shutdowns + 2)
    with stage.step("the file is the original, byte for byte; the product awaits WSL") as evidence:
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == "undo_awaiting_wsl" and not s["wsl_running"], 10, "awaiting WSL")
        evidence |= {"sha256": stage.witness.sha256(), "state": stage.world.state()}
        expect(evidence["state"]["mode"], "", "the VM's mode")
    wsl_starts(stage, "mirrored", "undone", (SERVER, *CUT))


def buttons(dialog):
    """What can be pressed in a dialog."""
    return [plain(child["text"]) for child in dialog["children"] if child["class"] == "Button" and child["visible"]]


def confirmation(stage, item):
    """A menu item that restarts WSL opens a dialog, which names the distro; nothing happens yet."""
    with stage.step(f"{item} is chosen from the menu: a dialog names the distro, nothing happens yet") as evidence:
        before, shutdowns = stage.world.wslconfig.read_bytes(), stage.world.state()["shutdowns"]
        name = item.split()[0].lower()
        evidence["menu"], evidence["menu picture"], dialog = stage.desktop.choose(item, DIALOG, f"menu-{name}")
        evidence |= {"texts": texts(dialog), "picture": stage.desktop.shot(f"confirm-{name}")}
        expect(any(DISTRO in text for text in evidence["texts"]), True, f"{DISTRO} in {evidence['texts']}")
        expect((stage.world.wslconfig.read_bytes(), stage.world.state()["shutdowns"]), (before, shutdowns), ".wslconfig, and shutdowns")
    return dialog


def switch(stage, dialog, button, wanted, shutdowns):
    """A dialog's button that restarts WSL: one edit and one shutdown."""
    with stage.step(f"{button} is pressed: .wslconfig has what it should, every other byte as before; one shutdown") as evidence:
        stage.witness.mark()
        before, sum_before = stage.world.wslconfig.read_bytes(), stage.witness.sha256()
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


def wsl_starts(stage, mode, state, names):
    """Somebody else starts WSL and the server."""
    with stage.step(f"somebody starts WSL and the server: it runs {mode} and is healthy") as evidence:
        stage.witness.mark()
        evidence["warnings"] = stage.world.start_distro(DISTRO)
        stage.world.start_server()
        evidence["state"] = stage.world.state()
        expect(evidence["state"]["mode"], mode, "the VM's mode")
        evidence["status"] = stage.product.await_status(
            lambda s: remedy(s, "switch_mode") == state and stage.are(s, "up", names) and s["effective"] == mode, 60, state)
        evidence["probes"] = wait_until(stage.probes, 10, "probes that reached the server")
        evidence |= {"curl": stage.witness.await_healthy(), "guest": stage.witness.guest_ip()}
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
    with stage.step("nothing is left but what is the user's: the settings that were written, the history of .wslconfig") as evidence:
        left = sorted(files_of(stage.wine) - stage.tree)
        evidence["the user's"] = [path for path in left if re.search(USERS_OWN, path)]
        evidence["left"] = [path for path in left if path not in evidence["the user's"] and "mirrorwatch" in path.lower()]
        evidence["others"] = [path for path in left if "mirrorwatch" not in path.lower()]
        stage.wine.reboot()  # writes the registry to its files
        hives = [path.read_text(errors="replace") for path in sorted(stage.wine.prefix().glob("*.reg"))]
        evidence["registry"] = [line for hive in hives for line in hive.splitlines() if "mirrorwatch" in line.lower()]
        expect((evidence["left"], evidence["registry"]), ([], []), "files and registry lines")
