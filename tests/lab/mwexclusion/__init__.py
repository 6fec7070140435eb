# SPDX-License-Identifier: MIT
"""The exclusion's scripts, as `mirrorwatch exclude --print-script` prints them, played in mirrored guests."""
