# SPDX-License-Identifier: MIT
"""The user's eye and hand: windows as the driver sees them, mouse and keys by xdotool, pictures.

Places come from the windows themselves, so that nothing depends on a font or a theme.
"""
import contextlib
import hashlib
import json
import subprocess
import time
from pathlib import Path

from mwlab.shell import LabError, run, wait_until
from mwlab.wine import compiled, to_windows

SOURCE = Path(__file__).resolve().parent.parent / "driver/driver_win.cpp"
TRAY = "mirrorwatch-tray.exe"
WINE_DRAWS_AFTER = 2.5  # seconds: Wine draws a notification 2 s after it was asked to
DEAD_FOR = 0.8  # seconds: the default button looks alive, and does nothing yet
TURNS = 3
NOWHERE = (640, 60)  # on the desktop, beside every window
# The menu's lines: the first ones, VPNs and an open question between, and the last ones.
MENU_HEAD = ("headline", "Status")
MENU_TAIL = ("Rollback to NAT", "Use VirtioProxy", "Restore mirrored", "Pause", "Settings", "Copy diagnostics", "Help", "Exit")
DIALOG, STATUS, MENU, BALLOON = "#32770", "MirrorwatchStatus", "#32768", "tooltips_class32"
SETTINGS, ADD_SERVER = "MirrorwatchSettings", "MirrorwatchAddServer"


def driver():
    """The compiled driver."""
    return compiled(SOURCE)


def plain(text):
    """A control's text as a person reads it: without the mark of its key."""
    return text.replace("&", "")


def texts(window):
    """All that is written in a window, top to bottom as its children come."""
    return [text for text in (plain(child["text"]) for child in window["children"] if child["visible"]) if text]


