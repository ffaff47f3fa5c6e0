"""Sets of touch points that the tests of the reader read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference.touch_points import pressed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    import stampcodec as sc

MERCHANT = 1234
# Five points, all in one place: numbers, but no stamp.
ONE_PLACE = np.zeros((5, 2))


def dots(family: sc.Family, merchant: int = MERCHANT) -> NDArray[np.float64]:
    return np.ascontiguousarray(family.encode(merchant).dots[:, :2])


def any_points(family: sc.Family, n: int, seed: int) -> NDArray[np.float64]:
    """Stamps with some jitter, mirrored ones, strangers, and sets with points missing."""
    random = np.random.default_rng(seed)
    sets = []
    for k in range(n):
        face = dots(family, int(random.integers(family.n_ids)))
        sets.append(
            [
                pressed(face, random, jitter_mm=0.3),
                pressed(face * [-1, 1], random),
                random.uniform(0, 400, (5, 2)),
                np.where(random.random((5, 1)) < 0.5, np.nan, pressed(face, random)),
                np.full((5, 2), [np.nan, np.inf, 1e308, 0.0][k % 4]),
            ][k % 5]
        )
    return np.array(sets)
