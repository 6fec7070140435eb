#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The tray program with a played service: menu by mouse and by keys, dialogs, countdown, colours. What it sends is what counts.

Needs mirrorwatch-tray and mirrorwatch-fake-service of the preset mingw. --shots FOLDER keeps pictures.
"""
import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwacts.desktop import ADD_SERVER, DEAD_FOR, DIALOG, MENU, SETTINGS, STATUS, TRAY, Desktop, driver, plain, texts  # noqa: E402
from mwacts.product import ROOT  # noqa: E402
from mwlab.proof import expect  # noqa: E402
from mwlab.report import Report  # noqa: E402
from mwlab.shell import LabError, wait_until  # noqa: E402
from mwlab.wine import Wine, to_windows  # noqa: E402
from mwlab.world import World, require_namespaces  # noqa: E402

PROGRAMS = ROOT / "build/mingw/bin"
TURNS = 10
THEME = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


class Session:
    """A desktop with the tray program, and the service that is played to it."""

    def __init__(self, world, shots):
        self.wine = Wine(world).start()
        self.desktop = Desktop(self.wine, shots)
        self.sent_to = self.wine.root / "sent"
        self.read = 0
        with open(self.sent_to, "wb") as out:
            self.service = self.wine.spawn(to_windows(PROGRAMS / "mirrorwatch-fake-service.exe"), stdin=subprocess.PIPE, stdout=out)
        self.tray = self.wine.spawn(to_windows(PROGRAMS / TRAY))

    def scene(self, name):
        """The next snapshot that the service sends."""
        self.service.stdin.write(name.encode() + b"\n")
        self.service.stdin.flush()

    def act(self, *words):
        done = self.wine.run(to_windows(driver()), *words, timeout=20)
        if done.returncode != 0:
            raise LabError(f"driver {words}: the tray program's window was not found")

    def verbs(self):
        """What the tray has sent since this was asked last, without numbers."""
        lines = self.sent_to.read_text(errors="replace").splitlines()
        fresh, self.read = lines[self.read:], len(lines)
        return [{key: value for key, value in json.loads(line).items() if key not in ("version", "number")} for line in fresh]

    def await_verbs(self, count=1):
        wait_until(lambda: len(self.sent_to.read_text(errors="replace").splitlines()) >= self.read + count, 5, f"{count} verbs")
        return self.verbs()

    def nothing_is_sent(self, seconds=1.0):
        """For as long as a click would take to arrive."""
        time.sleep(seconds)
        expect(self.verbs(), [], "what the tray sent")

    def open_menu(self):
        """Right click on the icon; only that it is there counts."""
        self.desktop.click(self.desktop.await_icon()["place"], button=3)
        return self.desktop.await_window(MENU)

    def type_into_menu(self, keys):
        self.open_menu()
        self.act("type", keys)

    def own_file(self):
        """The user's own mirrorwatch.toml; empty: there is none."""
        own = self.wine.profile_dir() / "AppData/Local/Mirrorwatch/mirrorwatch.toml"
        return own.read_text() if own.exists() else ""

    def button(self, begins):
        """Where a dialog's button is, alive or not."""
        dialog = self.desktop.await_window(DIALOG)
        return next(child["rect"] for child in dialog["children"] if child["class"] == "Button" and plain(child["text"]).startswith(begins))

    def is_asked(self, words):
        return any(words in text for text in texts(self.desktop.find(DIALOG) or {"children": ()}))

    def is_alive(self, begins):
        dialog = self.desktop.find(DIALOG) or {"children": ()}
        return any(child["enabled"] for child in dialog["children"] if child["class"] == "Button" and plain(child["text"]).startswith(begins))


def menu(report, session):
    with report.step("by the mouse: Rollback to NAT opens a question that names what runs, and nothing is sent before its answer") as evidence:
        session.scene("fine")
        _, evidence["picture"], dialog = session.desktop.choose("Rollback to NAT", DIALOG, "tray-menu")
        evidence["texts"] = texts(dialog)
        expect(any("Ubuntu-24.04 and docker-desktop" in text for text in evidence["texts"]), True, f"the distros in {evidence['texts']}")
        session.nothing_is_sent()
        session.desktop.press(dialog, "Roll back")
        expect(session.await_verbs(), [{"verb": "roll_back", "mode": "nat"}], "what was sent")
        session.desktop.await_closed(DIALOG)
    with report.step("by keys: a VPN is excluded, another one included again, watching is paused for an hour"):
        session.scene("watched")
        for keys, verb in (("ie", {"verb": "exclude", "vpn": "Ethernet 4", "always": False}),
                           ("gi", {"verb": "include", "vpn": "wg0", "never_ask": False}),
                           ("ph", {"verb": "pause", "minutes": 60})):
            session.type_into_menu(keys)
            expect(session.await_verbs(), [verb], f"what {keys} sent")
            session.desktop.await_closed(MENU)
    with report.step("by keys: a server in WSL is watched from now on; its port is in the user's own file, and it is told") as evidence:
        session.type_into_menu("wow")
        evidence["file"] = wait_until(session.own_file, 15, "the user's own file")
        expect("127.0.0.1:3000" in evidence["file"], True, f"the port in {evidence['file']}")
        evidence["told"] = wait_until(session.desktop.balloon, 10, "the notification")
        evidence["picture"] = session.desktop.shot("tray-watched")
    with report.step("by keys: VirtioProxy asks first and says what VS Code needs; Cancel sends nothing") as evidence:
        session.type_into_menu("v")
        dialog = session.desktop.await_window(DIALOG)
        evidence |= {"texts": texts(dialog), "picture": session.desktop.shot("tray-virtioproxy")}
        expect(any("localhostForwarding=false" in text for text in evidence["texts"]), True, f"VS Code in {evidence['texts']}")
        session.desktop.press(dialog, "Cancel")
        session.desktop.await_closed(DIALOG)
        session.nothing_is_sent()
    with report.step("by keys: Status… opens the window, Help… says what the pictures mean") as evidence:
        session.type_into_menu("s")
        session.desktop.press(session.desktop.await_window(STATUS), "Close")
        session.type_into_menu("h")
        evidence["texts"] = texts(session.desktop.await_window(DIALOG))
        evidence["picture"] = session.desktop.shot("tray-help")
        session.desktop.press(session.desktop.await_window(DIALOG), "Close")
        session.desktop.await_closed(DIALOG)


