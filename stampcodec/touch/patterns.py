"""The patterns of touch5: where the five dots of each merchant lie.

``touch5.csv`` is the code itself: line k has x1, y1, .. x5, y5 of merchant k in tenths of a
millimetre. ``tools/pattern_search`` made it, ``make golden`` makes it again.

References
----------
docs/spec.md, clause 9; docs/adr/0061-a-ball-and-a-lead.md.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.touch.numbers import N_DOTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_PATTERNS = 4096
TENTHS_PER_MM = 10


@cache
def patterns() -> NDArray[np.int16]:
    """Read the table, once.

    Returns
    -------
    int16 (4096, 5, 2)
        x and y of each dot in tenths of a millimetre, panel view, centroid at (0, 0); read-only.
    """
    text = resources.files("stampcodec.touch").joinpath("touch5.csv").read_text(encoding="ascii")
    table = np.loadtxt(text.splitlines(), dtype=np.int16, delimiter=",")
    shaped = table.reshape(N_PATTERNS, N_DOTS, 2)
    shaped.setflags(write=False)
    return shaped
