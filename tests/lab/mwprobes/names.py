# SPDX-License-Identifier: MIT
"""A name server on 127.0.0.1:53 that lies, drops and delays, each under a name of its own in .test."""
import ipaddress
import socket
import struct
import threading
import time

A, AAAA = 1, 28
DELAY = 0.4

# name: addresses, or what happens instead; names that begin with "drops" get no answer
ZONE = {
    "good.test": ["127.0.0.1"],
    "other.test": ["127.0.0.1"],
    "both.test": ["127.0.0.1", "::1"],
    "six.test": ["::1"],
    "many.test": ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"],
    "half-dead.test": ["10.99.0.2", "::1"],  # a place where nobody answers, asked first, and one that does
    "late.test": ["127.0.0.1"],
    "lies.test": ["10.66.66.66"],
    "empty.test": [],
    "broken.test": "fail",
    "garbled.test": "garble",
}


def read_question(packet):
    """(name, type, the question's bytes) of the first question."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii", "replace"))
        at += 1 + packet[at]
    kind = struct.unpack(">H", packet[at + 1:at + 3])[0]
    return ".".join(labels).lower(), kind, packet[12:at + 5]


def answer_to(packet):
    """The bytes of the answer, or None."""
    name, kind, question = read_question(packet)
    what = ZONE.get(name)
    if name.startswith("drops"):
        return None
    if what == "garble":
        return b"\xff" * 40
    if name == "late.test":
        time.sleep(DELAY)
    code = 3 if what is None else 2 if what == "fail" else 0
    found = [ipaddress.ip_address(text) for text in what] if isinstance(what, list) else []
    records = [address.packed for address in found if (A if address.version == 4 else AAAA) == kind]
    rows = b"".join(struct.pack(">HHHIH", 0xC00C, kind, 1, 0, len(data)) + data for data in records)
    return packet[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(records), 0, 0) + question + rows


def serve():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def treat(packet, peer):
        if answer := answer_to(packet):
            server.sendto(answer, peer)

    def receive():
        while True:
            threading.Thread(target=treat, args=server.recvfrom(1500), daemon=True).start()

    threading.Thread(target=receive, daemon=True).start()
