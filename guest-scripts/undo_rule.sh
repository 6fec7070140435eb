set -f
NL='
'
say() { printf 'mw %s\n' "$*"; }
refuse() { say refuse "$1"; exit 0; }
fail() { say failed "$*"; exit 0; }
need_iproute() {
    case $(ip -V 2>&1) in *iproute2*) ;; *) refuse no-iproute2 ;; esac
}
# find_device GUID MAC ADDRESS...: sets $device
find_device() {
    guid=$1 mac=$2
    shift 2
    by_guid= by_mac= by_address= guids=0 macs=0 addresses=0
    IFS=$NL
    for line in $(ip -o link show); do
        unset IFS
        name=${line#*: }
        name=${name%%:*}
        name=${name%%@*}
        path=$(cd -P "/sys/class/net/$name/device" 2>/dev/null && pwd -P)
        if [ -n "$guid" ]; then
            case $path in *"$guid"*) by_guid=$name guids=$((guids + 1)) ;; esac
        fi
        if [ -n "$mac" ]; then
            case "$line " in *" link/ether $mac "*) by_mac=$name macs=$((macs + 1)) ;; esac
        fi
    done
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
    if [ $guids -eq 1 ]; then device=$by_guid
    elif [ $macs -eq 1 ]; then device=$by_mac
    elif [ $addresses -eq 1 ]; then device=$by_address
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

T=5170
# The rules and the table of ours for family $1
ours_ruled() { ip "-$1" rule show 2>/dev/null | while read -r line; do
    case $line in "$T:"*"from all lookup $T"*) echo yes; break ;; esac
done; }
ours_listed() { ip "-$1" route show table $T 2>/dev/null; }
clear_family() {
    tries=0
    while [ -n "$(ours_ruled "$1")" ] && [ $tries -lt 50 ]; do
        err=$(ip "-$1" rule del from all pref $T lookup $T 2>&1)
        tries=$((tries + 1))
    done
    [ -z "$(ours_listed "$1")" ] || err=$(ip "-$1" route flush table $T 2>&1)
    [ -z "$(ours_ruled "$1")" ] && [ -z "$(ours_listed "$1")" ]
}
clear_all() {
    cleared=1
    clear_family 4 || cleared=
    clear_family 6 || cleared=
    [ -n "$cleared" ]
}

need_iproute
err=
clear_all || fail "something of ours is left: $err"
say done
