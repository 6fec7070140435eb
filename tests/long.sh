#!/usr/bin/env bash
# What takes too long for tests/run.sh; it builds nothing, so run that first. Usage: tests/long.sh [ten-labs|kills]
set -euo pipefail
cd "$(dirname "$0")/.."

# Every lab test, ten times in a row.
ten_labs() {
    local turn test
    for turn in {1..10}; do
        for test in tests/lab/test_*.sh; do
            echo "== turn $turn of 10: $(basename "$test" .sh)"
            "$test"
        done
    done
}

kills() { tests/lab/acts.py kills --kills 600; }

case ${1:-all} in
ten-labs) ten_labs ;;
kills) kills ;;
all)
    ten_labs
    kills
    ;;
*)
    echo "Usage: tests/long.sh [ten-labs|kills]" >&2
    exit 2
    ;;
esac
