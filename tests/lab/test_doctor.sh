#!/bin/sh
# SPDX-License-Identifier: MIT
# `mirrorwatch doctor` in a real prefix with the stand-in wsl.exe. One line a step, exit code 0 only if all were observed. Arguments go to doctor.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/doctor.py" "$@"
