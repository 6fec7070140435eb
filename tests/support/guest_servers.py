#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Servers on fixed ports of a network of their own, and a script that asks them, by several shells, one set of tools after the other.

    unshare -n tests/support/guest_servers.py FOLDER     FOLDER has script, input and again, which is asked after it;
                                                         output.SHELL.TOOLS and again.SHELL.TOOLS are written into it

TOOLS are what the script finds on its PATH: everything, no curl, or busybox alone.
"""
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}
TOOLS = {"all": ["bash", "busybox", "curl", "wget", "getent", "timeout", "head", "base64", "cat", "true", "sleep"],
         "bash": ["bash", "getent", "timeout", "head", "base64", "cat", "true", "sleep"], "busybox": []}
AGAIN_BY = {"all": "dash", "bash": "bash", "busybox": "busybox"}  # the shell that asks again with these tools
NSLOOKUP = """#!/bin/sh
printf 'Server:\\t\\t10.255.255.254\\nAddress:\\t10.255.255.254:53\\n\\nName:\\tlocalhost\\nAddress: 127.0.0.1\\n\\n'
"""
LONG = b"x" * 100_000


def answer(status, body, *headers):
    lines = [b"HTTP/1.1 " + status, b"Content-Length: " + str(len(body)).encode(), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def head_of(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(4096)
        if not more:
            break
        data += more
    return data


def says(text):
    def treat(connection):
        head_of(connection)
        connection.sendall(text)
    return treat


def silent(connection):
    connection.recv(4096)
    connection.recv(4096)


def endless(connection):
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nbeginning ")
    while True:
        connection.sendall(LONG)
        time.sleep(0.05)  # endless, and not all of the machine


def stuck(connection):
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning")
    connection.recv(4096)


def reset(connection):
    head_of(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def banner(connection):
    connection.sendall(b"SSH-2.0-server\r\n")


def token(connection):
    """200 for who brings the token, unless it can be read in the arguments of any process."""
    head = head_of(connection)
    shown = any(b"s3cret" in arguments(path) for path in Path("/proc").glob("[0-9]*/cmdline"))
    connection.sendall(answer(b"500 Shown" if shown else b"200 OK" if b"X-Token: s3cret" in head else b"403 No", b""))


def every_third():
    """Closes two connections with a reset, and answers the third one."""
    count = 0

    def treat(connection):
        nonlocal count
        count += 1
        (says(answer(b"200 OK", b"hello\n")) if count % 3 == 0 else reset)(connection)
    return treat


def late_then_never():
    """Of three connections the first one is answered after more than a second, and the others are closed with a reset."""
    count = 0

    def treat(connection):
        nonlocal count
        count += 1
        if count % 3 != 1:
            reset(connection)
            return
        head_of(connection)
        time.sleep(1.2)
        connection.sendall(answer(b"200 OK", b"hello\n"))
    return treat


def arguments(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


PLAIN = {8001: says(answer(b"200 OK", b"hello\n")), 8002: says(answer(b"500 Broken", b"")),
         8003: says(answer(b"302 Found", b"", b"Location: http://127.0.0.1:8001/")), 8004: silent, 8005: endless, 8006: stuck,
         8007: reset, 8009: banner, 8010: says(b""), 8012: token, 8013: every_third(),
         8014: late_then_never()}


def serve(listener, treat, wrap=None):
    def one(connection):
        try:
            connection.settimeout(10)
            treat(wrap(connection) if wrap else connection)
        except OSError:
            pass
        finally:
            connection.close()

    def loop():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def tls_server(folder):
    files = [str(folder / name) for name in ("key.pem", "certificate.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=elsewhere", "-days", "2", "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    listener = socket.create_server(("127.0.0.1", 8008))
    serve(listener, says(answer(b"200 OK", b"hello\n")), lambda connection: context.wrap_socket(connection, server_side=True))


def path_with(folder, tools):
    """A folder that is a whole PATH: busybox's own programs where nothing else is wanted."""
    folder.mkdir()
    for tool in tools:
        (folder / tool).symlink_to(shutil.which(tool))
    if not tools:
        subprocess.run([shutil.which("busybox"), "--install", "-s", folder], check=True)
        for name in ("bash", "curl", "getent", "nslookup"):
            (folder / name).unlink(missing_ok=True)
        (folder / "nslookup").write_text(NSLOOKUP)
        (folder / "nslookup").chmod(0o755)
    return str(folder)


def main():
    folder = Path(sys.argv[1])
    for words in ("link set lo up", "link add void type veth peer name far", "addr add 198.51.100.1/24 dev void", "link set far up",
                  "link set void up", "neigh add 198.51.100.9 lladdr 02:00:00:00:00:01 dev void nud permanent", "route add default via 198.51.100.254"):
        subprocess.run([shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin"), *words.split()], check=True)
    for port, treat in PLAIN.items():
        serve(socket.create_server(("127.0.0.1", port)), treat)
    serve(socket.create_server(("::1", 8011), family=socket.AF_INET6), says(answer(b"200 OK", b"hello\n")))
    tls_server(folder)
    script = (folder / "script").read_text()

    def ask(shell, given, output, path):
        program = [shutil.which(SHELLS[shell][0]), *SHELLS[shell][1:], "-c", script, "mirrorwatch"]
        return subprocess.Popen(program, stdin=open(folder / given), stdout=open(folder / output, "w"), env={"PATH": path, "LC_ALL": "C"})

    shells = [shell for shell, argv in SHELLS.items() if shutil.which(argv[0])]
    for tools, names in TOOLS.items():
        path = path_with(folder / f"path.{tools}", names)
        runs = [ask(shell, "input", f"output.{shell}.{tools}", path) for shell in shells]
        for run in runs:  # each asks everything at once: all nine together are more than a busy machine starts in time
            run.wait(60)
        shell = AGAIN_BY[tools]
        if shell in shells:  # one after the other, as a server counts
            ask(shell, "again", f"again.{shell}.{tools}", path).wait(60)


main()
os._exit(0)
