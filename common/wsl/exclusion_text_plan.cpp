// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_text.hpp"

namespace mirrorwatch::wsl::text {

// 5168: the LAN beats what the VPN captures of it. 5169: what came after the copy (Docker's networks), live
// from main, but not the VPN's routes and no default, be it in halves or in eighths of IPv6. 5170: the
// default; where only the VPN has one, nothing.
const std::string_view c_exclusion_rules = R"sh(
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin LC_ALL=C
export PATH LC_ALL
T=5170 P=170
# list_rules LINES: $rules, those of ours, as they are added; the old form's rule is our third one
list_rules() {
    rules=
    IFS=$NL
    for line in $1; do
        unset IFS
        case $line in 5168:* | 5169:* | $T:*) squeeze $line ;; *) continue ;; esac
        case $line in
        "5168: from all lookup $T suppress_prefixlength 0"*) ;;
        "5169: from all lookup main suppress_prefixlength "*" suppress_ifgroup $T"*) ;;
        "$T: from all lookup $T" | "$T: from all lookup $T proto "*) ;;
        "$T: from all unreachable" | "$T: from all unreachable proto "*) ;;
        *) continue ;;
        esac
        line=${line% proto *}
        rules="${rules}pref ${line%%:*}${line#*: from all}$NL"
    done
    unset IFS
}
squeeze() { line=$*; }
# wanted_rules FAMILY THIRD: sets $goal
wanted_rules() {
    short=7
    [ "$1" = 4 ] || short=15
    goal="pref 5168 lookup $T suppress_prefixlength 0$NL"
    goal="${goal}pref 5169 lookup main suppress_prefixlength $short suppress_ifgroup $T$NL"
    goal="${goal}pref $T $2$NL"
}
add_rule() { todo="${todo}rule add from all $* protocol $P$NL"; }
del_rule() {
    squeeze "$@"
    todo="${todo}rule del from all ${line%% suppress*}$NL"
}
# change_rules FROM TO: $todo
change_rules() {
    todo=
    each_new "$2" "$1" add_rule
    each_new "$1" "$2" del_rule
}
)sh";

const std::string_view c_exclusion_plan = R"sh(
# read_kernel FAMILY MORE: all in one process, as each costs more than all else. Of routes, main's come before the
# rules, ours after them: $main, $rules, $ours; of MORE $links and $objects.
read_kernel() {
    main= rules= ours= part=main
    IFS=$NL
    for line in $(ip "-$1" -d -o -force -batch - 2>/dev/null <<END
$2
route show table main
rule show
route show table $T
END
    ); do
        case $line in
        [[:space:]]*) ;;
        'id '*) objects="$objects$line$NL" ;;
        [0-9]*:[[:space:]]from*) rules="$rules$line$NL" part=ours ;;
        [0-9]*': '*) links="$links$line$NL" ;;
        *) if [ $part = main ]; then main="$main$line$NL"; else ours="$ours$line$NL"; fi ;;
        esac
    done
    unset IFS
}
look() {
    links= objects=
    read_kernel 4 "link show${NL}nexthop show"
    [ -n "$rules" ] || { need_iproute; refuse no-rules; }
    main4=$main ours4=$ours
    list_rules "$rules"
    rules4=$rules
    read_kernel 6
    main6=$main ours6=$ours has6=$rules
    list_rules "$rules"
    rules6=$rules
    know_hops "$objects"
    was_known=$known
    case $known$rules4$ours4 in "${NL}pref 5168 "*' via '*) method=plain ;; esac
}
in_force() { [ -n "$rules4$rules6" ]; }
# scan FAMILY LINES: $wanted, main without the VPN; $my_routes, $my_default, $other_default
scan() {
    wanted= my_routes= my_default= my_halves= other_default= other_halves=
    IFS=$NL
    for line in $2; do
        unset IFS
        case "$line " in
        'unreachable default '*' metric 4294967295 '*) continue ;; # the kernel's own, which no flush takes
        *'nexthop '*) ;;
        *" dev $device "*) count_mine $line; continue ;;
        esac
        parse $line
        [ -z "$mine" ] || count_mine "$kind" "$to"
        [ "$state" = dead ] && continue
        [ -n "$several" ] && [ $count -eq 0 ] && continue
        route_of "$1"
        wanted="$wanted$route$NL"
        [ "$kind$state" != unicast ] || count_other "$to"
    done
    unset IFS
    case $my_halves in *0*8* | *8*0*) my_default=1 ;; esac
    case $other_halves in *0*8* | *8*0*) other_default=1 ;; esac
}
count_mine() {
    [ "$1" = unicast ] || return 0
    case $2 in
    fe80::*) return ;;
    default) my_default=1 ;;
    0.0.0.0/1 | ::/1) my_halves=${my_halves}0 ;;
    128.0.0.0/1 | 8000::/1) my_halves=${my_halves}8 ;;
    esac
    my_routes=1
}
count_other() {
    case $1 in
    default) other_default=1 ;;
    0.0.0.0/1 | ::/1) other_halves=${other_halves}0 ;;
    128.0.0.0/1 | 8000::/1) other_halves=${other_halves}8 ;;
    esac
}
# third_of RULES: the third rule of a family that was scanned; kept as it is while the VPN is away
third_of() {
    third="lookup $T"
    if [ -z "$device" ]; then case $1 in *unreachable*) third=unreachable ;; esac
    elif [ -n "$my_routes" ] && [ -z "$other_default" ]; then third=unreachable
    fi
}
# plan: all that is wanted; $lacks says that a default would be missing altogether
plan() {
    dns= dns_lost= lacks=
    scan 6 "$main6"
    third_of "$rules6"
    third6=$third default6=$other_default only6=
    [ -z "$my_default" ] || [ -n "$default6" ] || only6=1
    keep_dns 6
    wanted6=$wanted
    scan 4 "$main4"
    third_of "$rules4"
    wanted_rules 4 "$third"
    goal4=$goal
    [ -z "$my_default" ] || [ -n "$other_default$default6" ] || lacks=1
    [ -z "$only6" ] || [ -n "$other_default" ] || lacks=1
    keep_dns 4
    wanted4=$wanted
    wanted_rules 6 "$third6"
    goal6=$goal
    [ -n "$has6" ] || goal6= wanted6=
    list_ours "$ours4"
    now4=$now
    list_ours "$ours6"
    now6=$now
    plan_groups
}
# plan_groups: $groups; a group that is not 0 is noted in the device's alias, if that is free
plan_groups() {
    groups=
    IFS=$NL
    for line in $links; do
        unset IFS
        name=${line#*: } group=${line#*' group '}
        name=${name%%:*}
        name=${name%%@*}
        group=${group%% *}
        if [ "$name" != "$device" ]; then [ "$group" != $T ] || leave_group
        elif [ "$group" != $T ]; then join_group
        fi
    done
    unset IFS
}
join_group() {
    case $group:$line in
    default:* | 0:* | *' alias '*) ;;
    *) groups="${groups}link set dev $name alias mirrorwatch-group-$group$NL" ;;
    esac
    groups="${groups}link set dev $name group $T$NL"
}
leave_group() {
    before=0
    case $line in
    *' alias mirrorwatch-group-'*)
        before=${line##*' alias mirrorwatch-group-'}
        before=${before%% *}
        ;;
    esac
    groups="${groups}link set dev $name group $before$NL"
    case $line in *' alias mirrorwatch-group-'*) groups="${groups}link set dev $name alias \"\"$NL" ;; esac
}
)sh";

