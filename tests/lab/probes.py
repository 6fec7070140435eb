#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Health probes of the real Windows programs against real servers: a table, exit code 0 only if every row was as it should be.

All probes run at once, 64 at a time, so it takes about as long as the slowest. Started by test_probes.sh, in namespaces of its own.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

from mwlab import prefix  # noqa: E402
from mwlab.shell import IP, LabError, run  # noqa: E402
from mwlab.wine import to_windows  # noqa: E402
from mwlab.world import clones_dir  # noqa: E402
from mwprobes import faulty, names, site  # noqa: E402

HERE = Path(__file__).resolve().parent
DRIVER = HERE.parents[1] / "build/mingw/bin/mirrorwatch-probes.exe"
NOBODY = "10.99.0.2"  # a place on a wire where nobody answers

ENDPOINT = {"name": "e", "kind": "http", "host": "127.0.0.1", "port": 8080, "expected_addresses": [], "group": "", "from": "windows",
            "when": "always", "family": "auto", "enabled": True, "required": True, "interval_ms": 30000, "timeout_ms": 5000,
            "retry_interval_ms": 5000, "max_backoff_ms": 300000, "jitter_percent": 10, "failure_threshold": 3,
            "success_threshold": 2, "source": "machine"}
HTTP = {"target": "/", "method": "GET", "headers": [], "expected_status": [{"first": 200, "last": 399}], "body_match": "",
        "body_not_match": "", "follow_redirects": True, "max_redirects": 10, "tls_verify": True, "tls_server_name": "",
        "proxy": "none", "proxy_url": ""}

UNTRUSTED = "no agreement on TLS, or a certificate that is not trusted"  # all that Wine's WinHTTP tells of any bad certificate
GONE = "connection (reset|aborted|closed)"  # Wine tells a reset while reading as an end

ROWS = []


def row(what, step, sentence, timeout=3000, by_proxy=False, **endpoint):
    """A probe and what it has to find: step "none" is a success; the sentence is a regular expression for all of it."""
    http = {name: endpoint.pop(name) for name in list(endpoint) if name in HTTP}
    spec = ENDPOINT | endpoint | {"http": HTTP | http}
    ROWS.append((what, step, sentence, {"by_proxy": by_proxy, "timeout_ms": timeout, "endpoint": spec}))


def http_rows():
    row("a page", "none", "")
    row("a page, by name", "none", "", host="good.test")
    row("localhost", "none", "", host="localhost")
    row("its body matches", "none", "", body_match="^status: ready$|ready\\nmethod: GET")
    row("its body does not match", "body", "the answer lacks what it must match", body_match="broken")
    row("its body matches what it must not", "body", "the answer has what it must not match", body_not_match="read[xy]")
    row("POST with headers of one's own", "none", "", method="POST", body_match="method: POST\\nhost: inner\\ntoken: t",
        headers=[{"name": "Host", "value": "inner"}, {"name": "X-Token", "value": "t"}])
    row("HEAD", "none", "", method="HEAD")
    row("no content", "none", "", target="/204")
    row("a redirect", "none", "", target="/moved-on", host="good.test", body_match="ready")
    row("a redirect that is not followed", "status", "HTTP status 301", target="/moved-on", follow_redirects=False,
        expected_status=[{"first": 200, "last": 299}])
    row("a redirect without end", "status", "redirected too often", target="/loop")
    row("a redirect to no HTTP", "status", "redirected to what is no HTTP address", target="/to-ftp")
    row("a redirect to a closed port", "refused", "connection refused", target="/to-refused")
    row("a redirect to https", "none", "", target="/to-https", body_match="ready")
    row("a redirect to a bad certificate", "tls", f"the certificate is expired or not yet valid|{UNTRUSTED}", target="/to-expired")
    row("500", "status", "HTTP status 500", target="/500")
    row("503 that is expected", "none", "", target="/503", expected_status=[{"first": 503, "last": 503}], body_match="ready")
    row("401", "status", "HTTP status 401", target="/log-on")
    row("a closed port", "refused", "connection refused", port=9)
    row("nobody there", "connect", r"no answer within 1 s \(connecting\)", host=NOBODY, timeout=1000)
    row("no way there", "connect", r"network unreachable \(connecting\)", host="10.98.0.1")
    row("one of two addresses is dead", "none", "", host="half-dead.test", timeout=4000)


