#!/bin/sh
# SPDX-License-Identifier: MIT
# Act 1: a VPN breaks mirrored networking; one click excludes it. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" act1 "$@"
