#!/bin/sh
# SPDX-License-Identifier: MIT
# The ladder of remedies, each case with kills of the service in the middle. One line a step, exit code 0 only if all were observed. Arguments go to remedies.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/remedies.py" "$@"
