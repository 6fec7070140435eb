// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_text.hpp"

namespace mirrorwatch::wsl::text {

// A unit of systemd's is a child of PID 1, and does not keep the distro alive, as a child of ours would
// (microsoft/WSL#8854, #9401). systemd puts ${names} of its own into a command, so the program travels as an
// environment variable.
const std::string_view c_exclusion_watch = R"sh(
UNIT=mirrorwatch-exclusion.service LEASE=1800 RENEW=300
systemd_is_there() { [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; }
# unit_is TITLE: whether such a unit runs, and is younger than RENEW
unit_is() {
    active= shown= since=0 uptime=0
    IFS=$NL
    for line in $(systemctl show -p ActiveState -p Description -p ActiveEnterTimestampMonotonic $UNIT 2>/dev/null); do
        case $line in
        ActiveState=active) active=1 ;;
        Description=*) shown=${line#*=} ;;
        ActiveEnterTimestampMonotonic=*) since=${line#*=} ;;
        esac
    done
    unset IFS
    read -r uptime line 2>/dev/null </proc/uptime
    [ -n "$active" ] && [ "$shown" = "$1" ] && [ $((${uptime%%.*} - since / 1000000)) -lt $RENEW ]
}
stop_watcher() { ! systemd_is_there || systemctl stop $UNIT >/dev/null 2>&1; }
# start_watcher IDENTITY...: one at most, and its lease is renewed
start_watcher() {
    systemd_is_there || { see watcher none; return; }
    title="Mirrorwatch's exclusion $edition $*"
    unit_is "$title" || {
        stop_watcher
        systemctl reset-failed $UNIT >/dev/null 2>&1
        systemd-run --quiet --collect --unit=$UNIT --description="$title" --property=RuntimeMaxSec=$LEASE \
            --property=TimeoutStopSec=2 --setenv=PATH="$PATH" --setenv=LC_ALL=C --setenv=MIRRORWATCH=1 \
            --setenv=MIRRORWATCH_PROGRAM="$program" \
            sh -c 'eval "$MIRRORWATCH_PROGRAM"' mirrorwatch watch "$@" >/dev/null 2>&1 ||
            { see watcher none; return; }
    }
    see watcher systemd
}
# What happens while a refresh is at work leads to one more. The refresh tells its end by the same pipe as `ip
# monitor` what happens, as sh can read with no time limit; of a job in the background it has to reopen it.
watch() {
    {
        ip -o monitor link route &
        printf 'mw monitor %s\n' $!
        wait
    } | {
        exec 5<&0
        monitor=
        start_refresh "$@"
        while IFS= read -r line <&5; do
            case $line in
            'mw monitor '*) monitor=${line##* } ;;
            'mw settled') wait; busy=; [ -z "$again" ] || start_refresh "$@" ;;
            'mw over') break ;;
            *'table '*) ;;
            *) if [ -n "$busy" ]; then again=1; else start_refresh "$@"; fi ;;
            esac
        done
        kill "$monitor" 2>/dev/null
    }
}
start_refresh() {
    busy=1 again=
    {
        pause
        case $(refresh "$@") in *not-in-force*) echo 'mw over' ;; *) echo 'mw settled' ;; esac >/proc/self/fd/5
    } &
}
)sh";

