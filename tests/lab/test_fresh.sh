#!/bin/sh
# SPDX-License-Identifier: MIT
# A fresh install: nothing is configured, and what WSL should reach is watched. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" fresh "$@"
