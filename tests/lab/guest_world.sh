#!/bin/sh
# SPDX-License-Identifier: MIT
# Plays the guest scripts in a network namespace of its own. Usage: guest_world.sh FOLDER SHELL
# FOLDER holds the scripts' texts as the product has them. Prints each step that fails, and exits non-zero then.
if [ "$3" != inside ]; then
    exec unshare -n -m --propagation private sh "$0" "$1" "$2" inside
fi
folder=$1 shell=$2 failures=0 before=
vpn_mac=00:05:9a:3c:7a:00
for name in dad_transmits:0 addr_gen_mode:1; do echo ${name#*:} >/proc/sys/net/ipv6/conf/default/${name%:*}; done
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /tmp 2>/dev/null || exit 9
echo nameserver 10.255.255.254 >/tmp/resolv.conf
mount --bind /tmp/resolv.conf /etc/resolv.conf || exit 9
cd / # the checkout may lie below the old /tmp
[ -d "$folder" ] || { echo "the folder must not be below /tmp"; exit 9; }

check() { # check SENTENCE COMMAND...
    sentence=$1
    shift
    "$@" || { echo "NOT SO ($shell): $sentence"; failures=$((failures + 1)); }
}
run() { # run SCRIPT ARGUMENT...: $out
    script=$1
    shift
    case $script in ask) set -- 2 "$@" ;; esac # seconds of patience
    out=$($shell -c "$(cat "$folder/$script.sh")" mirrorwatch "$@" 2>/tmp/stderr)
    [ -s /tmp/stderr ] && { echo "STDERR ($shell $script): $(cat /tmp/stderr)"; failures=$((failures + 1)); }
    true
}
says() { case "$NL$out$NL" in *"${NL}mw $1$NL"*) return 0 ;; esac; echo "   it said: $out"; return 1; }
NL='
'
picture() {
    for family in -4 -6; do
        ip $family -j -d addr show
        ip $family -j -d route show table all
        ip $family -j rule show
    done
    ip -j nexthop show
    ip -j link show
}
same() { picture >/tmp/now; differ; }
differ() {
    for one in before now; do tr '{' '\n' </tmp/$one >/tmp/lines-$one; done
    diff /tmp/lines-before /tmp/lines-now
}
goes() { case $(ip route get "$1" 2>&1) in *" dev $2 "*) return 0 ;; esac; ip route get "$1"; return 1; }
nothing_of_ours() {
    [ -z "$(ip rule show | grep 5170)$(ip -6 rule show | grep 5170)" ] &&
        [ -z "$(ip -4 route show table 5170 2>/dev/null)$(ip -6 route show table 5170 2>/dev/null)" ] &&
        [ -z "$(ip nexthop show)$(ip link show group 5170)" ]
}
settled() { until ! ip -6 addr show | grep -q tentative; do :; done; }
fresh() { # the guest in mirrored mode, with a VPN that takes everything; few processes, as many guests are made
    ip -force -batch - >/dev/null 2>&1 <<END
link del lan0
link del vpn0
route del unreachable 10.66.0.0/16
link set lo up
link add name lan0 type veth peer name peer-lan0
link add name vpn0 type veth peer name peer-vpn0
END
    ip -6 route del blackhole fd66::/32 2>/dev/null
    ip -batch - <<END
link set dev vpn0 address $vpn_mac
link set dev peer-lan0 up
link set dev peer-vpn0 up
link set dev lan0 up
link set dev vpn0 up
END
    for device in lan0 vpn0; do
        until read -r carrier </sys/class/net/$device/carrier && [ "$carrier" = 1 ]; do :; done
    done
    ip -batch - <<END
addr add 192.168.1.5/24 brd + dev lan0
addr add fd01::5/64 dev lan0
addr add fe80::5/64 dev lan0
route add default via 192.168.1.1 dev lan0 metric 25
route add ::/0 via fd01::1 dev lan0 metric 25
addr add 10.8.0.2/24 brd + dev vpn0
addr add 10.8.0.3/24 dev vpn0 label vpn0:x
addr add fd08::2/64 dev vpn0
addr add fd08::3/64 dev vpn0
addr add fe80::8/64 dev vpn0
route add 0.0.0.0/1 via 10.8.0.1 dev vpn0
route add 128.0.0.0/1 via 10.8.0.1 dev vpn0
route add 192.168.1.0/25 dev vpn0 metric 1
route add 192.168.1.128/25 via 10.8.0.1 dev vpn0 metric 1 mtu lock 1400
route add 10.99.0.0/16 via 10.8.0.1 dev vpn0 table 127
route add ::/1 via fd08::1 dev vpn0
route add 8000::/1 via fd08::1 dev vpn0
route add unreachable 10.66.0.0/16
route add blackhole fd66::/32
route add 10.67.0.0/16 metric 3 nexthop via 192.168.1.1 dev lan0 nexthop via 10.8.0.1 dev vpn0
END
    settled
    picture >/tmp/before
}

