"""Pictures of the face that all merchants share, one for every few degrees.

::

    - - - - - -      the anchors for certain: +1
    - A o o A -      a data site now and then: +0.35
    - o o o o -      nothing one pitch outside: -0.35
    - o o o o -
    - A o o A -
    - - - - - -

The correlation of such a picture with a frame is largest where a face lies, whatever its word.

References
----------
docs/reader.md 4.1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TURNS = 12
"""Angles over a quarter turn. At 7.5 degrees no corner is further than 2.5 mm from a template's;
the parabola through three neighbours does the rest."""
DATA_WEIGHT = 0.35
OUTSIDE_WEIGHT = -0.35
"""Both chosen on simulated presses: 0.3 to 0.5 and -0.3 to -0.5 find the face within 2 mm in 99 %
of nominal frames; with less of either, noise and fingers mislead."""
LANES = 8
"""Rows are padded to a multiple of this, for the processor's sake."""


def shared_face(
    present: NDArray[np.int32], is_anchor: NDArray[np.int32], n: int
) -> NDArray[np.float32]:
    """Weigh the cells of the drawing above: float32 (n + 2, n + 2), a ring round the lattice."""
    face = np.full((n + 2, n + 2), OUTSIDE_WEIGHT, np.float32)
    face[1:-1, 1:-1] = np.where(is_anchor == 1, 1.0, DATA_WEIGHT * present).reshape(n, n)
    return face


def draw_templates(
    cells: NDArray[np.float64],
    present: NDArray[np.int32],
    is_anchor: NDArray[np.int32],
    n: int,
    sigma: float,
) -> NDArray[np.float32]:
    """Draw the expected face at `TURNS` angles from 0 to 90 degrees.

    Parameters
    ----------
    cells : float64 (n * n, 2)
        x, y in nodes from the centre.
    present, is_anchor : int32 (n * n,)
    n : int
        Cells along a side.
    sigma : float
        Of a dot's response, in nodes.

    Returns
    -------
    float32 (TURNS, side, width)
        ``side`` is odd, the centre of the face in the middle; ``width`` is ``side`` and zeros.
    """
    step = cells[1, 0] - cells[0, 0]
    around = (np.arange(n + 2) - (n + 1) / 2) * step
    points = np.array([(x, y) for y in around for x in around])
    weights = shared_face(present, is_anchor, n).ravel()
    reach = round(cells.max() * math.sqrt(2) + 1.5 * sigma)
    side = 2 * reach + 1
    nodes = np.arange(-reach, reach + 1)
    templates = np.zeros((TURNS, side, -(-side // LANES) * LANES), np.float32)
    for turn, angle in enumerate(np.arange(TURNS) * (math.pi / 2 / TURNS)):
        x = points[:, 0] * math.cos(angle) - points[:, 1] * math.sin(angle)
        y = points[:, 0] * math.sin(angle) + points[:, 1] * math.cos(angle)
        across = np.exp(-((nodes[:, None] - x) ** 2) / (2 * sigma**2))
        down = np.exp(-((nodes[:, None] - y) ** 2) / (2 * sigma**2))
        templates[turn, :, :side] = (down * weights) @ across.T
    return templates
