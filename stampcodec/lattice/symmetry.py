"""The eight symmetries of the square: of points, of sites, and of one another.

Symmetry ``4 * m + q`` mirrors first (x -> -x) where ``m`` is 1, then turns clockwise by ``q``
quarters, seen in the panel view (y points down)::

      0        1        2        3        4        5        6        7
    F . .    . . F    . . .    . . .    . . F    . . .    . . .    F . .
    . . .    . . .    . . .    . . .    . . .    . . .    . . .    . . .
    . . .    . . .    . . F    F . .    . . .    . . F    F . .    . . .

References
----------
docs/spec.md, clauses 3.1 to 3.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_SYMMETRIES = 8
N_TURNS = 4
"""Symmetries below this are pure turns; the others turn the face over."""


def is_mirror(symmetry: int) -> bool:
    """Tell whether a symmetry turns the face over; the others are pure turns."""
    return symmetry >= N_TURNS


def compose(after: int, before: int) -> int:
    """Return the symmetry that does `before` and then `after`."""
    # A turn moves past a mirror by changing its sense: M R = R^-1 M.
    sense = -1 if is_mirror(after) else 1
    turn = (after + sense * before) % 4
    return turn + 4 * (is_mirror(after) != is_mirror(before))


def inverse(symmetry: int) -> int:
    """Return the symmetry that undoes another one."""
    return symmetry if is_mirror(symmetry) else -symmetry % 4


def move(symmetry: int, points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Carry points to where a symmetry takes them.

    Parameters
    ----------
    symmetry : int
        0 .. 7.
    points : int64 (n, 2)
        x to the right, y down, the centre of the square at (0, 0); any unit.

    Returns
    -------
    int64 (n, 2)
    """
    x, y = points[:, 0], points[:, 1]
    if is_mirror(symmetry):
        x = -x
    for _ in range(symmetry % 4):
        x, y = -y, x
    return np.stack([x, y], axis=1)


def permutations(points: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Tell to which point each symmetry takes each point.

    Parameters
    ----------
    points : int64 (n, 2)
        Distinct points, closed under the eight symmetries, at most 256 of them.

    Returns
    -------
    uint8 (8, n)
        ``[s, i]`` is the index of the point that symmetry ``s`` takes point ``i`` to. Read-only.

    Raises
    ------
    KeyError
        Where a symmetry takes a point to a place that holds none.
    """
    index = {tuple(point): i for i, point in enumerate(points.tolist())}
    images = np.array(
        [[index[tuple(p)] for p in move(s, points).tolist()] for s in range(N_SYMMETRIES)],
        dtype=np.uint8,
    )
    images.flags.writeable = False
    return images


def view(word: int, image: NDArray[np.uint8]) -> int:
    """Carry a set of sites to where a symmetry takes it.

    Parameters
    ----------
    word : int
        Bit ``i`` (value ``1 << i``) is site ``i``.
    image : uint8 (n,)
        One row of `permutations`.
    """
    moved = 0
    for site, target in enumerate(image.tolist()):
        moved |= (word >> site & 1) << target
    return moved
