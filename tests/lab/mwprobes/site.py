# SPDX-License-Identifier: MIT
"""nginx with a page, redirects, errors, and certificates that are good and bad."""
import subprocess
from pathlib import Path

from mwlab.shell import run, wait_until

GOOD, EXPIRED, WRONG_NAME, SELF_SIGNED, STRANGER, PLAIN = 8443, 8444, 8445, 8446, 8447, 8080

CONFIG = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    log_format asked '$request $server_port $http_authorization $http_cookie $http_accept_encoding';
    access_log {folder}/access.log asked;
    client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
    default_type text/plain;
    gzip on; gzip_types text/plain; gzip_min_length 1;
{servers}
}}
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port}{ssl};
        {six}
        {certificate}
        location = / {{ return 200 "status: ready\\nmethod: $request_method\\nhost: $http_host\\ntoken: $http_x_token\\n"; }}
        location = /moved {{ add_header Set-Cookie "seen=1; Path=/" always; return 302 /; }}
        location = /moved-on {{ return 301 http://good.test:8080/moved; }}
        location = /to-https {{ return 302 https://good.test:8443/; }}
        location = /to-expired {{ return 302 https://good.test:8444/; }}
        location = /to-http {{ return 302 http://good.test:8080/; }}
        location = /to-ftp {{ return 302 ftp://good.test/; }}
        location = /to-refused {{ return 302 http://127.0.0.1:9/; }}
        location = /loop {{ return 302 /loop; }}
        location = /500 {{ return 500; }}
        location = /503 {{ return 503 "status: ready"; }}
        location = /204 {{ return 204; }}
        location = /log-on {{ add_header WWW-Authenticate Negotiate always; return 401; }}
    }}
"""


def openssl(*words):
    run("openssl", *words)


def sign(folder, name, host, authority="ca", days=30):
    """A key and a certificate of the authority, in one file each; returns nginx's lines for them."""
    key, request, certificate = (folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
    extension = folder / f"{name}.ext"
    extension.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
            "-subj", f"/CN={host}")
    if authority:
        openssl("x509", "-req", "-in", request, "-CA", folder / f"{authority}.pem", "-CAkey", folder / f"{authority}.key",
                "-CAcreateserial", "-days", str(days), "-extfile", extension, "-out", certificate)
    else:
        openssl("x509", "-req", "-in", request, "-signkey", key, "-days", str(days), "-extfile", extension, "-out", certificate)
    return f"ssl_certificate {certificate}; ssl_certificate_key {key};"


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / f"{name}.key",
            "-out", folder / f"{name}.pem", "-days", "30", "-subj", f"/CN=Lab authority {name}",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign")


def server(port, certificate="", six=False):
    ssl = " ssl" if certificate else ""
    return SERVER.format(port=port, ssl=ssl, certificate=certificate, six=f"listen [::1]:{port}{ssl};" if six else "")


class Site:
    """The running nginx; `authority` is the certificate that makes the good ones good."""

    def __init__(self, folder):
        folder = Path(folder)
        (folder / "tmp").mkdir(parents=True)
        for name in ("ca", "stranger"):
            make_authority(folder, name)
        self.authority = folder / "ca.pem"
        servers = [server(PLAIN, six=True), server(GOOD, sign(folder, "good", "good.test"), six=True),
                   server(EXPIRED, sign(folder, "expired", "good.test", days=-1)),
                   server(WRONG_NAME, sign(folder, "wrong", "elsewhere.test")),
                   server(SELF_SIGNED, sign(folder, "self", "good.test", authority="")),
                   server(STRANGER, sign(folder, "strange", "good.test", authority="stranger"))]
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, servers="".join(servers)))
        self.log = folder / "access.log"
        self.process = subprocess.Popen(["nginx", "-c", config, "-p", folder, "-g", "user root;"], stdin=subprocess.DEVNULL)

    def await_ready(self):
        wait_until(lambda: run("curl", "-s", f"http://127.0.0.1:{PLAIN}/", check=False).returncode == 0, 10, "nginx")

    def requests(self):
        """A line for each: what was asked, the port, and the headers Authorization, Cookie and Accept-Encoding, each "-" if absent."""
        return self.log.read_text().splitlines()
