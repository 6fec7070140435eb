#!/bin/sh
# The LAN dies while loopback lives: offered, and cured by exclusion. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" second-break "$@"
