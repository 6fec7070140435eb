# SPDX-License-Identifier: MIT
"""The user's server: HTTP/1.1 on every address, answering each GET with a short text of known length.

    python3 server.py PORT LOG     prints "listening", then appends one JSON line per request to LOG

Content-Length is always sent: a Windows client waits for a timeout where only the end of the connection ends a body.
"""
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers, and writes down who asked."""
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self):
        body = b"healthy\n"
        with open(sys.argv[2], "a") as log:
            log.write(json.dumps({"time": time.time(), "peer": self.client_address[0], "port": self.server.server_address[1],
                                  "path": self.path}) + "\n")
        self.send_response(500 if self.path == "/error" else 200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        """Nothing on stderr: the log is the record."""


class Server(ThreadingHTTPServer):
    """One thread for each connection."""

    def handle_error(self, request, client_address):
        """Whoever asked may have gone before the answer came."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    server = Server(("0.0.0.0", int(sys.argv[1])), Handler)
    print("listening", flush=True)
    server.serve_forever()
