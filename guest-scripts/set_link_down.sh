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

boot_id() { read -r boot </proc/sys/kernel/random/boot_id; echo "$boot"; }
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

need_iproute
need_device "$@"
err=$(ip link set dev "$device" down 2>&1) || fail "$err"
if is_up; then fail "the device did not go down"; fi
say done "$device"
