#!/bin/sh
# SPDX-License-Identifier: MIT
# The tray program as its user meets it, with a service that is played. One line a step, exit code 0 only if all were observed.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/tray.py" "$@"