def fault_rows():
    row("reset at once", "connect|send|answer", GONE + ".*", port=9001)
    row("reset after the request", "answer", GONE + r" (\(waiting for the answer\)|without answer)", port=9002)
    row("reset in the head", "answer", GONE + r" (\(waiting for the answer\)|in the middle of the answer)", port=9003)
    row("reset in the body", "body", GONE + r" (\(reading the answer\)|in the middle of the answer)", port=9004)
    row("accepts and never answers", "answer", r"no answer within 1 s \(waiting for the answer\)", port=9005, timeout=1000)
    row("stops in the head", "answer", r"no answer within 1 s \(waiting for the answer\)", port=9006, timeout=1000)
    row("closes without answer", "answer", "connection closed without answer", port=9007)
    row("closes in the body", "body", "connection closed in the middle of the answer", port=9008)
    row("is not HTTP", "answer", "the answer is not HTTP", port=9009)
    row("a slow body", "body", "the answer did not end within 1 s", port=9010, timeout=1000)
    row("an endless body", "none", "", port=9011)
    row("an endless body that is searched", "body", "the answer lacks what it must match", port=9011, body_match="y")


def https_rows():
    tls = {"kind": "https", "host": "good.test", "port": site.GOOD}
    row("https with a private CA", "none", "", **tls, body_match="ready")
    row("https: expired", "tls", f"the certificate is expired or not yet valid|{UNTRUSTED}", **tls | {"port": site.EXPIRED})
    row("https: another name", "tls", f"the certificate is for another name|{UNTRUSTED}", **tls | {"port": site.WRONG_NAME})
    row("https: self-signed", "tls", f"the certificate is from an unknown authority|{UNTRUSTED}", **tls | {"port": site.SELF_SIGNED})
    row("https: an authority that nobody knows", "tls", f"the certificate is from an unknown authority|{UNTRUSTED}", **tls | {"port": site.STRANGER})
    for port in (site.EXPIRED, site.WRONG_NAME, site.SELF_SIGNED, site.STRANGER):
        row(f"https without verifying, on {port}", "none", "", **tls | {"port": port}, tls_verify=False)
    row("https: plain HTTP on the other side", "tls|send|answer|connect", ".*", **tls | {"port": site.PLAIN})
    row("https: a closed port", "connect", r"no connection \(refused, or no way there\)", **tls | {"port": 9})
    row("https: nobody there", "connect", r"no answer within 1 s \(connecting\)", **tls | {"host": NOBODY}, timeout=1000)
    # Wine counts the handshake as connecting.
    row("https: never says a word of TLS", "tls|connect", r"no answer within 1 s \(.*\)", **tls | {"port": 9005}, timeout=1000)
    row("https: reset at once", "tls|connect|send", ".*", **tls | {"port": 9001})
    row("https: 500", "status", "HTTP status 500", **tls, target="/500")
    row("https: 401 without a log-on", "status", "HTTP status 401", **tls, target="/log-on")
    row("https: a redirect to http", "none", "", **tls, target="/to-http", body_match="ready")
    row("https: a redirect without end", "status", "redirected too often", **tls, target="/loop", max_redirects=3)
    row("https: the body does not match", "body", "the answer lacks what it must match", **tls, body_match="broken")
    row("https: POST with headers of one's own", "none", "", **tls, method="POST", body_match="method: POST\\nhost: inner\\ntoken: t",
        headers=[{"name": "Host", "value": "inner"}, {"name": "X-Token", "value": "t"}])
    row("https: HEAD", "none", "", **tls, method="HEAD")
    row("https: no such name", "name", "name not found", **tls | {"host": "nowhere.test"})


