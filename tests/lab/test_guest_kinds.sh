#!/bin/sh
# SPDX-License-Identifier: MIT
# What each kind of VPN takes from the lab's mirrored guest. One line a check; needs root, not Wine.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/guest_kinds.py" "$@"
