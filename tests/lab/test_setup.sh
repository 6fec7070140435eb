#!/bin/sh
# SPDX-License-Identifier: MIT
# Setup in a Windows of its own: installed, upgraded while it runs, removed, and nothing left. Arguments go to setup.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec /usr/bin/python3 "$here/setup.py" "$@"
