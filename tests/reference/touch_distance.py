"""The distance of two sets of five dots by trying: every matching at many scales, Kabsch's turn."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Dots = NDArray[np.float64]

ORDERS = list(permutations(range(5)))
# Clause 9.4: both ends, and enough between them to come within a hundredth of the best.
SCALES = np.linspace(0.75, 1.3334, 120)


def left(a: Dots, b: Dots) -> NDArray[np.float64]:
    """Return what the best turn and shift of each of b (n, 5, 2) leaves of a (5, 2)."""
    a, b = a - a.mean(axis=0), b - b.mean(axis=1, keepdims=True)
    u, _, v = np.linalg.svd(b.swapaxes(1, 2) @ a)
    # a turn, never a mirror: Kabsch changes the sign of the weaker direction where it must
    u[:, :, 1] *= np.sign(np.linalg.det(u @ v))[:, None]
    return np.asarray(np.linalg.norm(a - b @ (u @ v), axis=(1, 2)))


def tried_distance(a: Dots, b: Dots, *, but: tuple[int, ...] = ()) -> float:
    """Return the least that any order but one and any of SCALES leaves, whichever is scaled."""
    orders = [list(order) for order in ORDERS if order != but]
    return min(
        float(min(left(a, scale * b[orders]).min(), left(b, scale * a[orders]).min()))
        for scale in SCALES
    )
