#!/bin/sh
# SPDX-License-Identifier: MIT
# Act 3: names alone are dead in WSL; DNS tunneling is switched off. One line a step, exit code 0 only if all were observed. Arguments go to acts.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/acts.py" act3 "$@"
