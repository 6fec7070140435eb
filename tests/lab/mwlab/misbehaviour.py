# SPDX-License-Identifier: MIT
"""A wsl.exe that does not behave: what it says, and how it ends, instead of what it was asked for."""
import random

from . import wslcli

FLOOD = 100 * 1024 * 1024
GARBAGE = random.Random(7).randbytes(4096)


async def misbehave(kind, reply, reader, vm):
    """One call of such a wsl.exe; returns its exit code, or None when the caller gave up."""
    if kind == "hang":
        await reader.read()
        return None
    if kind == "flood":
        return await flood(reply)
    if kind == "garbage":
        reply.data("stdout", GARBAGE)
        return 0
    if kind == "half":
        reply.data("stdout", half(wslcli.list_text({"verbose"}, vm)[0]))
        return 0
    return wslcli.FAILED  # "fails": without a word


async def flood(reply):
    line = b"x" * 65534 + b"\r\n"
    for _ in range(FLOOD // len(line)):
        if reply.writer.is_closing():
            return None
        reply.data("stdout", line)
        await reply.writer.drain()
    return 0


def half(text):
    """UTF-16 that ends in the middle of a character."""
    data = wslcli.encode(text, utf8=False)
    return data[:len(data) * 2 // 3 | 1]
