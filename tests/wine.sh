#!/usr/bin/env bash
# Runs a Windows program under Wine with a deadline; ctest does, for the preset mingw. Wine's own background processes
# keep the first program's output open, so that must be a file: whoever reads a pipe would wait for them.
set -euo pipefail

output=$(mktemp)
trap 'rm -f "$output"' EXIT
rc=0
timeout -k 5 120 /usr/lib/wine/wine64 "$@" </dev/null >"$output" 2>&1 || rc=$?
cat "$output"
exit "$rc"
