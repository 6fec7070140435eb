#!/bin/sh
# SPDX-License-Identifier: MIT
# A guest that ignores what it is told: act 1 is seen to fail at the cure. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" ignored "$@"
