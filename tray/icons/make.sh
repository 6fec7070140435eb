#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the .ico files from the .svg files beside it, in the sizes that Windows asks for from 100 % to 250 %, and for a larger picture. They are
# committed, so that building needs no renderer. Needs: apt-get install librsvg2-bin imagemagick
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for drawing in *.svg; do
    name=${drawing%.svg}
    pictures=()
    for size in 16 20 24 32 40 48 64; do
        rsvg-convert --width "$size" --height "$size" --output "$work/$name-$size.png" "$drawing"
        pictures+=("$work/$name-$size.png")
    done
    convert "${pictures[@]}" "$name.ico"
done