def name_rows():
    dns = {"kind": "dns", "port": 0}
    row("a name", "none", "", **dns, host="good.test")
    row("a name with an expected address", "none", "", **dns, host="many.test", expected_addresses=["10.0.0.4"])
    row("a name server that lies", "name", "the name resolves to 10.66.66.66, not to an expected address", **dns, host="lies.test",
        expected_addresses=["10.0.0.1"])
    row("no such name", "name", "name not found", **dns, host="nowhere.test")
    row("a name without address", "name", "name not found|the name has no address", **dns, host="empty.test")
    row("a name server that drops", "name", "no answer from the name server", **dns, host="drops.test", timeout=6000)
    row("a name server that drops, and no patience", "name", r"no answer within 500 ms \(looking the name up\)", **dns,
        host="drops.test", timeout=500)
    row("a name server that fails", "name", "no answer from the name server", **dns, host="broken.test", timeout=6000)
    row("a name server that babbles", "name", "no answer from the name server", **dns, host="garbled.test", timeout=6000)
    row("a name server that is late", "none", "", **dns, host="late.test")
    row("a name without IPv6", "name", "the name has no IPv6 address", **dns, host="good.test", family="6")
    row("http: no such name", "name", "name not found", host="nowhere.test")


def tcp_rows():
    tcp = {"kind": "tcp"}
    row("tcp", "none", "", **tcp)
    row("tcp: accepts and says nothing", "none", "", **tcp, port=9005)
    row("tcp: a closed port", "refused", "connection refused", **tcp, port=9)
    row("tcp: nobody there", "connect", r"no answer within 1 s \(connecting\)", **tcp, host=NOBODY, timeout=1000)


def family_rows():
    row("IPv6 only, by name", "none", "", host="six.test")
    row("IPv6 only, asked for IPv4", "name", "the name has no IPv4 address", host="six.test", family="4")
    row("IPv6 of both", "none", "", host="both.test", family="6")
    row("IPv6 of both, where only IPv4 listens", "refused", "connection refused", host="both.test", family="6", port=9011)
    row("IPv6 literal", "none", "", host="::1")
    row("localhost by IPv6", "none", "", host="localhost", family="6")
    row("https: IPv6 that the name lacks", "name", "the name has no IPv6 address", kind="https", host="good.test", port=site.GOOD,
        family="6")


def proxy_rows():
    named = {"proxy": "named", "proxy_url": "http://127.0.0.1:3128"}
    row("http by a proxy", "none", "", host="only-the-proxy-knows.test", port=80, body_match="^by proxy: GET http://only", **named)
    row("http by a proxy that is away", "connect", ".*", host="good.test", proxy="named", proxy_url="http://127.0.0.1:9")
    row("https by a proxy that forbids it", "status|connect|tls|answer|send", ".*", kind="https", host="good.test", port=site.GOOD, **named)
    system = {"proxy": "system", "by_proxy": True}  # as for a user whose programs go through a proxy
    row("http by the system's proxy, of which there is none for here", "none", "", host="good.test", body_match="ready", **system)
    row("http by the system's proxy: a closed port", "connect", r"no connection \(refused, or no way there\)", host="good.test", port=9, **system)
    row("http by the system's proxy: a redirect", "none", "", target="/moved-on", host="good.test", body_match="ready", **system)
    row("https by the system's proxy, of which there is none", "none", "", kind="https", host="good.test", port=site.GOOD,
        proxy="system")


def hanging_orders():
    """63 that hang in three ways, and one that must not notice."""
    hanging = [{"kind": "http", "port": 9005}, {"kind": "https", "host": "good.test", "port": 9005}, {"kind": "tcp", "port": 80}]
    orders = []
    for number in range(63):
        spec = ENDPOINT | {"http": HTTP} | hanging[number % 3]
        if spec["kind"] == "tcp":
            spec["host"] = f"drops-{number}.test"
        orders.append({"by_proxy": False, "timeout_ms": 900, "endpoint": spec})
    return [*orders, {"by_proxy": False, "timeout_ms": 900, "endpoint": ENDPOINT | {"http": HTTP}}]


def expect(what, good, seen):
    """One more line of the table; returns 1 if it is bad."""
    print(f"{'ok  ' if good else 'FAIL'}            {what}{'' if good else f': {seen}'}")
    return not good


