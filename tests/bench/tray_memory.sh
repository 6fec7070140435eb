#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the tray program keeps in memory under Wine: at rest, while its status window is open, and after that was closed, beside
# an empty window with five controls of the same version in the same run. In MB, the working set, and of it what no other process shares.
# Needs Wine, Xvfb and the preset mingw; MIRRORWATCH_BIN names another folder with its programs.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec </dev/null
unset WAYLAND_DISPLAY

bin=${MIRRORWATCH_BIN:-$PWD/build/mingw/bin}
home=$(mktemp -d)
export WINEPREFIX=$home/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
xvfb=

clean_up() {
    timeout 20 wineserver -k 2>/dev/null || true
    [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
    rm -rf "$home"
}
trap clean_up EXIT

begin() {
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$home/display" 2>/dev/null &
    xvfb=$!
    until [ -s "$home/display" ]; do sleep 0.1; done
    DISPLAY=:$(cat "$home/display")
    export DISPLAY
    timeout 180 wineboot -i >/dev/null 2>&1
    timeout 60 wine reg add 'HKCU\Software\Wine\Explorer' /v Desktop /d default /f >/dev/null 2>&1
    timeout 60 wine reg add 'HKCU\Software\Wine\Explorer\Desktops' /v default /d 1280x800 /f >/dev/null 2>&1
    timeout 60 wineserver -w
}

# The process of this prefix that runs the program $1.
process() {
    local found
    for found in $(pgrep -f "$1"); do
        if tr '\0' '\n' <"/proc/$found/environ" 2>/dev/null | grep -qx "WINEPREFIX=$WINEPREFIX" &&
            [[ $(tr '\0' ' ' <"/proc/$found/cmdline") != *timeout* ]]; then
            echo "$found"
            return
        fi
    done
}

# $1: what is told; $2: its program.
tell() {
    awk -v what="$1" '/^Rss/ { all = $2 } /^Private/ { own += $2 }
        END { printf "%-34s %5.1f   %5.1f\n", what, all / 1024, own / 1024 }' "/proc/$(process "$2")/smaps_rollup"
}

begin
mkfifo "$home/scenes"
timeout 300 wine "$bin/mirrorwatch-fake-service.exe" <"$home/scenes" >/dev/null 2>&1 &
exec 4>"$home/scenes"
echo broken >&4
sleep 3
timeout 300 wine "$bin/mirrorwatch-empty-window.exe" >/dev/null 2>&1 &
MIRRORWATCH_LANGUAGE=en timeout 300 wine "$bin/mirrorwatch-tray.exe" >/dev/null 2>&1 &
sleep 15
printf "%-34s %5s   %5s\n" "" "all" "own"
tell "an empty window" mirrorwatch-empty-window.exe
tell "the tray at rest" mirrorwatch-tray.exe
timeout 60 wine "$bin/mirrorwatch-tray.exe" >/dev/null 2>&1 # shows the status window of the first
sleep 8
tell "with its status window" mirrorwatch-tray.exe
xdotool key Escape
sleep 8
tell "after that was closed" mirrorwatch-tray.exe
exec 4>&-
