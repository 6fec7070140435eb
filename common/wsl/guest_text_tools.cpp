// SPDX-License-Identifier: MIT
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

// What this guest has, and how it is asked: $timeouts, $curl, $bash, $nc, $getent and $nslookup are 1 or
// empty; $wget is 1 for GNU's alone, $busybox where nc is its. bash is only taken where something ends it, as
// it waits for minutes.
const std::string_view c_tools = R"sh(
have() { command -v "$1" >/dev/null 2>&1; }
timeouts=
if timeout 1 true >/dev/null 2>&1; then timeouts=1; fi
limited() {
    if [ -n "$timeouts" ]; then timeout "$@"; else shift; "$@"; fi
}
curl= bash= nc= wget= getent= nslookup=
for tool in curl nc getent nslookup; do
    if have $tool; then eval "$tool=1"; fi
done
if [ -n "$timeouts" ] && have bash; then bash=1; fi
if have wget; then
    case $(wget --version 2>&1) in *'GNU Wget'*) wget=1 ;; esac
fi
busybox=
if [ -n "$nc" ]; then
    case $(nc --help 2>&1 </dev/null) in *BusyBox*) busybox=1 ;; esac
fi
clock() { read -r up rest </proc/uptime; ms=$((${up%.*} * 1000 + 1${up#*.}0 - 1000)); }
is_literal() { case $1 in *:*) ;; *[!0-9.]*) return 1 ;; esac; }
# addresses: the $host's, one a line; the exit code of the tool that was asked
addresses() {
    if [ -n "$getent" ]; then
        limited "$limit" getent ahosts "$host" 2>/dev/null && return
        code=$?
        [ $code -eq 1 ] && [ -n "$nslookup" ] || return $code
    fi
    said=$(limited "$limit" nslookup "$host" 2>/dev/null)
    code=$? named=
    IFS=$NL
    for line in $said; do
        unset IFS
        case $line in
        Name:*) named=1 ;;
        Address*:*) if [ -n "$named" ]; then printf '%s\n' "${line#*: }"; fi ;;
        esac
    done
    unset IFS
    return $code
}
)sh";

} // namespace mirrorwatch::wsl::text
