#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes all that is published of a version, in dist/: docs/releasing.md. Signed or not, two runs over the same programs
# give the same bytes where the signing does.
# Usage: packaging/release.sh --url URL --sign COMMAND    a release; the program's path is added to the command
#        packaging/release.sh --rehearsal                 the same with a certificate of its own making
#        packaging/release.sh --unsigned                  nothing is signed; to be compared, not to be published
#        [--url URL]        of the folder that the files will lie in
#        [--programs DIR]   programs that are built already, instead of building them
#        [--out DIR]        instead of dist
set -euo pipefail
cd "$(dirname "$0")/.."
export TZ=UTC LC_ALL=C.UTF-8

usage() {
    sed -n 's/^# \?//; 3,10p' packaging/release.sh >&2
    exit 2
}

url=https://example.invalid/mirrorwatch sign="" mode="" programs="" out=dist
while (($# > 0)); do
    case $1 in
        --rehearsal | --unsigned) mode=$1; shift; continue ;;
        --url | --sign | --programs | --out) [[ -n ${2:-} ]] || usage ;;
        *) usage ;;
    esac
    case $1 in
        --url) url=$2 ;;
        --sign) sign=$2 mode=--sign ;;
        --programs) programs=$2 ;;
        --out) out=$2 ;;
    esac
    shift 2
done

if [[ -z $mode ]]; then
    echo "A release is signed: --sign COMMAND. To try it out: --rehearsal." >&2
    exit 1
fi
if [[ $mode == --sign && $url == *example.invalid* ]]; then
    echo "A release says where its files will lie: --url URL." >&2
    exit 1
fi

version=$(sed -nE 's/^project\(Mirrorwatch VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
if [[ $mode == --rehearsal ]]; then
    sign=$PWD/packaging/release/rehearsal-sign.sh
fi

if [[ -z $programs ]]; then
    cmake --preset mingw
    cmake --build --preset mingw --target mirrorwatch mirrorwatch-tray
    programs=build/mingw/bin
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# The two programs and what lies beside them, as the zip has them.
stage_programs() {
    mkdir -p "$stage/portable/config"
    install -m 644 "$programs"/mirrorwatch{,-tray}.exe "$stage/portable/"
    if [[ -n $sign ]]; then
        local program
        for program in "$stage"/portable/*.exe; do
            $sign "$program"
        done
    fi
    install -m 644 config/mirrorwatch.toml config/vpn-adapters.toml "$stage/portable/config/"
    install -m 644 LICENSE "$stage/portable/LICENSE.txt"
    sed 's/$/\r/' packaging/release/portable.txt >"$stage/portable/README.txt"
    python3 -B packaging/release/linked.py >"$stage/portable/THIRD-PARTY.txt"
}

# What setup takes from the sources: it packs the files' times too, so all of them get the same one.
stage_sources() {
    mkdir -p "$stage/source/config" "$stage/source/tray/icons"
    install -m 644 LICENSE "$stage/source/"
    install -m 644 config/mirrorwatch.toml config/vpn-adapters.toml "$stage/source/config/"
    install -m 644 tray/icons/mirrorwatch.ico tray/icons/mirrorwatch.png "$stage/source/tray/icons/"
    find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

make_setup() {
    local signing=()
    if [[ -n $sign ]]; then
        signing=("-DSIGN=$sign")
    fi
    makensis -WX -V2 -NOCD "-DVERSION=$version" "-DPUBLISHER=Mirrorwatch contributors" "-DSOURCE=$stage/source" \
        "-DPROGRAMS=$stage/portable" "-DLICENCES=$stage/portable/THIRD-PARTY.txt" "-DURL=$url" \
        "-DOUTPUT=$(realpath "$out")/mirrorwatch-$version-setup.exe" "${signing[@]}" packaging/installer/mirrorwatch.nsi
}

make_msi() {
    local msi=$out/mirrorwatch-$version-x64.msi
    python3 -B packaging/release/msi.py --version "$version" --url "$url" --time "$SOURCE_DATE_EPOCH" \
        --programs "$stage/portable" --licences "$stage/portable/THIRD-PARTY.txt" --out "$msi"
    if [[ -n $sign ]]; then
        $sign "$msi"
    fi
}

if [[ -n $(ls -A "$out" 2>/dev/null) && ! -f $out/SHA256SUMS ]]; then
    echo "$out is no folder of an earlier release, so it is not emptied: name another one by --out." >&2
    exit 1
fi
rm -rf "$out"
mkdir -p "$out"
stage_programs
stage_sources
make_setup
make_msi
publishing=(--version "$version" --url "$url" --time "$SOURCE_DATE_EPOCH" --programs "$stage/portable" --out "$out")
if [[ $mode == --sign ]]; then
    publishing+=(--signed)
fi
python3 -B packaging/release/publish.py "${publishing[@]}"
find "$out" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
echo "$out has $version, made with $mode:"
sed 's/^/    /' "$out/SHA256SUMS"
