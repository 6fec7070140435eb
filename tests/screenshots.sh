#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Pictures of all that a user sees, into build/screenshots, and README's into packaging/pictures: our own windows in light,
# dark, high contrast, at 96, 144 and 192 DPI and from right to left; each icon; menu, notification and dialogs of the tray
# program, which a fake service directs. Exit code 1: a text does not fit; which ones is printed.
# --language de|zh-Hans|ja|qps-ploc|qps-plocm: in that language, in light alone, and none for README, into a folder below.
# Needs Wine, Xvfb, xdotool and ImageMagick; with fonts-open-sans the letters come near to Windows' own. Chinese and Japanese
# need fonts-noto-cjk.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
unset WAYLAND_DISPLAY

language=
if [ "${1:-}" = --language ]; then
    language=${2:?"which language: de, zh-Hans, ja, qps-ploc or qps-plocm"}
fi
shots=$PWD/build/screenshots${language:+/$language}
font="Open Sans"
case $language in
    zh-Hans) font="Noto Sans CJK SC" ;;
    ja) font="Noto Sans CJK JP" ;;
esac
if [[ $font == Noto* && -z $(fc-list "$font") ]]; then
    echo "There are no letters for $language: apt-get install fonts-noto-cjk"
    exit 1
fi
bin=$PWD/build/mingw/bin
width=2100 height=1500 # for a window of ours at 192 DPI

cmake --preset mingw >/dev/null
cmake --build --preset mingw --target mirrorwatch-pictures mirrorwatch-tray mirrorwatch-fake-service >/dev/null
rm -rf "$shots"
mkdir -p "$shots"

home=$(mktemp -d)
export WINEPREFIX=$home/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
xvfb=

