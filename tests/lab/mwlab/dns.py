# SPDX-License-Identifier: MIT
"""A name server on one IPv4 address: it knows some names, and nothing of the rest.

    python3 dns.py ADDRESS NAME=IPV4...     prints "listening"; ends by a signal

What resolvers ask beside the address (AAAA) is answered by nothing. Stopped by SIGSTOP it is one that hangs.
"""
import ipaddress
import socket
import struct
import sys

ANSWER, NO_SUCH_NAME = 0x8180, 0x8183
IPV4, INTERNET = 1, 1
TTL = 5


def name_in(query):
    """The name asked for, and where its question ends."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels).lower(), at + 5


def answer_to(query, known):
    name, end = name_in(query)
    kind = struct.unpack("!H", query[end - 4:end - 2])[0]
    found = known.get(name) if kind == IPV4 else None
    head = query[:2] + struct.pack("!5H", ANSWER if name in known else NO_SUCH_NAME, 1, 1 if found else 0, 0, 0)
    record = struct.pack("!3HIH", 0xC00C, IPV4, INTERNET, TTL, 4) + found if found else b""
    return head + query[12:end] + record


def main():
    known = {name: ipaddress.IPv4Address(address).packed for name, address in (pair.split("=") for pair in sys.argv[2:])}
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((sys.argv[1], 53))
    print("listening", flush=True)
    while True:
        query, caller = server.recvfrom(512)
        try:
            server.sendto(answer_to(query, known), caller)
        except (IndexError, struct.error, UnicodeDecodeError):
            pass  # no question


if __name__ == "__main__":
    main()
