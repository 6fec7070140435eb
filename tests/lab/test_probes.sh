#!/bin/sh
# SPDX-License-Identifier: MIT
# Probes by the real programs against real servers, good and bad: one line each, exit code 0 only if all were as they should be.
# It has its own network, mounts and processes, so nothing of it can stay. Arguments go to probes.py.
set -eu
export MWLAB_OWNER=$$ # as it is known outside of the new namespaces: the name of what another lab may sweep
here=$(cd "$(dirname "$0")" && pwd)
exec unshare --net --mount --pid --fork --kill-child --mount-proc /usr/bin/python3 "$here/probes.py" "$@"
