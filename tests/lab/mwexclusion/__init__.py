# SPDX-License-Identifier: MIT
"""The exclusion's scripts, as `mirrorwatch vpn exclude --print-script` prints them, played in mirrored guests."""
