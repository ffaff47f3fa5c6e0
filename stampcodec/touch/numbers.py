"""The numbers of ``touch5`` that its table, its reader and everybody who presses it share.

This module imports nothing, so that a command may show them without loading numpy.

References
----------
docs/spec.md, clause 9.
"""

from __future__ import annotations

N_DOTS = 5
"""Dots of a pattern."""
SEPARATION_MM = 3.0
"""Between any two patterns, and a pattern and itself matched otherwise, in the measure of
`stampcodec.touch.measure`; a test proves it."""
PX_PER_MM = (5.4, 7.2)
"""CSS pixels a millimetre of real phones, least and largest; a web page does not know how many."""
USUAL_PX_PER_MM = 6.3
"""The middle of that range."""
