# SPDX-License-Identifier: MIT
"""What probes meet: servers that answer, that do not, and that do worse. All of it lives in the caller's own namespaces."""
