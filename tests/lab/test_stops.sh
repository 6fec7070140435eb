#!/bin/sh
# SPDX-License-Identifier: MIT
# The service is started and stopped at random moments. One line a step, exit code 0 only if all were observed. Arguments go to stops.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/stops.py" "$@"
