// SPDX-License-Identifier: MIT
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

// What is to be probed comes on standard input, as an address or a header may be a secret and arguments are
// seen by everybody in the guest: "target KIND NUMBER LIMIT FAMILY HOST PORT body|none ATTEMPTS", then lines
// "curl …" (its configuration), "send …" (a request), "wget …" (an address), at last "end"; "wait" between
// the rounds. What it reports is JSON, made of numbers and of words that stand here: so it needs no escapes.
const std::string_view c_probe = R"sh(
exec 3>&1
CR=$(printf '\r')
fact() { printf 'mw {"n":%d,"is":"%s","text":"%s"}\n' "$number" "$1" "$2" >&3; }
result() {
    clock
    printf 'mw {"n":%d,"is":"result","tool":"%s","code":%d,"why":"%s","ms":%d}\n' \
        "$number" "$1" "$2" "$3" $((ms - began)) >&3
}
# word_of TEXT: sets $why, what the tool's complaint is about
word_of() {
    case $1 in
    *'onnection refused'*) why=refused ;;
    *'onnection reset'*) why=reset ;;
    *'o route to host'* | *'unreachable'*) why=unreachable ;;
    *'not resolve'* | *"n't resolve"* | *'unable to resolve'* | *'ame or service not known'*) why=name ;;
    *'bad address'* | *'name resolution'* | *'No address associated'* | *'host lookup failed'*) why=name ;;
    *'has expired'*) why=expired ;;
    *'not yet valid'* | *'not yet activated'*) why=not-yet-valid ;;
    *'elf-signed'* | *'elf signed'*) why=self-signed ;;
    *'issuer'* | *'not trusted'* | *'unknown ca'*) why=issuer ;;
    *'target host name'* | *'alternative name'* | *'not match'*) why=wrong-name ;;
    *'imed out'* | *'imeout'* | *'Time-out'*) why=timeout ;;
    *'roken pipe'*) why=pipe ;;
    *) why= ;;
    esac
}
# one_address: sets $host to an address of the wanted family, for tools that cannot be told of it
one_address() {
    [ "$family" != auto ] && ! is_literal "$host" && [ -n "$getent$nslookup" ] || return 0
    found=$(addresses)
    code=$?
    IFS=$NL
    for line in $found; do
        unset IFS
        set -- $line
        case $family$1 in 6::ffff:*) ;; 6*:* | 4*.*.*.*) host=$1; return 0 ;; esac
    done
    unset IFS
    why=name
    case $code in 124 | 143) why=name-timeout ;; esac
    return 1
}
probe_dns() {
    if [ -z "$getent$nslookup" ]; then result none 0 ''; return; fi
    found=$(addresses)
    code=$?
    IFS=$NL
    for line in $found; do
        unset IFS
        set -- $line
        case $1 in *[!0-9a-fA-F:.]* | '') ;; *) fact address "$1" ;; esac
    done
    unset IFS
    result getent $code ''
}
probe_tcp() {
    one_address || { result name 1 "$why"; return; }
    if [ -n "$bash" ]; then
        tool=bash
        said=$(limited "$limit" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" 2>&1)
        code=$?
    elif [ -n "$nc" ]; then
        tool=nc
        if [ -n "$busybox" ]; then # has no -z, but runs a program when it is connected
            said=$(limited "$limit" nc -w "$limit" "$host" "$port" -e true </dev/null 2>&1)
        else
            said=$(limited "$limit" nc -w "$limit" -z "$host" "$port" </dev/null 2>&1)
        fi
        code=$?
    elif [ -n "$curl" ]; then
        by_curl_telnet
        return
    else
        result none 0 ''
        return
    fi
    why=
    [ $code -eq 0 ] || word_of "$said"
    result $tool $code "$why"
}
# curl keeps to the limit itself, once it runs: on a busy machine it starts late, and killed it tells nothing.
by_curl_telnet() {
    case $host in *:*) host="[$host]" ;; esac
    said=$(limited $((limit + 5)) curl -q -sv -m "$limit" -w '\nmw-times %{time_connect}\n' "telnet://$host:$port" </dev/null 2>&1)
    code=$?
    word_of "$said"
    case $said in *'mw-times '*[1-9]*) code=0 why= ;; esac
    result telnet $code "$why"
}
# What `ip` would show of the addresses and the default routes, and who listens for Windows' 127.0.0.1; from the kernel
# itself: no tool is needed for that.
probe_network() {
    if [ ! -r /proc/net/route ]; then result proc 1 ''; return; fi
    while read -r name to via flags ref use metric mask rest; do
        case $name in Iface | lo | *[!A-Za-z0-9._:@-]*) ;; *) fact route4 "$name $to $flags $mask" ;; esac
    done </proc/net/route
    if [ -r /proc/net/if_inet6 ]; then
        while read -r address index length scope flags name; do
            case $name in lo | *[!A-Za-z0-9._:@-]*) ;; *) fact address6 "$name $address $length $scope" ;; esac
        done </proc/net/if_inet6
    fi
    if [ -r /proc/net/ipv6_route ]; then
        while read -r to length from from_length via metric ref use flags name; do
            case $name in lo | *[!A-Za-z0-9._:@-]*) continue ;; esac
            case $to$length in 0000000000000000000000000000000000) fact route6 "$name $flags" ;; esac
        done </proc/net/ipv6_route
    fi
    for file in /proc/net/tcp /proc/net/tcp6; do
        [ -r $file ] || continue
        while read -r row local remote state rest; do
            case "$state $local" in
            '0A 00000000:'* | '0A 0100007F:'* | '0A 00000000000000000000000000000000:'*) fact listens "${local##*:}" ;;
            esac
        done <$file
    done
    result proc 0 ''
}
)sh";