// A nameserver beyond the VPN stays there. One that a network of another device holds is a neighbour whose
// network the VPN has captured. 10.255.255.254 is WSL's DNS tunneling.
const std::string_view c_exclusion_dns = R"sh(
nameservers() {
    while read -r word address rest; do
        case $word:$address in
        nameserver:127.* | nameserver:10.255.255.254 | nameserver:::1 | nameserver:fe80:* | nameserver:*[!0-9a-fA-F.:]*) ;;
        nameserver:?*:*) printf '6 %s\n' "$address" ;;
        nameserver:?*) printf '4 %s\n' "$address" ;;
        esac
    done 2>/dev/null </etc/resolv.conf
}
# keep_dns FAMILY: adds to $wanted and $dns
keep_dns() {
    [ -n "$my_routes" ] || return 0
    for word in $(nameservers); do
        case $word in 4 | 6) family=$word; continue ;; esac
        [ "$family" = "$1" ] || continue
        find_way "$1" "$word"
        [ -n "$best_mine" ] && [ "$other_length" -le 1 ] || continue
        [ "$best_mine" = way ] || { dns_lost=1; continue; }
        kind=unicast to=$word way=$best_way rest=$best_rest several= state=
        route_of "$1"
        has "$wanted" "$route" || wanted="$wanted$route$NL"
        dns="$dns$word "
    done
}
# find_way FAMILY ADDRESS: main's route there: $best_mine, with $best_way and $best_rest, and how much of it other
# devices' routes know: $other_length
find_way() {
    best_length=-1 best_metric=0 best_mine= other_length=-1
    IFS=$NL
    for line in $(ip "-$1" -d -o route show table main match "$2" 2>/dev/null); do
        unset IFS
        case $line in [[:space:]]*) continue ;; esac
        parse $line
        case $to in default) length=0 ;; */*) length=${to#*/} ;; *) length=128 ;; esac
        case $way in *" dev $device" | *" dev $device "*) by=way ;; *) by=${mine:+several} ;; esac
        metric=0
        case "$rest " in *' metric '*) metric=${rest#*' metric '} metric=${metric%% *} ;; esac
        [ -n "$by" ] || [ $length -le $other_length ] || other_length=$length
        [ $length -gt $best_length ] || { [ $length -eq $best_length ] && [ $metric -lt $best_metric ]; } || continue
        best_length=$length best_metric=$metric best_mine=$by best_way=$way best_rest=
        [ "$1" = 4 ] || best_rest=' metric 1024 pref medium'
        case "$rest " in *' src '*) word_src=${rest#*' src '} best_rest=" src ${word_src%% *}$best_rest" ;; esac
    done
    unset IFS
}
)sh";

} // namespace mirrorwatch::wsl::text
