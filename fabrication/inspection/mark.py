"""The reference frame: four marks around a window, on paper and in a scan.

::

    [0]           [1]      marks of 6 x 6 modules, numbered as OpenCV's ArUco marks 0 to 3 of
       +---------+         DICT_4X4_50; their centres lie on a square around the centre of the
       | window  |         window, which is (0, 0); x to the right, y up
       +---------+
    [3]           [2]
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The four by four inner modules of each mark, 1 for white; a black module goes round them. A test
# compares them with those of OpenCV, which is not needed to print them.
BITS = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)
MODULE_MM = 2.0
MARK_MM = 6 * MODULE_MM
# Between the part and the edge of the window, and between the window and a mark.
PART_CLEAR_MM, MARK_CLEAR_MM = 4.0, 4.0
WINDOW_STEP_MM = 5.0
# The window and its marks must fit between the margins of A4.
MOST_WINDOW_MM = 140.0
# Of each mark, from its centre outwards: left and right, up and down.
WAYS = ((-1.0, 1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))


def window_mm(size_mm: float) -> float:
    """Return the side of the window for a part.

    Raises
    ------
    ValueError
        The part is too large for a frame on A4.
    """
    side = math.ceil((size_mm + 2 * PART_CLEAR_MM) / WINDOW_STEP_MM) * WINDOW_STEP_MM
    if side > MOST_WINDOW_MM:
        most = MOST_WINDOW_MM - 2 * PART_CLEAR_MM
        raise ValueError(
            f"a part of {size_mm:g} mm is too large for the reference frame on A4, "
            f"expected up to {most:g} mm"
        )
    return side


def centres_mm(window: float) -> NDArray[np.float64]:
    """Return the centres of the marks, float64 (4, 2)."""
    return (window / 2 + MARK_CLEAR_MM + MARK_MM / 2) * np.array(WAYS)


def corners_mm(window: float) -> NDArray[np.float64]:
    """Return the corners of the marks, float64 (4, 4, 2), clockwise from the upper left one."""
    return centres_mm(window)[:, None, :] + MARK_MM / 2 * np.array(WAYS)[None, :, :]
