// SPDX-License-Identifier: MIT
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl::text {

// Both from the kernel's own tables, so that neither ss nor netstat need be there. A socket's owner is known
// by its inode among the open files of all processes. What a name may not have for JSON makes it no name.
const std::string_view c_listen = R"sh(
have() { command -v "$1" >/dev/null 2>&1; }
if have docker && timeout 1 true >/dev/null 2>&1; then
    timeout 3 docker ps --no-trunc --format '{{json .}}' 2>/dev/null | while IFS= read -r line; do say docker "$line"; done &
fi
open_sockets=
set +f
for line in $(ls -l /proc/[0-9]*/fd 2>/dev/null | while read -r first rest; do
    case $first in
    /proc/*) process=${first#/proc/} process=${process%%/*} ;;
    l*) case $rest in *'-> socket:['*) rest=${rest##*socket:\[}; echo "${rest%\]}=$process" ;; esac ;;
    esac
done); do open_sockets="$open_sockets $line"; done
set -f
# name_of INODE: sets $name, of the program that holds the socket
name_of() {
    name=
    case "$open_sockets " in *" $1="*) ;; *) return ;; esac
    process=${open_sockets#*" $1="}
    process=${process%% *}
    read -r name 2>/dev/null <"/proc/$process/comm"
    case $name in *[!A-Za-z0-9._+:/@-]*) name= ;; esac
}
for file in /proc/net/tcp /proc/net/tcp6; do
    [ -r $file ] || continue
    while read -r number local remote state queues timer retries user timeout inode rest; do
        [ "$state" = 0A ] || continue
        name_of "$inode"
        say '{"at":"'"$local"'","program":"'"$name"'"}'
    done <$file
done
wait
say done
)sh";

} // namespace mirrorwatch::wsl::text
