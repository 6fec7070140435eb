"""Looks at a file as fast as it can and writes down everything that it is but must not be.

    python3 sentry.py FILE OUT ALLOWED...    until SIGTERM; then OUT gets {"looks", "seen": how often each was, "wrong": others}
"""
import json
import signal
import sys
import time
from pathlib import Path

PAUSE = 0.0005  # s between looks; a rename takes less, but a file that is written in place shows for longer


def main():
    target, out, allowed = Path(sys.argv[1]), Path(sys.argv[2]), {Path(name).read_bytes(): name for name in sys.argv[3:]}
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
        time.sleep(PAUSE)
    out.write_text(json.dumps({"looks": sum(seen.values()) + len(wrong), "seen": seen, "wrong": wrong[:20]}))


if __name__ == "__main__":
    main()