const std::string_view c_probe_http = R"sh(
# body: the beginning of what comes in, as far as somebody wants it
body() {
    if [ "$wants" = body ]; then
        head -c 65536 | base64 | while read -r part; do fact body "$part"; done
    else
        head -c 65536 >/dev/null
    fi
}
# answer: of an HTTP answer that comes in, its status and its body
answer() {
    IFS= read -r line
    case $line in
    'HTTP/'*' '[1-9][0-9][0-9]*)
        line=${line#* }
        fact status "${line%"${line#???}"}"
        ;;
    ?*) fact status none ;;
    esac
    while IFS= read -r line; do
        case $line in '' | "$CR") break ;; esac
    done
    body
}
by_curl() {
    { # the program writes the body into the pipe and all else to where we read it
        said=$(printf '%s' "$config" | limited $((limit + 5)) curl -q -K - -o /proc/self/fd/4 2>&1)
        code=$?
        hints=
        IFS=$NL
        for line in $said; do
            case $line in
            'mw-times '*) fact curl "${line#mw-times }" ;;
            '* '*' failed: '* | 'curl: ('*) hints="$hints $line" ;;
            esac
        done
        unset IFS
        word_of "$hints"
        result curl $code "$why"
    } 4>&1 | body
}
by_hand() {
    one_address || { result name 1 "$why"; return; }
    {
        if [ "$1" = bash ]; then
            said=$(printf '%s' "$request" | limited "$limit" \
                bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && exec cat <&3' "$host" "$port" 2>&1 >&4)
        elif [ -n "$busybox" ]; then # it would tell the server of the request's end, and some take that for the client's
            said=$(printf '%s' "$request" | {
                exec 5<&0
                limited "$limit" nc -w "$limit" "$host" "$port" -e sh -c 'cat <&5 && exec cat >&4' 2>&1
            })
        else
            said=$(printf '%s' "$request" | limited "$limit" nc -w "$limit" "$host" "$port" 2>&1 >&4)
        fi
        code=$?
        why=
        [ $code -eq 0 ] || word_of "$said"
        result "$1" $code "$why"
    } 4>&1 | answer
}
by_wget() {
    only=
    [ "$family" = auto ] || only=-$family
    {
        said=$(printf '%s\n' "$address" | limited $((limit + 1)) wget $only $insecure -i - -O /proc/self/fd/4 -S -t 1 -T "$limit" \
            -U Mirrorwatch --max-redirect="$redirects" --content-on-error 2>&1)
        code=$?
        IFS=$NL
        status=
        for line in $said; do
            case $line in '  HTTP/'*' '[1-9][0-9][0-9]*) line=${line#*/* } status=${line%"${line#???}"} ;; esac
        done
        unset IFS
        [ -z "$status" ] || fact status "$status"
        why=
        [ $code -eq 0 ] || word_of "$said"
        result wget $code "$why"
    } 4>&1 | body
}
probe_http() {
    if [ -n "$curl" ]; then by_curl
    elif [ -n "$bash" ]; then by_hand bash
    elif [ -n "$nc" ]; then by_hand nc
    elif [ -n "$wget" ] && [ -n "$address" ]; then by_wget
    else result none 0 ''
    fi
}
probe_https() {
    if [ -n "$curl" ]; then by_curl
    elif [ -n "$wget" ] && [ -n "$address" ]; then by_wget
    else result none 0 ''
    fi
}
)sh";

