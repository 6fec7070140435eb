# SPDX-License-Identifier: MIT
"""TCP servers that fail in one way each, and a proxy. Every one has a port of its own and a thread for each connection."""
import array
import contextlib
import fcntl
import socket
import struct
import threading
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
HELD = []  # connections that stay open


def read_head(connection):
    """The head of a request, as it came."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(4096)
        if not part:
            break
        data += part
    return data


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def reset_at_once(connection):
    reset(connection)


def reset_after_request(connection):
    read_head(connection)
    reset(connection)


def reset_in_head(connection):
    read_head(connection)
    connection.sendall(HEAD)
    reset_when_read(connection)


def reset_in_body(connection):
    read_head(connection)
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nhalf")
    reset_when_read(connection)


def reset_when_read(connection):
    """Once the other side has what was sent: a reset would overtake it."""
    siocoutq, left = 0x5411, array.array("i", [1])  # what has not been acknowledged
    while left[0]:
        fcntl.ioctl(connection, siocoutq, left)
        time.sleep(0.02)
    time.sleep(0.1)
    reset(connection)


def hold(connection):
    HELD.append(connection)


def hold_in_head(connection):
    read_head(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-")
    hold(connection)


def close_after_request(connection):
    read_head(connection)


def close_in_body(connection):
    read_head(connection)
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nhalf")


def garbage(connection):
    read_head(connection)
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n")


def slow_body(connection):
    read_head(connection)
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    stop = threading.Event()
    while not stop.wait(0.1):
        connection.sendall(b"x")


def endless_body(connection):
    read_head(connection)
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")


def proxy(connection):
    """Answers plain requests itself and refuses tunnels, so that nobody takes it for the server."""
    head = read_head(connection)
    if head.startswith(b"CONNECT "):
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    else:
        body = b"by proxy: " + head.split(b"\r\n")[0]
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)


PORTS = {9001: reset_at_once, 9002: reset_after_request, 9003: reset_in_head, 9004: reset_in_body, 9005: hold, 9006: hold_in_head,
         9007: close_after_request, 9008: close_in_body, 9009: garbage, 9010: slow_body, 9011: endless_body, 3128: proxy}


def serve(port, treat, address="127.0.0.1"):
    listener = socket.create_server((address, port), backlog=128)

    def treat_and_close(connection):
        with contextlib.suppress(OSError):
            treat(connection)
        if connection not in HELD:
            connection.close()

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=treat_and_close, args=[connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def serve_all():
    for port, treat in PORTS.items():
        serve(port, treat)
