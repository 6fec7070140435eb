// SPDX-License-Identifier: MIT
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

// Lines are walked by IFS and no globbing, as neither awk nor sed is sure to be there. `say` lines are all we
// read.
const std::string_view c_common = R"sh(set -f
NL='
'
links=
say() { printf 'mw %s\n' "$*"; }
see() { say see "$*"; }
refuse() { say refuse "$1"; exit 0; }
fail() { say failed "$*"; exit 0; }
boot_id() { read -r boot </proc/sys/kernel/random/boot_id; echo "$boot"; }
need_iproute() {
    case $(ip -V 2>&1) in *iproute2*) ;; *) refuse no-iproute2 ;; esac
}
# find_device GUID MAC ADDRESS...: sets $device; of $links, if somebody has listed them
find_device() {
    guid=$1 mac=$2
    shift 2
    by_guid= by_mac= by_address= guids=0 macs=0 addresses=0
    [ -n "$links" ] || links=$(ip -o link show)
    IFS=$NL
    for line in $links; do
        unset IFS
        name=${line#*: }
        name=${name%%:*}
        name=${name%%@*}
        if [ -n "$guid" ]; then
            path=$(cd -P "/sys/class/net/$name/device" 2>/dev/null && pwd -P)
            case $path in *"$guid"*) by_guid=$name guids=$((guids + 1)) ;; esac
        fi
        if [ -n "$mac" ]; then
            case "$line " in *" link/ether $mac "*) by_mac=$name macs=$((macs + 1)) ;; esac
        fi
    done
    unset IFS
    if [ $guids -eq 1 ]; then device=$by_guid; return 0; fi
    if [ $macs -eq 1 ]; then device=$by_mac; return 0; fi
    IFS=$NL
    for line in $(ip -o addr show); do
        unset IFS
        set_owner "$line"
        for address in "$@"; do
            if [ "$address" = "$owned" ] && [ "$owner" != "$by_address" ]; then
                by_address=$owner addresses=$((addresses + 1))
            fi
        done
    done
    unset IFS
    if [ $addresses -eq 1 ]; then device=$by_address
    elif [ $guids$macs$addresses = 000 ]; then return 1
    else return 2
    fi
}
set_owner() {
    set -- $1
    owner=$2 owned=${4%%/*}
}
need_device() {
    find_device "$@"
    case $? in 1) refuse device-not-found ;; 2) refuse device-ambiguous ;; esac
}
)sh";

} // namespace mirrorwatch::wsl::text
