# SPDX-License-Identifier: MIT
"""The lab: a small network world, WSL's rules and Wine, all on one Linux machine.

`world` is the door: `with World() as world:` gives namespaces, a VPN to plug in and a stand-in for WSL.
`wine` runs Windows programs inside that world, `report` turns observations into evidence.
"""
