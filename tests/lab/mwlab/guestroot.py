# SPDX-License-Identifier: MIT
"""A command's way into the guest, between fork and exec: its network namespace, and mounts that only it and its children see.

The guest's root file system is this machine's; a distro's differences are laid over it: programs that it lacks, name servers,
and whether systemd runs.
"""
import ctypes
import os
from dataclasses import dataclass, field

from . import netns

CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x00020000, 0x1000, 0x4000, 1 << 18, 2
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Layout:
    """What a command finds. `binds` are (from, to); `folders` are made in a /run of its own, before the binds."""
    namespace: str
    binds: tuple = ()
    folders: tuple = ()
    own_run: bool = True
    identity: tuple = field(default=())  # (user id, group id); empty: root


def enter(layout):
    """For preexec_fn: everything but the exec. A failure ends the child, and its parent hears of it."""
    descriptor = os.open(netns.path_of(layout.namespace), os.O_RDONLY | os.O_CLOEXEC)
    netns.enter(descriptor)
    os.close(descriptor)
    _check(_libc.unshare(CLONE_NEWNS), "unshare")
    _mount(None, "/", MS_REC | MS_PRIVATE)
    _libc.umount2(b"/sys", MNT_DETACH)
    _check(_libc.mount(b"guest", b"/sys", b"sysfs", 0, None), "/sys")  # shows this namespace's devices
    hidden = [os.open(source, os.O_PATH) for source, _ in layout.binds]  # a bind may hide what a later one needs
    if layout.own_run:
        _check(_libc.mount(b"run", b"/run", b"tmpfs", 0, None), "/run")
    for folder in layout.folders:
        os.makedirs(folder, exist_ok=True)
    for source, (_, target) in zip(hidden, layout.binds):
        _mount(f"/proc/self/fd/{source}", target, MS_BIND | MS_REC)
        os.close(source)
    _become(layout.identity)


def _become(identity):
    if identity:
        os.setgroups([])
        os.setgid(identity[1])
        os.setuid(identity[0])


def _mount(source, target, flags):
    _check(_libc.mount(source.encode() if source else None, target.encode(), None, flags, None), target)


def _check(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)
