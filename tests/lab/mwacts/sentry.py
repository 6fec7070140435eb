# SPDX-License-Identifier: MIT
"""Looks at a file again and again, with a pause of so many seconds, and writes down everything that it is but must not be.

    python3 sentry.py FILE OUT PAUSE ALLOWED...    until SIGTERM; then OUT gets {"looks", "seen": how often each was, "wrong": others}
"""
import json
import signal
import sys
import time
from pathlib import Path


def main():
    target, out, pause = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    allowed = {Path(name).read_bytes(): name for name in sys.argv[4:]}
    seen, wrong, over = dict.fromkeys(allowed.values(), 0), [], []
    signal.signal(signal.SIGTERM, lambda *_: over.append(True))
    print("watching", flush=True)
    while not over:
        try:
            data = target.read_bytes()
        except OSError as problem:
            wrong.append({"time": time.time(), "error": str(problem)})
        else:
            if data in allowed:
                seen[allowed[data]] += 1
            else:
                wrong.append({"time": time.time(), "bytes": data.decode("latin-1")})
        time.sleep(pause)
    out.write_text(json.dumps({"looks": sum(seen.values()) + len(wrong), "seen": seen, "wrong": wrong[:20]}))


if __name__ == "__main__":
    main()
