#!/bin/sh
# SPDX-License-Identifier: MIT
# The exclusion's scripts in mirrored guests, without Wine and without WSL's daemon. Arguments go to exclusion.py.
# It has its own mounts and processes, so nothing of it can stay, and its guests have a folder of systemd and a resolv.conf.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
/usr/bin/python3 -B "$here/mwexclusion/iproute.py" # before the name server goes
exec unshare --mount --pid --fork --kill-child --mount-proc sh -c '
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/systemd/system
mount -t tmpfs tmpfs /run/systemd/system
echo "nameserver 10.255.255.254" >/run/resolv.conf
mount --bind /run/resolv.conf /etc/resolv.conf
"$@" & # not exec: the first process has to reap what units leave
wait $!' sh /usr/bin/python3 "$here/exclusion.py" "$@"