# the exclusion
fresh
check "the VPN has the traffic to begin with" goes 192.168.1.77 vpn0
run exclusion apply "" "" $vpn_mac
check "the VPN is excluded by the device's MAC" says "done vpn0"
check "by nexthop objects" says "see method nexthop"
check "and no nameserver needs the VPN" sh -c "! echo '$out' | grep -q 'see dns'"
check "the LAN comes back" goes 192.168.1.77 lan0
check "the other half too" goes 192.168.1.200 lan0
check "the Internet comes back" goes 8.8.8.8 lan0
check "a route through both keeps the one that is left" goes 10.67.0.1 lan0
check "IPv6 comes back" goes 2001:db8::1 lan0
check "no route of the VPN is in our table" sh -c '! ip -4 route show table 5170 | grep "dev vpn0 " && ! ip -6 route show table 5170 | grep "dev vpn0 "'
check "what is unreachable stays so" sh -c 'ip route show table 5170 | grep -q "^unreachable 10.66"'
ip -d route show table 5170 >/tmp/first
run exclusion apply "" "" $vpn_mac
check "applied twice it is well" says "done vpn0"
ip -d route show table 5170 >/tmp/second
check "and changes nothing" cmp -s /tmp/first /tmp/second
check "there are three rules" [ "$(ip rule show | grep -c ^51)$(ip -6 rule show | grep -c ^51)" = 33 ]
ip route replace default via 192.168.1.254 dev lan0 metric 25
ip route add 172.16.0.0/12 via 192.168.1.2 dev lan0 src 192.168.1.5
ip -6 route replace default via fd01::99 dev lan0 metric 25
run exclusion apply "" "" $vpn_mac
check "a refresh follows main" says "done vpn0"
check "the new gateway is used" sh -c 'ip route get 8.8.8.8 | grep -q "via 192.168.1.254"'
check "the old gateway is gone" sh -c '! ip route show table 5170 | grep -q "via 192.168.1.1 .*metric 25"'
check "the new IPv6 gateway is used" sh -c 'ip route get 2001:db8::1 | grep -q "via fd01::99"'
run exclusion undo
check "it is undone" says "done"
check "nothing of ours is left" nothing_of_ours
check "the VPN has the traffic again" goes 192.168.1.77 vpn0
run exclusion undo
check "undone twice it is well" says "done"

fresh
run exclusion apply "" "" $vpn_mac
run exclusion undo
check "an undo restores rules, routes and addresses exactly" same

# kills: any part of ours may be there
fresh
ip route add 1.2.3.0/24 dev lan0 table 5170
ip -6 rule add pref 5170 lookup 5170
run exclusion apply "" "" $vpn_mac
check "what a killed apply left is taken up" says "done vpn0"
check "and set right" sh -c '! ip route show table 5170 | grep -q 1.2.3'
ip rule del pref 5170
run exclusion undo
check "what a killed undo left is taken away" same
ip -6 route add fd02::/64 dev lan0 table 5170
run exclusion undo
check "a table without a rule is taken away" same
ip rule add pref 5170 from 9.9.9.9 lookup main
run exclusion undo
check "somebody else's rule at our preference is left alone" sh -c 'ip rule show | grep -q 9.9.9.9'
ip rule del pref 5170

# refusals
fresh
run exclusion apply "" "" 00:11:22:33:44:99
check "a MAC that nobody has is not found" says "refuse device-not-found"
run exclusion apply "" "" "" 10.8.0.2
check "an address that one device has is enough" says "done vpn0"
run exclusion undo
ip link set dev peer-lan0 address $vpn_mac
run exclusion apply "" "" $vpn_mac
check "a MAC that two devices have is ambiguous" says "refuse device-ambiguous"
run exclusion apply "" "" $vpn_mac 10.8.0.2
check "but for a unique address" says "done vpn0"
run exclusion undo
ip link set dev peer-lan0 address 02:00:00:00:00:01
ip route del default dev lan0
run exclusion apply "" "" $vpn_mac
check "IPv4 that only the VPN had is taken away, where IPv6 has another way" says "done vpn0"
check "it is unreachable, not the VPN's" sh -c '! ip route get 8.8.8.8 2>&1 | grep -q vpn0'
check "but the LAN is there" goes 192.168.1.77 lan0
ip -6 route del default dev lan0
run exclusion apply "" "" $vpn_mac
check "a NIC that is away for a moment: refused" says "refuse only-default-route"
check "but not given up" sh -c '! ip route get 8.8.8.8 2>&1 | grep -q vpn0'
run exclusion undo
run exclusion apply "" "" $vpn_mac
check "the halves are the only default: refused" says "refuse only-default-route"
check "a refusal leaves nothing" nothing_of_ours
ip route add default via 10.8.0.1 dev vpn0
ip route del 0.0.0.0/1
run exclusion apply "" "" $vpn_mac
check "the only default: refused" says "refuse only-default-route"
ip route add 0.0.0.0/1 via 192.168.1.1 dev lan0 metric 50
ip route add 128.0.0.0/1 via 192.168.1.1 dev lan0 metric 50
run exclusion apply "" "" $vpn_mac
check "halves of another device are a default" says "done vpn0"
run exclusion undo
fresh
ip -6 route del default dev lan0
run exclusion apply "" "" $vpn_mac
check "IPv6 that only the VPN had is taken away, as if the VPN were not there" says "done vpn0"
check "it is unreachable, not the VPN's" sh -c '! ip route get 2001:db8::1 2>&1 | grep -q vpn0'
check "and IPv4 goes by the LAN" goes 8.8.8.8 lan0
run exclusion apply "" "" $vpn_mac
check "a refresh of that is well" says "done vpn0"
run exclusion undo
check "nothing of that is left" nothing_of_ours
fresh
ip link set dev peer-lan0 down
until ip route show default | grep -q linkdown; do :; done
run exclusion apply "" "" $vpn_mac
check "a default without a carrier is none" says "refuse only-default-route"
ip link set dev peer-lan0 up

