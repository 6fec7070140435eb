#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's own test: one line per check, exit code 0 only if all were observed. Arguments go to lab.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for tool in python3 ip nft curl busybox sysctl Xvfb xdotool import x86_64-w64-mingw32-g++-posix; do
    command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || {
        echo "The lab needs $tool, which is not installed." >&2
        exit 2
    }
done
exec /usr/bin/python3 "$here/lab.py" test "$@"
