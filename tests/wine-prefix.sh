#!/usr/bin/env bash
# Makes a fresh Wine prefix, set to Windows 10, in the given folder: a copy of one that is kept by Wine's version.
set -euo pipefail
target=$1

wine=/usr/lib/wine/wine64
export WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe=" WINESERVER=/usr/lib/wine/wineserver64
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mirrorwatch/prefixes
kept=$cache/$("$wine" --version | tr -c '[:alnum:].\n' _)

if [[ ! -d $kept ]]; then
    mkdir -p "$cache"
    export WINEPREFIX
    WINEPREFIX=$(mktemp -d "$cache/.work.XXXXXX")
    trap '"$WINESERVER" -k || true; rm -rf "$WINEPREFIX"' EXIT
    timeout -k 5 180 "$wine" wineboot -i
    timeout -k 5 60 "$wine" winecfg -v win10 # Wine 8 without its 32-bit half calls itself Windows 7
    timeout 60 "$WINESERVER" -w
    # Wine links the profile's folders to the home directory: a test must not write there.
    find "$WINEPREFIX/drive_c/users" -type l -exec sh -c 'rm "$1" && mkdir "$1"' _ '{}' ';'
    # Somebody else may have been faster; then theirs is as good.
    mv -T "$WINEPREFIX" "$kept" 2>/dev/null || [[ -d $kept ]]
fi
cp -a --reflink=auto "$kept" "$target"
