#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What takes too long for tests/run.sh. It uses what that has built, so run that first.
# Usage: tests/long.sh [ten-labs|kills|stops|installs|upgrade|hostile|soak|exclusion-kills|exclusion|remedies|stopped|wslconfig|fuzz|bench|mutants|simulate|year]
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

# The service is started and stopped 200 times.
stops() { tests/lab/stops.py --turns 200; }

# Setup installs and removes it 20 times.
installs() { tests/lab/setup.py --turns 20; }

# Over a running build of an earlier day, which is built for that.
upgrade() {
    local commit=08b988b older
    older=$(mktemp -d)
    git worktree add --detach "$older/source" "$commit"
    (cd "$older/source" && cmake --preset mingw >/dev/null && cmake --build --preset mingw --target installer) &&
        tests/lab/test_setup.sh --older "$older/source/build/mingw/mirrorwatch-setup.exe" || local rc=1
    git worktree remove --force "$older/source"
    rm -rf "$older"
    return "${rc:-0}"
}

# A hundred thousand frames that nobody should send.
hostile() { tests/lab/hostile.py --frames 100000; }

# Twenty minutes of a VPN that flaps and a file that is edited; `soak 5` takes five.
soak() {
    cmake --build --preset mingw --target mirrorwatch-counted
    tests/lab/soak.py --minutes "${1:-20}"
}

exclusion_kills() { tests/lab/acts.py exclusion-kills --kills 100; }

# Every event with every kind of VPN, and a hundred kills, at other moments each time.
exclusion() { tests/lab/test_exclusion.sh --all --seed "${EPOCHREALTIME/./}"; }

# Every case of the ladder, without a kill and with one at every moment.
remedies() { tests/lab/remedies.py --sweep --lanes 3; }

# Three minutes in which nothing may start a stopped WSL.
stopped() { tests/lab/guest_probes.py --stopped 180; }

# release <target>: only where it is optimised do a million pairs end soon, and times mean something.
release() {
    cmake --preset native-release >/dev/null
    cmake --build --preset native-release --target "$1"
}

# A million files with an edit each, by two processes: other ones each time. `wslconfig-pairs <seed> 500000` repeats.
wslconfig() {
    local seed=${EPOCHREALTIME/./} runs=() run
    release wslconfig-pairs
    for run in 0 1; do
        build/native-release/bin/wslconfig-pairs $((seed + run)) 500000 &
        runs+=($!)
    done
    for run in "${runs[@]}"; do
        wait "$run"
    done
}

# All of them, also where one is too slow.
bench() {
    local program rc=0
    for program in wslconfig-bench adapters-bench schedule-bench; do
        release "$program"
        "build/native-release/bin/$program" || rc=1
    done
    tests/lab/adapters.py clock || rc=1 # from the kernel's change to the table, under Wine
    tests/bench/probes.sh || rc=1
    tests/bench/probes.sh --times 10 || rc=1 # fails if one probe begins 100 ms late
    tests/lab/rest.py || rc=1 # fails if the service is not at rest where nothing happens
    return "$rc"
}

# Both parsers for ten minutes each, and each kind of message for one.
fuzz() {
    tests/fuzz/run.sh wslconfig 600
    tests/fuzz/run.sh settings 600
    tests/fuzz/run.sh messages 60
}

mutants() { tests/mutants/wslconfig.py; }

# Another fifty million each time; a violation names the command that plays it again.
simulate() {
    release simulate
    build/native-release/tests/simulate --events 50000000 --seed "${EPOCHREALTIME/./}"
}

# What the core holds after a year of VPNs, questions and people that come and go is what it held after a quarter of it.
year() {
    release year-bench
    build/native-release/bin/year-bench 365
}

case ${1:-all} in
ten-labs) ten_labs ;;
kills) kills ;;
stops) stops ;;
installs) installs ;;
upgrade) upgrade ;;
hostile) hostile ;;
soak) soak "${2:-20}" ;;
exclusion-kills) exclusion_kills ;;
exclusion) exclusion ;;
remedies) remedies ;;
stopped) stopped ;;
wslconfig) wslconfig ;;
fuzz) fuzz ;;
bench) bench ;;
mutants) mutants ;;
simulate) simulate ;;
year) year ;;
all)
    ten_labs
    kills
    stops
    installs
    upgrade
    hostile
    soak
    exclusion_kills
    exclusion
    remedies
    stopped
    wslconfig
    fuzz
    bench
    mutants
    simulate
    year
    ;;
*)
    echo "Usage: tests/long.sh [ten-labs|kills|stops|installs|upgrade|hostile|soak|exclusion-kills|exclusion|remedies|stopped|wslconfig|fuzz|bench|mutants|simulate|year]" >&2
    exit 2
    ;;
esac
