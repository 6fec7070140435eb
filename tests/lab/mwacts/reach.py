# SPDX-License-Identifier: MIT
"""What WSL reaches and who reaches WSL, asked by the test's own hand, all the while and past the product.

Three ways that a full tunnel cuts: from the guest to the LAN and to the Internet, and from another machine of the LAN to a
port that the guest publishes. And one that it does not: from Windows to the guest by 127.0.0.1.
"""
import contextlib
import socket
import threading
import time

from mwlab import netns, network
from mwlab.shell import LabError, wait_until

PAUSE, TIMEOUT = 0.15, 0.7  # seconds; an answer takes some milliseconds, and who waits longer sees less of an outage
QUESTION = b"GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n"
LONGEST = 3.0  # seconds that a way may be dead while an exclusion is in force
CUT = ("LAN", "Internet", "published port")
LOOPBACK = "127.0.0.1"


def ways(names):
    """{way: (the asking namespace, address, port)}"""
    return {"LAN": (names.guest, network.LAN_HOST, 80), "Internet": (names.guest, network.INTERNET, 80),
            "published port": (names.lan, network.WIN_LAN, 8080), LOOPBACK: (names.win, "127.0.0.1", 8080)}


def answers(namespace, address, port):
    """Whether a web server answers there; a connection alone proves nothing."""
    with contextlib.suppress(OSError):
        with netns.visit(namespace):
            caller = socket.socket()
        with caller:
            caller.settimeout(TIMEOUT)
            caller.connect((address, port))
            caller.sendall(QUESTION)
            answer = b"".join(iter(lambda: caller.recv(1024), b""))  # to its end, or the server complains
            return answer.startswith(b"HTTP/1.1 200 ")
    return False


class Reach:
    """Asks every way again and again, each in a thread of its own, until `stop`."""

    def __init__(self, names):
        self.ways, self.over = ways(names), threading.Event()
        self.answered = {way: [] for way in self.ways}  # the moments at which questions were put that were answered
        self.ended = None
        self.threads = [threading.Thread(target=self._ask, args=(way,), daemon=True) for way in self.ways]
        for thread in self.threads:
            thread.start()

    def _ask(self, way):
        while not self.over.is_set():
            asked = time.time()
            if answers(*self.ways[way]):
                self.answered[way].append(asked)
            self.over.wait(PAUSE)

    def stop(self):
        self.over.set()
        self.ended = self.ended or time.time()
        for thread in self.threads:
            thread.join()

    def first_since(self, since, way):
        """The moment of the first question since then that was answered, or None."""
        return next((asked for asked in self.answered[way][:] if asked >= since), None)

    def await_answers(self, since, deadline, among=CUT):
        """{way: seconds from `since` to the first question that was answered}"""
        wait_until(lambda: all(self.first_since(since, way) for way in among), deadline, f"answers by {', '.join(among)}")
        return {way: round(self.first_since(since, way) - since, 2) for way in among}

    def await_silence(self, since, deadline, among=CUT):
        """Waits until none of these ways was answered for a second, since then."""
        def is_silent():
            now = time.time()
            return now - since > 1 and not any(asked > now - 1 for way in among for asked in self.answered[way][-1:])
        wait_until(is_silent, deadline, f"silence by {', '.join(among)}")

    def outages(self, since, until=None):
        """{way: the longest time without an answered question between two moments, the second one now or the end}"""
        until = until or self.ended or time.time()
        longest = {}
        for way, moments in self.answered.items():
            inside = [since, *(asked for asked in moments[:] if since < asked < until), until]
            longest[way] = round(max(later - earlier for earlier, later in zip(inside, inside[1:])), 2)
        return longest


def expect_no_longer(outages, most, what):
    """LabError where one way was dead for longer than `most` seconds."""
    if slow := {way: seconds for way, seconds in outages.items() if seconds > most}:
        raise LabError(f"{what}: not reached for longer than {most} s: {slow}")
