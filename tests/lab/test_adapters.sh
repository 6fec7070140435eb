#!/bin/sh
# SPDX-License-Identifier: MIT
# VPNs come, flap, and go under the service: one line a step, exit code 0 only if all were seen. Arguments go to adapters.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/adapters.py" "$@"
