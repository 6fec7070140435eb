#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

// Lines are walked by IFS and no globbing, as neither awk nor sed is sure to be there. `say` lines are all we
// read.
const std::string_view c_common = R"sh(set -f
NL='
'
say() { printf 'mw %s\n' "$*"; }
see() { say see "$*"; }
refuse() { say refuse "$1"; exit 0; }
fail() { say failed "$*"; exit 0; }
boot_id() { read -r boot </proc/sys/kernel/random/boot_id; echo "$boot"; }
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
)sh";

// A route is a line of `ip -d -o route`: type, destination, then words. Words of state are dropped: they
// cannot be added. -d makes the line complete, so that type, protocol and scope come back as they were.
const std::string_view c_routes = R"sh(
# tidy DEVICE WORD...: $kept is the route without DEVICE, as it can be added; empty when nothing is left of it.
# $mine says whether DEVICE carries it.
tidy() {
    without=$1 kind=$2 to=$3 rest= hops= hop= hop_device= single= count=0 mine= own=
    shift 3
    while [ $# -gt 0 ]; do
        case $1 in
        '\' | linkdown | dead | offload | offload_failed | trap | rt_offload | rt_trap | rt_offload_failed) ;;
        unresolved | pervasive | notify) ;;
        expires | error | nhid | users | age | used | ipid) shift ;;
        nexthop) end_hop; hop=nexthop ;;
        dev | via | src | table | proto | scope | metric | weight) tidy_word "$1" "$2"; shift ;;
        *) tidy_word "$1" ;;
        esac
        [ $# -gt 0 ] && shift
    done
    several=$hop
    end_hop
    if [ -z "$several" ]; then
        kept="$kind $to$rest"
        [ -n "$own" ] && [ "$own" = "$without" ] && mine=1 kept=
    elif [ $count -gt 1 ]; then kept="$kind $to$rest$hops"
    elif [ $count -eq 1 ]; then kept="$kind $to$single$rest"
    else kept=
    fi
    case $kept in "unreachable default "*"metric 4294967294"*) kept="unreachable default metric 4294967294" ;; esac
}
tidy_word() {
    if [ -z "$hop" ]; then
        rest="$rest $*"
        [ "$1" = dev ] && own=$2
        return
    fi
    hop="$hop $*"
    case $1 in dev) hop_device=$2 ;; esac
}
end_hop() {
    if [ -n "$hop" ] && [ -n "$without" ] && [ "$hop_device" = "$without" ]; then mine=1
    elif [ -n "$hop" ]; then
        hops="$hops $hop" count=$((count + 1)) single=${hop#nexthop} single=${single% weight *}
    fi
    hop= hop_device=
}
# has LIST LINE
has() { case "$NL$1" in *"$NL$2$NL"*) return 0 ;; esac; return 1; }
# in_order LIST COMMAND...: the command with each line as its words; first the routes that others lead through
in_order() {
    list=$1
    shift
    for turn in direct gateway; do
        IFS=$NL
        for line in $list; do
            unset IFS
            case "$turn $line" in "direct "*" via "*) continue ;; "gateway "*" via "*) ;; gateway*) continue ;; esac
            "$@" $line || return 1
        done
    done
    unset IFS
}
)sh";

const std::string_view c_rule = R"sh(
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
)sh";

// The table is filled before the rule looks at it; a refresh adds what is new before it takes away what is
// old. A family whose only default was the VPN's gets an unreachable one instead: without it, it would fall
// through to main. Its metric is not the highest one: `ip -6 route flush` spares that, as the kernel's own.
const std::string_view c_apply_rule = R"sh(
need_iproute
need_device "$@"
# scan FAMILY TABLE DEVICE: $wanted, a line each; $my_default, $other_default, $my_routes
scan() {
    wanted= my_routes= my_default= other_default= my_halves= other_halves=
    IFS=$NL
    for line in $(ip "-$1" -d -o route show table "$2" 2>/dev/null); do
        unset IFS
        case $line in *nh_info*) continue ;; esac
        tidy "$3" $line
        [ -n "$mine" ] && my_routes=1
        [ -n "$kept" ] && wanted="$wanted$kept$NL"
        count_default "$line " "$to"
    done
    unset IFS
    case $my_halves in *0*8*|*8*0*) my_default=1 ;; esac
    case $other_halves in *0*8*|*8*0*) other_default=1 ;; esac
}
count_default() {
    [ "$kind" = unicast ] || return 0
    half=
    case $2 in default) ;; 0.0.0.0/1 | ::/1) half=0 ;; 128.0.0.0/1 | 8000::/1) half=8 ;; *) return 0 ;; esac
    if [ -n "$mine" ]; then my_halves=$my_halves$half; [ -n "$half" ] || my_default=1; fi
    [ -n "$kept" ] || return 0
    case $1 in *" linkdown "* | *" dead "*) return 0 ;; esac
    other_halves=$other_halves$half
    [ -n "$half" ] || other_default=1
}
abandon() { clear_all; fail "$*"; }
add_missing() {
    has "$now" "$*" || err=$(ip "-$family" route append "$@" table $T 2>&1) || return 1
}
drop_surplus() {
    has "$wanted" "$*" || err=$(ip "-$family" route del "$@" table $T 2>&1)
    return 0
}
listed_now() {
    goal=$wanted
    scan "$family" $T ''
    now=$wanted wanted=$goal
}
matches() {
    listed_now
    both=1
    in_order "$wanted" has_both "$now" || both=
    in_order "$now" has_both "$wanted" || both=
    [ -n "$both" ]
}
has_both() { in=$1; shift; has "$in" "$*"; }
fill() {
    listed_now
    in_order "$wanted" add_missing && in_order "$now" drop_surplus && matches && return 0
    ip "-$family" route flush table $T >/dev/null 2>&1
    now=
    in_order "$wanted" add_missing && matches
}
put_family() {
    family=$1 wanted=$2
    [ -n "$wanted" ] || { clear_family "$family" || abandon "$err"; return 0; }
    fill || abandon "the copy of the routes (IPv$family): ${err:-it does not read back}"
    [ -n "$(ours_ruled "$family")" ] || err=$(ip "-$family" rule add pref $T lookup $T 2>&1) || abandon "$err"
    [ -n "$(ours_ruled "$family")" ] || abandon "the rule (IPv$family) does not read back"
}
[ -n "$(ip -4 rule show 2>/dev/null)" ] || refuse no-rules
scan 6 main "$device"
wanted6=$wanted my_default6=$my_default other_default6=$other_default my_routes6=$my_routes
if [ -z "$(ip -6 rule show 2>/dev/null)" ]; then
    [ -z "$my_routes6" ] || refuse no-rules
    wanted6=
fi
scan 4 main "$device"
if [ -n "$my_default" ] && [ -z "$other_default" ]; then clear_all; refuse only-default-route; fi
if [ -n "$my_default6" ] && [ -z "$other_default6" ]; then
    [ -n "$other_default" ] || { clear_all; refuse only-default-route; }
    wanted6="${wanted6}unreachable default metric 4294967294$NL"
fi
err=
put_family 4 "$wanted"
put_family 6 "$wanted6"
say done "$device"
)sh";

const std::string_view c_undo_rule = R"sh(
need_iproute
err=
clear_all || fail "something of ours is left: $err"
say done
)sh";

} // namespace mirrorwatch::wsl::text
