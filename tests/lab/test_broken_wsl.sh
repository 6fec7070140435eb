#!/bin/sh
# SPDX-License-Identifier: MIT
# A wsl.exe that misbehaves, in one way after the other. One line a step, exit code 0 only if all were observed. Arguments go to broken_wsl.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/broken_wsl.py" "$@"