def other_checks(made, results, hanging):
    """What no single sentence shows; returns how many were bad."""
    certificates = {what: result["certificate_expires"] for (what, *_), result in zip(ROWS, results)}
    ends = certificates["https with a private CA"]
    days = (ends["unix"] - time.time()) / 86400 if ends else 0
    log = made.requests()
    bad = expect("the certificate's end is told, 30 days ahead", 29 < days < 30.1, ends)
    bad += expect("without TLS none is", certificates["a page"] is None, certificates["a page"])
    bad += expect("nobody logged on, sent a cookie or asked for compression", len(log) > 50 and all(
        line.endswith(" - - -") for line in log), [line for line in log if not line.endswith(" - - -")][:3])
    came = hanging[-1]["came"]
    bad += expect("63 that hang do not delay the 64th", hanging[-1]["ok"] and came == 0, hanging[-1])
    kinds = {result["error"] for result in hanging[:-1]}
    bad += expect("and each of them ends once, in words", all(not r["ok"] and r["error"] for r in hanging[:-1]), kinds)
    return bad


def build_world(folder):
    """Network, names and servers; returns the site."""
    run(IP, "link", "set", "lo", "up")
    run(IP, "link", "add", "wire", "type", "veth", "peer", "name", "far")
    for link in ("wire", "far"):
        run(IP, "link", "set", link, "up")
    run(IP, "addr", "add", "10.99.0.1/24", "dev", "wire")
    run(IP, "neigh", "add", NOBODY, "lladdr", "02:00:00:00:00:02", "dev", "wire", "nud", "permanent")
    place = Path(folder)
    (place / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    (place / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    for name in ("resolv.conf", "hosts"):
        run("mount", "--bind", place / name, Path("/etc", name).resolve())
    names.serve()
    faulty.serve_all()
    made = site.Site(place / "site")
    run("mount", "--bind", made.authority, "/etc/ssl/certs/ca-certificates.crt")  # where Wine's trust comes from
    made.await_ready()
    return made


class Windows:
    """A prefix of Wine's with nothing but console programs."""

    def __init__(self, folder):
        self.prefix = Path(folder) / "prefix"
        prefix.clone(self.prefix)
        self.env = prefix.wine_env(self.prefix, home=folder)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*prefix.layout(), prefix.WINESERVER, "-p"], env=self.env, timeout=30, check=True, **quiet)

    def run(self, *argv, timeout=60):
        with tempfile.TemporaryFile() as out:
            code = subprocess.run(["timeout", "-k", "5", str(timeout), *prefix.layout(), prefix.WINE, *map(str, argv)], env=self.env,
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode
            out.seek(0)
            return code, out.read().decode(errors="replace")

    def stop(self):
        run("timeout", "-k", "2", "20", prefix.WINESERVER, "-k", env=self.env, check=False)


def probe(windows, folder, orders):
    path = Path(folder) / "orders.json"
    path.write_text(json.dumps(orders))
    code, said = windows.run(to_windows(DRIVER), to_windows(path))
    if code != 0:
        raise LabError(f"the driver ended with {code}: {said}")
    return json.loads(said)


def judge(results):
    """Prints the table; returns how many rows were not as they should be."""
    bad = 0
    for (what, step, sentence, _), result in zip(ROWS, results):
        good = (re.fullmatch(step, result["failed"]) and re.fullmatch(sentence, result["error"])
                and result["ok"] == (step == "none"))
        bad += not good
        print(f"{'ok  ' if good else 'FAIL'} {result['latency_ms']:6d} ms  {what:48} {result['failed']:8} {result['error']}")
    return bad


def main():
    if not DRIVER.exists():
        sys.exit(f"{DRIVER} is missing: build the mingw preset first.")
    for rows in (http_rows, fault_rows, https_rows, name_rows, tcp_rows, family_rows, proxy_rows):
        rows()
    started = time.monotonic()
    folder = tempfile.mkdtemp(prefix=f"mw{os.environ['MWLAB_OWNER']}-probes-", dir=clones_dir())
    try:
        made = build_world(folder)
        windows = Windows(folder)
        try:
            results = probe(windows, folder, [order for *_, order in ROWS])
            hanging = probe(windows, folder, hanging_orders())
        finally:
            windows.stop()
        bad = judge(results) + other_checks(made, results, hanging)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(ROWS) + 5 - bad} as they should be, {bad} not, in {time.monotonic() - started:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