class Desktop:
    """One screen. `shots` is the folder for pictures; None takes none."""

    def __init__(self, wine, shots=None):
        self.wine, self.shots = wine, Path(shots) if shots else None

    def windows(self):
        """Every visible window, see the driver."""
        done = self.wine.run(to_windows(driver()), "look", timeout=20)
        return json.loads(done.stdout.decode(errors="replace") or "[]")

    def find(self, type, program=TRAY):
        """The first visible window of that class, or None."""
        return next((w for w in self.windows() if w["class"] == type and w["program"].lower().endswith(program)), None)

    def await_window(self, type, deadline=5, program=TRAY):
        return wait_until(lambda: self.find(type, program), deadline, f"a window {type} of {program}")

    def await_closed(self, type, deadline=5, program=TRAY):
        return wait_until(lambda: not self.find(type, program), deadline, f"the end of the window {type} of {program}")

    def balloon(self):
        """The text of the notification that is on the screen, or None."""
        for window in self.windows():
            if window["class"] == BALLOON and window["program"].lower().endswith("explorer.exe") and window["text"]:
                return window["text"]
        return None

    def click_balloon(self):
        """The one thing that is posted: Wine does not tell the program that its notification was clicked."""
        done = self.wine.run(to_windows(driver()), "click-balloon", timeout=20)
        if done.returncode != 0:
            raise LabError("the tray program's window was not found")

    def press(self, window, text):
        """Clicks the button of a window that begins with that text, by the mouse. Those of a new page are dead for 0.7 s."""
        def find():
            now = self.find(window["class"]) or {"children": ()}
            return next((child for child in now["children"] if child["class"] == "Button" and child["visible"] and child["enabled"]
                         and plain(child["text"]).startswith(text)), None)
        time.sleep(DEAD_FOR)
        return self.click(wait_until(find, 3, f"a button '{text}…' among {texts(window)}")["rect"])

    def click(self, rect, button=1):
        """The middle of a place; returns where it was."""
        x, y = (rect[0] + rect[2]) // 2, (rect[1] + rect[3]) // 2
        self.point(x, y)
        run("xdotool", "click", button, env=self.wine.env())
        return [x, y]

    def key(self, *names):
        """Keys of the keyboard, one after the other, by X11's names."""
        run("xdotool", "key", *names, env=self.wine.env())

    def hover(self, rect):
        """The pointer over a place, without a click."""
        self.point((rect[0] + rect[2]) // 2, (rect[1] + rect[3]) // 2)

    def point(self, x, y):
        run("xdotool", "mousemove", x, y, env=self.wine.env())

    def icon(self):
        """The tray program's icon: its place, and a hash of its pixels, None where nothing is drawn.

        Icons have no windows. The first one is the taskbar's last square.
        """
        bar = next((w["rect"] for w in self.windows() if w["class"] == "Shell_TrayWnd"), None)
        if bar is None:
            return {"place": None, "picture": None}
        side = bar[3] - bar[1]
        place = [bar[2] - side, bar[1], bar[2], bar[3]]
        pixels = [colour for row in self._pixels(place[0], place[1], side, side) for colour in row]
        return {"place": place, "picture": hashlib.sha256(b"".join(pixels)).hexdigest() if len(set(pixels)) > 1 else None}

    def await_icon(self, deadline=10, other_than=None):
        """Waits until an icon is drawn, and none that looks like `other_than`."""
        def look():
            icon = self.icon()
            return icon if icon["picture"] not in (None, other_than) else None
        return wait_until(look, deadline, "the icon in the taskbar")

    def choose(self, item, opens, picture):
        """Right click on the icon, then a click on the menu's item: (the menu's places, the picture, the window that opens).

        A notification that comes at that very moment is drawn over the menu and takes the click: then once more.
        """
        for turn in range(TURNS):
            with contextlib.suppress(LabError if turn + 1 < TURNS else ()):
                menu = self._open_menu()
                self.hover(menu[item])
                shot = self.shot(picture)
                self.click(menu[item])
                return menu, shot, self.await_window(opens, 3)
            self.point(*NOWHERE)
            run("xdotool", "click", 1, env=self.wine.env())
            self.await_closed(MENU)

    def _open_menu(self):
        """Right click on the icon; returns {item: its place}."""
        self._hide_notes()
        self.click(self.await_icon()["place"], button=3)
        left, top, right, bottom = self.await_window(MENU)["rect"]
        self.point(left + 4, top + 12)
        self._hide_notes()
        lines = self._lines_of_text(left, top, right, bottom)
        if len(lines) < len(MENU_HEAD) + len(MENU_TAIL):
            raise LabError(f"the menu has {len(lines)} lines of text, fewer than {MENU_HEAD} and {MENU_TAIL}")
        named = [*zip(MENU_HEAD, lines), *zip(MENU_TAIL, lines[-len(MENU_TAIL):])]
        return {item: [left, first, right, last] for item, (first, last) in named}

    def _hide_notes(self):
        def look():
            self.wine.run(to_windows(driver()), "hide-notes", timeout=20)
            return not [window for window in self.windows() if window["class"] == BALLOON]
        wait_until(look, 5, "a screen without notifications")

    def _lines_of_text(self, left, top, right, bottom):
        """Where lines of text begin and end on the screen. A menu of another process does not tell its items."""
        inset = 6  # neither the frame nor the ends of a separator
        rows = self._pixels(left + inset, top + 3, right - left - 2 * inset, bottom - top - 6)
        marked = [len(set(row)) > 2 for row in rows] + [False]  # a separator is of one colour, or two
        lines, start = [], None
        for y, mark in enumerate(marked):
            if mark and start is None:
                start = y
            elif not mark and start is not None:
                lines.append((top + 3 + start, top + 3 + y))
                start = None
        return lines

    def _pixels(self, left, top, width, height):
        """The screen's colours there, row by row."""
        done = subprocess.run(["import", "-silent", "-window", "root", "-crop", f"{width}x{height}+{left}+{top}",
                               "-depth", "8", "rgb:-"], env=self.wine.env(), capture_output=True, timeout=30)
        flat = [done.stdout[at:at + 3] for at in range(0, len(done.stdout), 3)]
        return [flat[at:at + width] for at in range(0, len(flat), width)]

    def shot(self, name):
        """A picture of the screen; returns its name as evidence."""
        if self.shots is None:
            return None
        self.wine.screenshot(self.shots / f"{name}.png")
        return f"{name}.png"
