// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_text.hpp"

namespace mirrorwatch::wsl::text {

// Fill first, rules last. What is to go has to be wanted by nobody twice in a row, with a tenth of a second
// in between: WSL takes all addresses and routes away at each update, and gives them back within 6 ms.
const std::string_view c_exclusion_act = R"sh(
# run FAMILY LINES: of `ip -batch`; all are tried; $err is the first complaint
run() {
    [ -n "$2" ] || return 0
    said=$(ip "-$1" -force -batch - 2>&1 <<END
$2
END
    ) && return 0
    err=${said%%"$NL"*}
    case $err in *'"nexthop" is unknown'*) method=plain ;; esac
    return 1
}
# IPv6 would join two gateways of the same metric to one route.
add_route() {
    verb=append
    case "$family $*" in "6 "*' via '*) verb=replace ;; esac
    todo="${todo}route $verb $* table $T proto $P$NL"
}
del_route() {
    if has "$doomed" "$*"; then todo="${todo}route del $* table $T$NL"; else pending=1; fi
    surplus="$surplus$*$NL"
}
# change_routes FAMILY FROM TO DOOMED: $todo, $surplus, $pending
change_routes() {
    family=$1 todo= surplus= doomed=$4
    each_new "$3" "$2" add_route
    each_new "$2" "$3" del_route
}
# unused_hops: $todo
unused_hops() {
    IFS=$NL
    for line in $was_known; do
        unset IFS
        case "$wanted4$now4" in
        *" nhid ${line%% *}$NL"* | *" nhid ${line%% *} "*) ;;
        *) todo="${todo}nexthop del id ${line%% *}$NL" ;;
        esac
    done
    unset IFS
}
# differs: whether anything is to do
differs() {
    pending=
    change_routes 6 "$now6" "$wanted6" "$gone6"
    gone6=$surplus todo6=$todo
    change_routes 4 "$now4" "$wanted4" "$gone4"
    unused_hops
    gone4=$surplus todo4=$made$todo$groups
    change_rules "$rules6" "$goal6"
    last6=$todo
    change_rules "$rules4" "$goal4"
    last4=$todo
    [ -n "$todo4$todo6$last4$last6$pending" ]
}
act() {
    err= filled=1
    run 6 "$todo6" || filled=
    run 4 "$todo4" || filled=
    [ -n "$filled" ] && run 4 "$last4" && run 6 "$last6"
}
pause() { sleep 0.1 2>/dev/null || sleep 1; }
# settle: until all is as wanted; 1: it cannot be; 2: a default would be missing; 3: nothing of ours is in force;
# 4: the VPN's device is not found
settle() {
    tries=0 gone4= gone6= err=
    while [ $tries -lt 20 ]; do
        tries=$((tries + 1))
        look
        find_vpn || return 4
        [ "$step" = apply ] || in_force || return 3
        plan
        if [ -n "$lacks" ]; then
            in_force && [ $tries -lt 6 ] || return 2
        elif differs; then
            act && [ -z "$pending" ] && continue
        else return 0
        fi
        [ $tries -lt 8 ] || [ -z "$err" ] || method=plain
        pause
    done
    return 1
}
# clear_all: both forms, of every family, whatever device they are about; until nothing is left
clear_all() {
    tries=0
    while [ $tries -lt 10 ]; do
        tries=$((tries + 1)) device=
        look
        todo=
        plan_groups
        each_new "$rules4" '' del_rule
        IFS=$NL
        for line in $was_known; do todo="${todo}nexthop del id ${line%% *}$NL"; done
        unset IFS
        [ -z "$ours4" ] || todo="${todo}route flush table $T$NL"
        todo4=$todo$groups todo=
        each_new "$rules6" '' del_rule
        [ -z "$ours6" ] || todo="${todo}route flush table $T$NL"
        [ -n "$todo4$todo" ] || return 0
        run 4 "$todo4"
        run 6 "$todo"
    done
    return 1
}
)sh";

} // namespace mirrorwatch::wsl::text
