#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's mirrored guest against the dumps of what WSL does: tables, rules, order of events. Needs root, not Wine.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/guest_wiring.py" "$@"
