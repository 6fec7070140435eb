// SPDX-License-Identifier: MIT
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

const std::string_view c_mtu = R"sh(
# mtu_now: sets $mtu, of $device
mtu_now() {
    mtu=
    read -r mtu 2>/dev/null <"/sys/class/net/$device/mtu"
    case $mtu in '' | *[!0-9]*) fail "the device has no packet size" ;; esac
}
# set_mtu MTU: and it reads back
set_mtu() {
    err=$(ip link set dev "$device" mtu "$1" 2>&1) || fail "$err"
    mtu_now
    [ "$mtu" = "$1" ] || fail "the device keeps a packet size of $mtu"
}
)sh";

const std::string_view c_read_mtu = R"sh(
need_iproute
need_device "$@"
mtu_now
say record boot "$(boot_id)"
say record mtu "$mtu"
say done "$device"
)sh";

// The first argument is the size.
const std::string_view c_set_mtu = R"sh(
need_iproute
wanted=$1
shift
need_device "$@"
set_mtu "$wanted"
say done "$device"
)sh";

// The first arguments are the boot, or nothing where it is not known, our size, and the one before.
const std::string_view c_undo_mtu = R"sh(
need_iproute
boot=$1 ours=$2 before=$3
shift 3
find_device "$@"
case $? in 1) say done gone; exit 0 ;; 2) refuse device-ambiguous ;; esac
[ -z "$boot" ] || [ "$boot" = "$(boot_id)" ] || { say done gone; exit 0; }
mtu_now
[ "$mtu" = "$ours" ] || { say done other; exit 0; }
set_mtu "$before"
say done "$device"
)sh";

} // namespace mirrorwatch::wsl::text
