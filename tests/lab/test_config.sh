#!/bin/sh
# SPDX-License-Identifier: MIT
# `mirrorwatch wslconfig` on a real .wslconfig in a Windows of its own: one line a step, exit code 0 only if all were seen. It has its own mounts, for small disks. Arguments go to config.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec unshare --mount /usr/bin/python3 "$here/config.py" "$@"
