"""Dots out of a binary STL of the conductive body; its unit is the millimetre by agreement."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback.mesh import tips
from fabrication.readback.problem import ReadbackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = 80
FACET = np.dtype(
    [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")], align=False
)


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of a solid, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no binary STL, or has no flat tips.
    """
    return tips(triangles(content))


def triangles(content: bytes) -> NDArray[np.float64]:
    """Return the corners of all triangles of a solid, float64 (m, 3, 3).

    Raises
    ------
    ReadbackError
        It is no binary STL.
    """
    if len(content) < HEADER + 4:
        raise ReadbackError("expected a binary STL, got a shorter file")
    (count,) = struct.unpack_from("<I", content, HEADER)
    if len(content) != HEADER + 4 + count * FACET.itemsize:
        raise ReadbackError(f"expected a binary STL of {count} triangles, the size is another")
    facets = np.frombuffer(content, FACET, offset=HEADER + 4)
    return facets["corners"].astype(np.float64)