def settings(report, session):
    with report.step("settings, by keys: Add… asks for a server; what is no port is told there, and one that is comes into the user's own file") as evidence:
        session.type_into_menu("e")
        session.desktop.await_window(SETTINGS, 20)
        session.desktop.key("alt+d")
        session.desktop.await_window(ADD_SERVER)
        session.desktop.key("7", "0", "0", "0", "0", "Return")
        wait_until(lambda: any("is no port" in text for text in texts(session.desktop.await_window(ADD_SERVER))), 15, "what is wrong")
        evidence["picture"] = session.desktop.shot("tray-no-port")
        session.desktop.key("ctrl+a", "3", "0", "0", "1", "Return")
        session.desktop.await_closed(ADD_SERVER, 15)
        evidence["file"] = session.own_file()
        expect("127.0.0.1:3001" in evidence["file"], True, f"the port in {evidence['file']}")
    with report.step("by the mouse: the first one of the list is watched no longer, and the other one stays; Esc closes the window") as evidence:
        time.sleep(2)  # the list is filled by another program
        window = session.desktop.await_window(SETTINGS)
        left, top, right, _ = next(child["rect"] for child in window["children"] if child["class"] == "ListBox")
        session.desktop.click([left, top + 4, right, top + 20])
        evidence["picture"] = session.desktop.shot("tray-watched-list")
        session.desktop.press(window, "Stop watching")
        wait_until(lambda: "127.0.0.1:3000" not in session.own_file(), 15, "a file without the port")
        expect("127.0.0.1:3001" in session.own_file(), True, "the other port in the file")
        session.desktop.key("Escape")
        session.desktop.await_closed(SETTINGS)


def second_start(report, session):
    with report.step("a second start of the same user gives way, and the first one shows its status window before all others") as evidence:
        session.scene("fine")
        done = session.wine.run(to_windows(PROGRAMS / TRAY), timeout=30)
        expect(done.returncode, 0, "exit code of the second one")
        status = session.desktop.await_window(STATUS)
        evidence["picture"] = session.desktop.shot("tray-second-start")
        session.desktop.press(status, "Close")
        session.desktop.await_closed(STATUS)


def swapped_under_the_pointer(session):
    """The open question becomes another one, and the mouse clicks what is there now: (in ms after the swap at most, the old place)."""
    session.scene("offer")
    session.desktop.click(session.desktop.await_icon()["place"])
    wait_until(lambda: session.is_alive("Fall back"), 10, "buttons that are alive")
    session.verbs()
    before = session.desktop.await_window(DIALOG)["rect"]
    said = session.wine.root / "clicked"
    with open(said, "wb") as out:
        clicks = session.wine.spawn(to_windows(driver()), "click-at-once", "about to be shut down", "Fall back", stdout=out)
        wait_until(lambda: said.read_text().startswith("ready"), 10, "the driver")
        session.scene("countdown")
        expect(clicks.wait(20), 0, "the driver's exit code")
    return int(said.read_text().split()[1]), before


