# SPDX-License-Identifier: MIT
"""Being in a network namespace for a moment, from Python: sockets and sysctls without starting a program.

A socket stays in the namespace where it was made, and /proc/sys/net shows that of the thread: so a short visit is enough.
"""
import ctypes
import os
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def path_of(namespace):
    return f"/run/netns/{namespace}"


def enter(descriptor):
    """Moves this thread into the namespace of an open descriptor."""
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def visit(namespace):
    """This thread is in the named namespace until the block ends; other threads stay where they are."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    away = os.open(path_of(namespace), os.O_RDONLY | os.O_CLOEXEC)
    try:
        enter(away)
        yield
    finally:
        enter(home)
        os.close(away)
        os.close(home)


def write_sysctls(namespace, settings):
    """Writes {"net/ipv4/conf/all/rp_filter": 0, …} in the namespace."""
    with visit(namespace):
        for name, value in settings.items():
            Path("/proc/sys", name).write_text(f"{value}\n")


def read_sysctl(namespace, name):
    """The value of one sysctl in the namespace, as text."""
    with visit(namespace):
        return " ".join(Path("/proc/sys", name).read_text().split())
