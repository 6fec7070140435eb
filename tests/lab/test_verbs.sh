#!/bin/sh
# SPDX-License-Identifier: MIT
# The command line beside a service that runs, and beside one that is stopped. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" verbs "$@"