def dialog(report, session):
    with report.step("a question changes under the pointer: a click at once does nothing, a later one counts; the place is kept") as evidence:
        for _ in range(TURNS):  # on a busy machine the click may be a late one
            evidence["ms"], before = swapped_under_the_pointer(session)
            if evidence["ms"] < 1000 * (DEAD_FOR - 0.2):
                break
            session.scene("fine")
            session.desktop.await_closed(DIALOG)
        else:
            raise LabError(f"no click came in time, the last one after {evidence['ms']} ms")
        evidence["picture"] = session.desktop.shot("tray-dead-buttons")
        expect([verb["verb"] for verb in session.await_verbs()], ["offer_shown"], "what was sent")
        expect(session.desktop.await_window(DIALOG)["rect"][:2], before[:2], "the place")
        wait_until(lambda: session.is_alive("Fall back"), 5, "buttons that are alive")
        session.nothing_is_sent()
        session.desktop.shot("tray-live-buttons")
        session.desktop.press(session.desktop.await_window(DIALOG), "Cancel")
        expect(session.await_verbs()[0], {"verb": "answer_offer", "offer": "offer-5", "choice": "not_now", "remember": False}, "the answer")
        session.desktop.await_closed(DIALOG)
    with report.step("two questions in a row: the countdown waits for the one that is open, and is asked then") as evidence:
        session.scene("fine")
        _, _, first = session.desktop.choose("Rollback to NAT", DIALOG, "tray-two")
        session.scene("another-countdown")
        time.sleep(1.5)
        expect(session.verbs(), [], "what was said of the countdown that nobody sees")
        session.desktop.press(first, "Cancel")
        wait_until(lambda: session.is_asked("about to be shut down"), 5, "the countdown")
        expect(session.await_verbs(), [{"verb": "offer_shown", "offer": "offer-7", "visible": True}], "what was sent")
        evidence["picture"] = session.desktop.shot("tray-countdown")
    with report.step("Later postpones it; a question that is over closes by itself, and its time stands still"):
        session.desktop.press(session.desktop.await_window(DIALOG), "Later")
        expect(session.await_verbs()[0]["choice"], "postpone", "the answer")
        session.desktop.await_closed(DIALOG)
        session.scene("fine")
        session.scene("countdown")
        expect(session.await_verbs()[-1], {"verb": "offer_shown", "offer": "offer-5", "visible": True}, "what was sent")
        session.scene("fine")
        session.desktop.await_closed(DIALOG)
        expect(session.await_verbs()[-1], {"verb": "offer_shown", "offer": "offer-5", "visible": False}, "what was sent")


def another_picture(session, seen):
    picture = session.desktop.icon()["picture"]
    return picture if picture not in (None, *seen.values()) else None


def icon(report, session):
    with report.step("each state has a picture of its own") as evidence:
        evidence["pictures"] = seen = {}
        for scene in ("fine", "gone", "offer", "acting", "paused"):
            session.scene(scene)
            seen[scene] = wait_until(lambda: another_picture(session, seen), 10, f"a picture for {scene} that is none of {seen}")
            session.desktop.shot(f"tray-icon-{scene}")
    with report.step("the icon follows the taskbar's colour at once, and is there again in a new taskbar"):
        session.scene("fine")
        light = seen["fine"]
        wait_until(lambda: session.desktop.icon()["picture"] == light, 10, "the picture of a quiet day")
        session.wine.run("reg", "add", THEME, "/v", "SystemUsesLightTheme", "/t", "REG_DWORD", "/d", "0", "/f")
        session.act("recolour")
        dark = session.desktop.await_icon(other_than=light)["picture"]
        session.wine.run("reg", "add", THEME, "/v", "SystemUsesLightTheme", "/t", "REG_DWORD", "/d", "1", "/f")
        session.act("recolour")
        expect(session.desktop.await_icon(other_than=dark)["picture"], light, "the light picture")
        session.act("new-taskbar")
        expect(session.desktop.await_icon()["picture"], light, "the picture in a new taskbar")
    with report.step("the service goes: another picture, and it is said that it is not installed; it comes back") as evidence:
        fine = session.desktop.await_icon()["picture"]
        session.service.stdin.close()
        session.service.wait(10)
        evidence["gone"] = session.desktop.await_icon(other_than=fine)
        session.type_into_menu("s")
        status = session.desktop.await_window(STATUS)
        evidence["texts"] = texts(status)
        wait_until(lambda: any("is not installed" in text for text in texts(session.desktop.await_window(STATUS))), 10, "the sentence")
        evidence["picture"] = session.desktop.shot("tray-no-service")
        session.desktop.press(status, "Close")
    with report.step("Exit ends the program"):
        session.type_into_menu("x")
        expect(session.tray.wait(10), 0, "exit code")


def play(report, session):
    with report.step("the icon is there") as evidence:
        evidence["icon"] = session.desktop.await_icon(30)
        time.sleep(DEAD_FOR)
    menu(report, session)
    settings(report, session)
    second_start(report, session)
    dialog(report, session)
    icon(report, session)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="write the steps with their evidence to this file")
    parser.add_argument("--shots", type=Path, help="a folder for pictures")
    options = parser.parse_args()
    report = Report(options.report)
    require_namespaces()
    whole = False
    try:
        with World() as world:
            play(report, Session(world, options.shots))
            whole = True
    except (LabError, AssertionError, OSError) as problem:
        if report.ok:  # it happened between two steps
            print(f"FAIL {problem}", flush=True)
    passed = sum(step["ok"] for step in report.steps)
    print(f"{passed} passed, {len(report.steps) - passed} failed", flush=True)
    return 0 if report.ok and whole else 1


if __name__ == "__main__":
    sys.exit(main())