# nameservers
fresh
echo "nameserver 10.8.0.53
nameserver 192.168.1.1
nameserver fd08:1::53 # beyond the VPN" >/tmp/resolv.conf
run exclusion apply "" "" $vpn_mac
check "a nameserver beyond the VPN is kept" says "see dns 10.8.0.53"
check "by the VPN" goes 10.8.0.53 vpn0
check "and its neighbours are not" goes 10.8.1.53 lan0
check "of IPv6 too" says "see dns fd08:1::53"
check "by the VPN as well" goes fd08:1::53 vpn0
check "one in the LAN stays in the LAN, though the VPN captures it" goes 192.168.1.1 lan0
run exclusion verify 10.8.0.53 192.168.1.1 8.8.8.8 -- "" "" $vpn_mac
check "and that is verified" says "done vpn0"
run exclusion undo
check "and undone" same
ip route add 10.9.0.0/16 nexthop via 10.8.0.1 dev vpn0 nexthop via 10.8.0.9 dev vpn0
echo "nameserver 10.9.0.53" >/tmp/resolv.conf
run exclusion apply "" "" $vpn_mac
check "one that cannot be kept: refused" says "refuse dns-not-kept"
check "and nothing is left" nothing_of_ours
ip route del 10.9.0.0/16
echo nameserver 10.255.255.254 >/tmp/resolv.conf

# verify
run exclusion verify 8.8.8.8 -- "" "" $vpn_mac
check "what is not in force is not verified" says "see missing rules4"
check "with what is reached by the VPN" says "see missing 8.8.8.8"
run exclusion refresh "" "" $vpn_mac
check "nor refreshed" says "refuse not-in-force"
run exclusion apply "" "" $vpn_mac
for part in "nexthop flush proto 170" "-6 route del default table 5170" "rule del pref 5169" "-6 rule del pref 5168" \
    "link set vpn0 group default"; do
    ip $part >/dev/null
    run exclusion verify -- "" "" $vpn_mac
    check "it is not whole without $part" sh -c "echo '$out' | grep -q 'mw failed the exclusion is not whole'"
    run exclusion refresh "" "" $vpn_mac
    check "a refresh after $part" says "done vpn0"
    run exclusion verify -- "" "" $vpn_mac
    check "makes it whole" says "done vpn0"
done
ip link set vpn0 group 7
run exclusion apply "" "" $vpn_mac
run exclusion undo
check "a group of its own comes back" sh -c 'ip link show vpn0 | grep -q " group 7 "'
check "and no alias stays" sh -c '! ip link show vpn0 | grep -q alias'
ip link set vpn0 group default

# by GUID: a folder in the place of sysfs
fresh
guid=37217669-42da-4657-a55b-0d995d328250
mkdir -p /tmp/net/vpn0 /tmp/net/lan0 "/tmp/vmbus/$guid"
ln -s "/tmp/vmbus/$guid" /tmp/net/vpn0/device
mount --bind /tmp/net /sys/class/net
run exclusion apply "" $guid 00:11:22:33:44:99 192.168.1.5
check "the GUID in sysfs comes before MAC and address" says "done vpn0"
run exclusion undo
umount /sys/class/net

# ask
/usr/bin/python3 -c '
import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 8123)); s.listen(16)
open("/tmp/ready", "w").close()
while True:
    c, _ = s.accept(); c.close()' &
server=$!
trap 'kill $server' EXIT
until [ -e /tmp/ready ] || ! kill -0 $server; do :; done
run ask 127.0.0.1 8123 127.0.0.1 8124 192.168.1.5 8123
check "a server that listens and answers" says "port 0 1 1"
check "a port that nobody has" says "port 1 0 0"
check "a server that does not listen there" says "port 2 1 0"
check "all were asked" says "done"
[ $failures -eq 0 ]
