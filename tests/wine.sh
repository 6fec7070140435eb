#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a Windows program under Wine with a deadline; ctest does, for the preset mingw. Wine's own background processes
# keep the first program's output open, so that must be a file: whoever reads a pipe would wait for them.
set -euo pipefail

# Wine's loader lies at 0x7d000000, its heap up to a gigabyte behind it: once in some thousand starts that takes the
# page at 0x7ffe0000 that every Windows program needs, and Wine ends with 1 and no word. Not so with a fixed layout.
layout=()
if setarch -R true 2>/dev/null; then
    layout=(setarch -R)
fi

output=$(mktemp)
trap 'rm -f "$output"' EXIT
rc=0
timeout -k 5 120 "${layout[@]}" /usr/lib/wine/wine64 "$@" </dev/null >"$output" 2>&1 || rc=$?
cat "$output"
exit "$rc"
