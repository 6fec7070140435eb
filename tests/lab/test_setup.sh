#!/bin/sh
# SPDX-License-Identifier: MIT
# Setup in a Windows of its own: installed, upgraded while it runs, hindered in all that it does, removed, and nothing left. It has its own mounts,
# for small disks, which the Windows sees that runs by then. Arguments go to setup.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec unshare --mount --propagation shared /usr/bin/python3 "$here/setup.py" "$@"