const std::string_view c_exclusion_steps = R"sh(
# set_identity NAME GUID MAC ADDRESS...: of the VPN's device
set_identity() {
    vpn_name=$1 vpn_guid=$2 vpn_mac=$3
    shift 3
    vpn_addresses=$*
}
# find_vpn: sets $device. In a refresh it may be away. Fails with the refusal's word in $err.
find_vpn() {
    device=
    if [ -z "$vpn_name" ]; then
        find_device "$vpn_guid" "$vpn_mac" $vpn_addresses
        case $? in 0) return 0 ;; 1) err=device-not-found ;; *) err=device-ambiguous ;; esac
    elif [ -d "/sys/class/net/$vpn_name" ]; then device=$vpn_name; return 0
    else err=device-not-found
    fi
    device=
    case $step:$err in refresh:device-not-found | watch:device-not-found) return 0 ;; esac
    return 1
}
# lasting_identity: finds a device that was made again, which may have another name then
lasting_identity() {
    [ -n "$vpn_name" ] || return 0
    read -r vpn_mac 2>/dev/null <"/sys/class/net/$vpn_name/address"
    find_device '' "$vpn_mac" && [ "$device" = "$vpn_name" ] && vpn_name=
    device=$1
}
tell() {
    see method $method
    for address in $dns; do see dns "$address"; done
}
# withdraw: nothing of ours stays where it cannot be whole
withdraw() {
    reason=${err:-it does not read back}
    for address in $dns; do
        case "$NL$now4$now6" in *"${NL}unicast $address "*) ;; *) dns_lost=1 ;; esac
    done
    clear_all
    [ -z "$dns_lost" ] || refuse dns-not-kept
}
apply() {
    set_identity "$@"
    settle
    case $? in
    0) [ -z "$dns_lost" ] || withdraw ;;
    2) in_force || clear_all; refuse only-default-route ;;
    4) reason=$err; in_force || clear_all; refuse "$reason" ;;
    *) withdraw; fail "the copy of the routes: $reason" ;;
    esac
    tell
    lasting_identity "$device"
    start_watcher "$vpn_name" "$vpn_guid" "$vpn_mac" $vpn_addresses
    say done "$device"
}
# refresh IDENTITY...: what is in force follows main; it is never given up
refresh() {
    set_identity "$@"
    settle
    case $? in
    0) tell; say done "${device:-gone}" ;;
    2) refuse only-default-route ;;
    3) clear_all; refuse not-in-force ;;
    4) refuse "$err" ;;
    *) fail "the copy of the routes: ${err:-it does not read back}" ;;
    esac
}
lose() { case " $lost" in *" $1 "*) ;; *) lost="$lost$1 " ;; esac; }
# compare: $lost, what is not as wanted
compare() {
    lost=
    look
    find_vpn || refuse "$err"
    plan
    [ -z "$groups" ] || lose group
    each_new "$goal4" "$rules4" lose rules4
    each_new "$rules4" "$goal4" lose rules4
    each_new "$goal6" "$rules6" lose rules6
    each_new "$rules6" "$goal6" lose rules6
    each_new "$wanted4" "$now4" lose table4
    each_new "$now4" "$wanted4" lose table4
    each_new "$wanted6" "$now6" lose table6
    each_new "$now6" "$wanted6" lose table6
    for target in $targets; do
        case "$(ip route get "$target" 2>/dev/null) " in
        *" dev $device "*) case " $dns" in *" $target "*) ;; *) lose "$target" ;; esac ;;
        esac
    done
}
# verify TARGET... -- IDENTITY...: three times, as WSL may be at work
verify() {
    targets=
    while [ "$1" != -- ]; do targets="$targets$1 "; shift; done
    shift
    set_identity "$@"
    for turn_of_three in 1 2 3; do
        compare
        [ -n "$lost" ] || break
        pause
    done
    tell
    for missing in $lost; do see missing "$missing"; done
    if ! systemd_is_there; then see watcher none
    elif systemctl is-active --quiet $UNIT 2>/dev/null; then see watcher systemd
    else see watcher gone
    fi
    [ -z "$lost" ] || fail "the exclusion is not whole: ${lost% }"
    say done "$device"
}
# show_each FAMILY LINES
show_each() {
    IFS=$NL
    for line in $2; do
        unset IFS
        see command ip "-$1" "$line"
    done
    unset IFS
}
# show: the commands of an apply, of which none is run
show() {
    set_identity "$@"
    look
    find_vpn || refuse "$err"
    plan
    [ -z "$lacks" ] || refuse only-default-route
    [ -z "$dns_lost" ] || refuse dns-not-kept
    gone4= gone6=
    differs # tells what is surplus, which goes when it is so twice
    differs
    show_each 6 "$todo6"
    show_each 4 "$todo4"
    show_each 4 "$last4"
    show_each 6 "$last6"
    tell
    if systemd_is_there; then see watcher systemd; else see watcher none; fi
    say done "$device"
}
undo() {
    stop_watcher
    err=
    clear_all || fail "something of ours is left: $err"
    say done
}
method=nexthop dns= now4= now6= step=$1
shift
"$step" "$@"
)sh";

} // namespace mirrorwatch::wsl::text
