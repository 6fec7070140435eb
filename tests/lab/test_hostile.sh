#!/bin/sh
# SPDX-License-Identifier: MIT
# Clients that mean harm to the service. One line a step, exit code 0 only if all were observed. Arguments go to hostile.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/hostile.py" "$@"
