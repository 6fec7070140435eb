#!/bin/sh
# SPDX-License-Identifier: MIT
# Probes from within the guest, by the real programs: one line a step, exit code 0 only if all were observed. Arguments go to guest_probes.py.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/guest_probes.py" "$@"
