#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

const std::string_view c_link = R"sh(
is_up() { case $(ip -o link show dev "$device") in *"<UP,"* | *"<UP>"* | *,UP,* | *,UP\>*) return 0 ;; esac; return 1; }
# addresses FAMILY: $found, one line each as it can be added; without what is state
addresses() {
    found=
    IFS=$NL
    for line in $(ip "-$1" -o -d addr show dev "$device" 2>/dev/null); do
        unset IFS
        tidy_address $line
        found="$found$address$NL"
    done
    unset IFS
}
tidy_address() {
    address=$4
    shift 4
    while [ $# -gt 0 ]; do
        case $1 in
        '\' | secondary | dynamic | tentative | dadfailed | deprecated | temporary | optimistic | permanent) ;;
        stable-privacy) ;;
        proto | valid_lft | preferred_lft) shift ;;
        brd | broadcast | peer | scope | metric | any | anycast) address="$address $1 $2"; shift ;;
        noprefixroute | nodad | home | mngtmpaddr | autojoin) address="$address $1" ;;
        *) address="$address label ${1%'\'}" ;;
        esac
        [ $# -gt 0 ] && shift
    done
}
# routes FAMILY: $found, what the device carries in all tables, but for what the kernel makes of its addresses
routes() {
    found=
    IFS=$NL
    for line in $(ip "-$1" -d -o route show table all 2>/dev/null); do
        unset IFS
        case $line in *nh_info* | *" table local proto kernel"*) continue ;; esac
        tidy "$device" $line
        [ -n "$mine" ] || continue
        tidy '' $line
        case "$NL$found" in *"$NL$kept$NL"*) ;; *) found="$found$kept$NL" ;; esac
    done
    unset IFS
}
)sh";

const std::string_view c_record_link = R"sh(
need_iproute
need_device "$@"
tell() {
    IFS=$NL
    for line in $2; do
        unset IFS
        say record "$1" "$line"
    done
    unset IFS
}
say record boot "$(boot_id)"
if is_up; then say record link up; else say record link down; fi
for family in 4 6; do
    addresses $family
    tell "addr $family" "$found"
    routes $family
    tell "route $family" "$found"
done
say done "$device"
)sh";

const std::string_view c_set_link_down = R"sh(
need_iproute
need_device "$@"
err=$(ip link set dev "$device" down 2>&1) || fail "$err"
if is_up; then fail "the device did not go down"; fi
say done "$device"
)sh";

// The first argument is the record. IPv4 addresses outlive a link that is down: if they are others now, WSL
// has been at it.
const std::string_view c_undo_link = R"sh(
need_iproute
record=$1
shift
find_device "$@"
case $? in 1) say done gone; exit 0 ;; 2) refuse device-ambiguous ;; esac
# recorded WHAT: $list, the record's lines of that kind
recorded() {
    list=
    IFS=$NL
    for line in $record; do
        case $line in "$1 "*) list="$list${line#"$1 "}$NL" ;; esac
    done
    unset IFS
}
backwards() {
    turned=
    IFS=$NL
    for line in $1; do turned="$line$NL$turned"; done
    unset IFS
}
put_address() { has "$found" "$*" || err=$(ip "-$family" addr add "$@" dev "$device" 2>&1) || return 1; }
put_route() {
    has "$found" "$*" && return 0
    verb=append
    case $* in *nexthop*) verb=replace ;; esac
    err=$(ip "-$family" route $verb "$@" 2>&1)
}
is_there() { has "$found" "$*" || { missing=$*; return 1; }; }
recorded boot
[ "$list" = "$(boot_id)$NL" ] || { say done gone; exit 0; }
recorded 'addr 4'
addresses 4
if [ -n "$list" ]; then
    in_order "$list" is_there || {
        [ -z "$found" ] || ip link set dev "$device" up 2>/dev/null
        say done stale
        exit 0
    }
fi
err=
ip link set dev "$device" up 2>/dev/null || fail "the device does not come up"
for family in 4 6; do
    recorded "addr $family"
    backwards "$list"
    addresses $family
    in_order "$turned" put_address
    recorded "route $family"
    routes $family
    in_order "$list" put_route
    routes $family
    in_order "$list" is_there || fail "a route did not come back: $missing ($err)"
    recorded "addr $family"
    addresses $family
    in_order "$list" is_there || fail "an address did not come back: $missing ($err)"
done
say done "$device"
)sh";

} // namespace mirrorwatch::wsl::text