const std::string_view c_probe_run = R"sh(
ask() {
    clock
    began=$ms
    "probe_$kind"
}
pause=0.5 soon=450 # ms
sleep 0.01 2>/dev/null || pause=1 soon=950
# try_once NUMBER: what this attempt saw, each line behind its number. An answer ends the pause, if that still runs.
try_once() {
    clock
    asked=$ms
    one=$(ask 3>&1)
    clock
    case $one in *'"code":0,'*) [ -z "$pacer" ] || [ $((ms - asked)) -ge $soon ] || kill "$pacer" 2>/dev/null ;; esac
    IFS=$NL
    for line in $one; do
        case $line in 'mw '*) printf '%s\n' "$1 $line" ;; esac
    done
    unset IFS
}
# try_all: until one answers; the next one begins while those before may still wait
try_all() {
    for attempt in 1 2 3 4 5; do
        pacer=
        [ $attempt -lt $attempts ] || { try_once $attempt; break; }
        sleep $pause >/dev/null 2>&1 &
        pacer=$!
        try_once $attempt &
        wait $pacer 2>/dev/null || break
    done
    wait
}
# ask_again: of all attempts only the first with an answer is told, else the last, in whole lines, as others write too
ask_again() {
    seen=$(try_all)
    last=0 answered=
    IFS=$NL
    for line in $seen; do
        attempt=${line%% *}
        [ $attempt -le $last ] || last=$attempt
        case $line in *'"code":0,'*) [ ${answered:-9} -le $attempt ] || answered=$attempt ;; esac
    done
    attempt=${answered:-$last}
    [ $attempt -eq 0 ] || fact attempts $attempt
    for line in $seen; do
        case $line in "$attempt mw "*) printf '%s\n' "${line#* }" >&3 ;; esac
    done
    unset IFS
}
run() { if [ $attempts -eq 1 ]; then ask; else ask_again; fi; }
while IFS= read -r line; do
    words=${line#* }
    case $line in
    'target '*)
        set -- $words
        kind=$1 number=$2 limit=$3 family=$4 host=$5 port=$6 wants=$7 attempts=$8
        config= request= address= insecure= redirects=0
        ;;
    'curl '*) config=$config$words$NL ;;
    'send '*) request=$request$words$CR$NL ;;
    'send') request=$request$CR$NL ;;
    'wget '*)
        set -- $words
        address=$1 redirects=$2
        if [ "$3" = insecure ]; then insecure=--no-check-certificate; fi
        ;;
    end) run </dev/null & ;;
    wait) wait ;;
    esac
done
wait
say done
)sh";

} // namespace mirrorwatch::wsl::text
