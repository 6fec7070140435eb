#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the .ico files from the .svg files beside it, in the sizes that Windows asks for from 100 % to 400 %. Those of the notification area come
# in four looks: as drawn, for light taskbars and for windows; brighter, for dark taskbars (-dark); in white or black alone, for the dark and the
# light ones of high contrast (-white, -black). They are committed, so that building needs no renderer. Needs: apt-get install librsvg2-bin icoutils
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ico <drawing> <name>: small pictures as bitmaps, which every program reads; the larger ones as PNG.
ico() {
    local size pictures=()
    for size in 16 20 24 32 40 48 64 256; do
        rsvg-convert --width "$size" --height "$size" --output "$work/$2-$size.png" "$1"
        if ((size > 32)); then
            pictures+=("--raw=$work/$2-$size.png")
        else
            pictures+=("$work/$2-$size.png")
        fi
    done
    icotool --create --output "$2.ico" "${pictures[@]}"
}

for drawing in *.svg; do
    name=${drawing%.svg}
    ico "$drawing" "$name"
    if [ "$name" = mirrorwatch ]; then
        cp "$work/mirrorwatch-256.png" mirrorwatch.png # what notifications show
        continue
    fi
    colours="#1f7fd1\|#b85c00\|#c42b1c\|#5d5d5d"
    sed 's/#ffffff/#1b1b1b/; s/#1f7fd1/#4cc2ff/; s/#b85c00/#ffb33b/g; s/#c42b1c/#ff7b70/; s/#5d5d5d/#d0d0d0/' "$drawing" >"$work/dark.svg"
    sed "s/#ffffff/#000000/; s/$colours/#ffffff/g" "$drawing" >"$work/white.svg"
    sed "s/$colours/#000000/g" "$drawing" >"$work/black.svg"
    for look in dark white black; do
        ico "$work/$look.svg" "$name-$look"
    done
done
