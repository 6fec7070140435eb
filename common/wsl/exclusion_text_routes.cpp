// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_text.hpp"

namespace mirrorwatch::wsl::text {

// A route is a line of `ip -d -o route`: type, destination, then words. -d makes the line complete. What is
// state, and protocol and scope, which follow from the rest, are dropped: so a line of main and its copy are
// equal.
const std::string_view c_exclusion_routes = R"sh(
# parse WORD...: sets $kind, $to, $way ("via A dev D onlink"), $rest, $id of a nexthop object, and $state; of a
# route with several ways $hops, without those by $device, and $mine, which says whether it has one of those.
parse() {
    kind=$1 to=$2 way= rest= id= state= hops= count=0 single= hop= several= mine=
    shift 2
    while [ $# -gt 0 ]; do
        case $1 in
        nh_info) break ;;
        nexthop) end_hop; hop=' nexthop' several=1 ;;
        dead) state=dead ;;
        linkdown) [ -n "$state" ] || state=linkdown ;;
        via) if [ "$2" = inet6 ]; then add_way via inet6 "$3"; shift; else add_way via "$2"; fi; shift ;;
        dev) add_way dev "$2"; hop_device=$2; shift ;;
        weight) add_way weight "$2"; shift ;;
        onlink) add_way onlink ;;
        nhid) id=$2; shift ;;
        table | proto | scope | expires | error | users | age | used | ipid) shift ;;
        '\' | offload | offload_failed | trap | rt_offload | rt_trap | rt_offload_failed) ;;
        unresolved | pervasive | notify) ;;
        *) rest="$rest $1" ;;
        esac
        [ $# -gt 0 ] && shift
    done
    [ -n "$several" ] || return 0
    end_hop
    [ $count -ne 1 ] || several= way=$single
}
add_way() { if [ -n "$hop" ]; then hop="$hop $*"; else way="$way $*"; fi; }
end_hop() {
    [ -n "$hop" ] || return 0
    if [ "$hop_device" = "$device" ]; then mine=1
    else single=${hop#' nexthop'} hops="$hops$hop" count=$((count + 1))
    fi
    single=${single%' weight '*} hop=
}
# has LIST LINE
has() { case "$NL$1" in *"$NL$2$NL"*) return 0 ;; esac; return 1; }
# each_new LIST OTHER COMMAND...: the command with each line of LIST that OTHER lacks as its words; first the
# routes that others lead through
each_new() {
    list=$1 other=$2
    shift 2
    [ "$list" != "$other" ] || return 0
    for turn in direct gateway; do
        IFS=$NL
        for line in $list; do
            unset IFS
            case "$turn $line" in "direct "*" via "*) continue ;; "gateway "*" via "*) ;; gateway*) continue ;; esac
            has "$other" "$line" || "$@" $line
        done
    done
    unset IFS
}
)sh";

// IPv4 routes by an object outlive the addresses of their device, which WSL deletes and adds at each update.
// An object's number comes from where it leads, so that two of us at the same time make the same one. A
// device without carrier takes none; `onlink`, as the gateway may be captured by the VPN.
const std::string_view c_exclusion_hops = R"sh(
# know_hops LINES: $known, "N hop WAY" each, of `ip nexthop show`
know_hops() {
    known=$NL made=
    IFS=$NL
    for line in $1; do
        unset IFS
        case "$line " in *" proto $P "*) ;; *) continue ;; esac
        parse - - $line
        known="$known${rest#' id '} hop$way$NL"
    done
    unset IFS
}
# hop_of WAY: sets $id, of an object that is there or to be $made
hop_of() {
    case $1 in
    *' inet6 '* | *' weight '*) return 1 ;;
    ' via '*' onlink' | ' dev '*) hop_way=$1 ;;
    ' via '*) hop_way="$1 onlink" ;;
    *) return 1 ;;
    esac
    before=${known%%" hop$hop_way$NL"*}
    if [ "$before" != "$known" ]; then id=${before##*"$NL"}; return 0; fi
    number_of $hop_way
    while :; do
        case $known in *"$NL$id hop "*) id=$((id + 1)) ;; *) break ;; esac
    done
    known="$known$id hop$hop_way$NL"
    made="${made}nexthop add id $id$hop_way proto $P$NL"
}
number_of() {
    gateway=0.0.0.0 index=0
    if [ "$1" = via ]; then gateway=$2; shift 2; fi
    read -r index 2>/dev/null <"/sys/class/net/$2/ifindex"
    IFS=.
    set -- $gateway
    unset IFS
    id=$((517000000 + ($1 * 16777216 + $2 * 65536 + $3 * 256 + $4 + index * 7919) % 1000000))
}
# route_of FAMILY: sets $route, the line that was parsed last as it is in our table
route_of() {
    if [ -n "$several" ]; then route="$kind $to$rest$hops"
    elif [ "$1$method$kind$state" = 4nexthopunicast ] && hop_of "$way"; then route="$kind $to nhid $id$rest"
    else route="$kind $to$way$rest"
    fi
}
# list_ours LINES: $now, of `ip route show table`
list_ours() {
    now=
    IFS=$NL
    for line in $1; do
        unset IFS
        parse $line
        if [ -n "$several" ]; then now="$now$kind $to$rest$hops$NL"
        elif [ -n "$id" ]; then now="$now$kind $to nhid $id$rest$NL"
        else now="$now$kind $to$way$rest$NL"
        fi
    done
    unset IFS
}
)sh";

} // namespace mirrorwatch::wsl::text
