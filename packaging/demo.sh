#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sets the machine up, builds the Windows programs and their setup, and plays both acts with them under Wine: one line a
# step with its time. Leaves screenshots and report.json in build/demo. Exit code 0 only when every step was observed.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
unset WINEPREFIX DISPLAY CLICOLOR_FORCE
export LC_ALL=C.UTF-8

unshare -n true 2>/dev/null || {
    echo "This machine forbids network namespaces (root and CAP_SYS_ADMIN are needed), so the demo cannot be played on it."
    exit 1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints what the command said only if it failed.
quietly() {
    "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

packaging/setup-dev.sh
echo "building for Windows"
quietly cmake --preset mingw
quietly cmake --build --preset mingw --target mirrorwatch mirrorwatch-tray installer
rm -rf build/demo
/usr/bin/python3 tests/lab/acts.py demo --report build/demo/report.json --screenshots build/demo
echo "build/demo has report.json and the screenshots"