clean_up() {
    timeout 20 wineserver -k 2>/dev/null || true
    [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
    rm -rf "$home"
}
trap clean_up EXIT

# The screen's number comes by a file, as Xvfb chooses a free one.
begin_screen() {
    Xvfb -displayfd 3 -screen 0 "${width}x${height}x24" -nolisten tcp 3>"$home/display" 2>/dev/null &
    xvfb=$!
    until [ -s "$home/display" ]; do sleep 0.1; done
    DISPLAY=:$(cat "$home/display")
    export DISPLAY
}

registry() { timeout 60 wine reg add "$@" /f >/dev/null 2>&1; }

# A Windows 10 with one desktop for all programs, and Segoe UI in 9 points as its letters.
begin_windows() {
    timeout 180 wineboot -i >/dev/null 2>&1
    cp /usr/share/wine/fonts/marlett.ttf "$WINEPREFIX/drive_c/windows/Fonts/" 2>/dev/null || true # the cross that closes a window
    timeout 60 wineserver -w
    timeout 60 wine winecfg -v win10 >/dev/null 2>&1
    registry 'HKCU\Software\Wine\Explorer' /v Desktop /d default
    registry 'HKCU\Software\Wine\Explorer\Desktops' /v default /d "${width}x${height}"
    local face
    for face in "Segoe UI" "Segoe UI Semibold" "Tahoma" "MS Shell Dlg" "MS Shell Dlg 2"; do
        registry 'HKCU\Software\Wine\Fonts\Replacements' /v "$face" /d "$font"
    done
    registry 'HKCU\Software\Wine\Fonts\Replacements' /v Consolas /d "DejaVu Sans Mono"
    local font
    font=$(python3 -c 'import struct; print((struct.pack("<5i8B", -12, 0, 0, 0, 400, *[0] * 8) + "Segoe UI".encode("utf-16le").ljust(64, b"\0")).hex())')
    registry 'HKCU\Control Panel\Desktop\WindowMetrics' /v MessageFont /t REG_BINARY /d "$font"
    registry 'HKCU\Control Panel\Desktop\WindowMetrics' /v MenuFont /t REG_BINARY /d "$font"
    timeout 60 wineserver -w
}

windows_path() { echo "Z:${1//\//\\}"; }

# Where nothing is, so that no tip is on the screen.
leave() {
    xdotool mousemove 10 $((height / 2))
    sleep 1
}

# Only what is on the desktop, without the taskbar. $1: the picture's name; it waits until a dialog is there.
shot() {
    local try size
    leave
    for try in {1..20}; do
        import -window root "$home/root.png"
        convert "$home/root.png" -crop "${width}x$((height - 60))+0+0" +repage -fuzz 1% -trim +repage "$shots/$1.png"
        size=$(identify -format '%w %h' "$shots/$1.png")
        ((${size% *} < 300 || ${size#* } < 200)) || return 0
        sleep 1
    done
    echo "$1: there is no dialog to be seen" >&2
    return 1
}

# The corner with the taskbar's icons, where the menu and the notification are. $1: the resolution.
corner() {
    local wide=$((900 * $1 / 96)) high=$((420 * $1 / 96))
    import -window root "$home/root.png"
    convert "$home/root.png" -crop "${wide}x$high+$((width - wide))+$((height - high))" +repage "$shots/$2.png"
}

# $1: the mouse's button, $2: the resolution.
icon() {
    local side=$((20 * $2 / 96))
    xdotool mousemove $((width - side / 2)) $((height - side / 2)) click "$1"
    sleep $((2 * $2 / 48 - 2)) # Wine draws large letters slowly
}

# $1: a scene of the fake service.
scene() {
    echo "$1" >&4
    sleep 2
}

# Each dialog is asked for by a click on the icon, and closed by Esc. The notification comes first, and lies over it.
dialog() {
    scene "$1"
    sleep $(($2 > 96 ? 12 : 3)) # large letters: until the notification, which lies over the icon, has gone
    icon 1 "$2"
    shot "$3"
    xdotool key Escape
    sleep 2
}

menu() {
    icon 3 "$1"
    xdotool mousemove_relative -- -60 -60
    sleep 1
    corner "$1" "$2"
    leave
    xdotool click 1 # closes it
    sleep 1
}

# $1: the resolution, $2: what the names of the pictures end with.
tray_pictures() {
    registry 'HKCU\Control Panel\Desktop' /v LogPixels /t REG_DWORD /d "$1"
    timeout 60 wineserver -w
    timeout 20 wineserver -p || true
    mkfifo "$home/scenes$2"
    timeout 180 wine "$bin/mirrorwatch-fake-service.exe" <"$home/scenes$2" >/dev/null 2>&1 &
    exec 4>"$home/scenes$2"
    scene fine
    MIRRORWATCH_LANGUAGE=$language timeout 180 wine "$bin/mirrorwatch-tray.exe" >/dev/null 2>&1 &
    sleep 6
    menu "$1" "menu$2"
    scene offer
    sleep 3
    corner "$1" "notification$2"
    dialog offer "$1" "dialog-question$2"
    dialog all-choices "$1" "dialog-all-choices$2"
    dialog dns "$1" "dialog-explanation$2"
    scene countdown
    sleep 12 # until the notification, which lies over it, has gone
    shot "dialog-countdown$2"
    exec 4>&-
    timeout 20 wineserver -k || true
    sleep 1
}

begin_screen
begin_windows
rc=0
timeout 300 wine "$bin/mirrorwatch-pictures.exe" "$(windows_path "$shots")" ${language:+"$language"} || rc=$?
tray_pictures 96 ""
if [ -z "$language" ]; then
    tray_pictures 144 "-144"
    tray_pictures 192 "-192"
    cp "$shots/status-Overview-broken-light.png" packaging/pictures/status.png
    cp "$shots/dialog-question.png" packaging/pictures/offer-dialog.png
fi
echo "$(find "$shots" -name '*.png' | wc -l) pictures in ${shots#"$PWD/"}"
exit "$rc"
