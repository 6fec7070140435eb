# SPDX-License-Identifier: MIT
"""Servers and probes inside the lab's namespaces, without starting a program: each server says its name and hangs up.

A probe is true only if the right server answered: a connect alone proves nothing.
"""
import selectors
import socket
import threading

from . import netns

FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
LISTENING = 64


class Servers:
    """One thread that answers for every server of a world."""

    def __init__(self):
        self.selector, self.lock = selectors.DefaultSelector(), threading.Lock()
        self.wake, self.woken = socket.socketpair()
        self.selector.register(self.woken, selectors.EVENT_READ, None)
        self.sockets = {}
        self.closing = False
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def listen(self, namespace, port, name, family):
        """A server on every address of one family in the namespace; it says `name`."""
        with netns.visit(namespace):
            server = socket.socket(FAMILIES[family], socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        if family == 6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("", port))
        server.listen(LISTENING)
        with self.lock:
            self.sockets[namespace, port, family] = server
            self.selector.register(server, selectors.EVENT_READ, name.encode() + b"\n")
        self.wake.send(b"x")

    def hang_up(self, namespace, port=None):
        """Ends the servers of a namespace, all or one port's."""
        with self.lock:
            for key in [key for key in self.sockets if key[0] == namespace and port in (None, key[1])]:
                server = self.sockets.pop(key)
                self.selector.unregister(server)
                server.close()

    def close(self):
        self.closing = True
        self.wake.send(b"x")
        self.thread.join()
        for server in self.sockets.values():
            server.close()
        self.selector.close()
        self.wake.close()
        self.woken.close()

    def _serve(self):
        while not self.closing:
            for key, _ in self.selector.select():
                if key.data is None:
                    self.woken.recv(64)
                else:
                    self._answer(key.fileobj, key.data)

    def _answer(self, server, greeting):
        try:
            connection, _ = server.accept()
            connection.send(greeting)
            connection.close()
        except OSError:
            pass  # hung up meanwhile, or the caller is gone


def greeting_of(namespace, address, port, timeout):
    """What the server at the address says to a caller in the namespace, or the error's words in brackets."""
    with netns.visit(namespace):
        caller = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    with caller:
        caller.settimeout(timeout)
        try:
            caller.connect((address, port))
            return caller.recv(256).decode().strip()
        except OSError as problem:
            return f"[{problem}]"
