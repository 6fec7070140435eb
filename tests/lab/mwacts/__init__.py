# SPDX-License-Identifier: MIT
"""The acts: the product, as its user gets it, played from end to end in the lab.

`stage` sets a world up with the product in it, `desktop` is the user's hand and eye, `scenes` are the acts themselves.
Whether a step succeeded is decided by what is seen from outside the product.
"""
