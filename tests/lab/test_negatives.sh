#!/bin/sh
# SPDX-License-Identifier: MIT
# Negative controls: what must not be offered is not, and an exclusion that nobody keeps up is seen to be lost. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" negatives "$@"
