"""The tolerances of moulded rubber that ISO 3302-1 has for fixed dimensions."""

from __future__ import annotations

# ISO 3302-1:2014, table 1, class M2: tolerance up to a nominal dimension, mm.
UP_TO_MM = (4.0, 6.3, 16.0, 25.0, 40.0, 63.0)
M2_MM = (0.10, 0.15, 0.20, 0.25, 0.35, 0.40)
# M3 is about twice M2 throughout the table.
FACTOR = {"M2": 1.0, "M3": 2.0}
