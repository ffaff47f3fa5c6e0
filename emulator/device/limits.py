"""What a device can be asked for at most."""

from __future__ import annotations

# Scans a second.
LEAST_HZ, MOST_HZ = 10, 240
# Acts of one script.
MOST_ACTS = 10_000
