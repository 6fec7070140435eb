#!/bin/sh
# SPDX-License-Identifier: MIT
# The MSI package in a Windows of its own, by Wine's msiexec: installed, upgraded, removed, and nothing left. Arguments go to msi.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec /usr/bin/python3 "$here/msi.py" "$@"
