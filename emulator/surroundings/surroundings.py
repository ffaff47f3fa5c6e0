"""What else lies on the screen beside the face: fingers, palms, water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.surroundings.fingers import draw_fingers_beside
from emulator.surroundings.palm import draw_palm
from emulator.surroundings.water import (
    WATER_STRENGTH,
    Drops,
    draw_drops,
    loose_drop_counts,
    meets_face,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator._conditions import Conditions
    from stampcodec import Panel


@dataclass(frozen=True)
class Surroundings:
    """What else lies on the screen.

    Attributes
    ----------
    counts : ndarray, shape (n, rows, columns)
        Delta of all conductors but the face.
    drops : Drops or None
        Water; the drops where `joined` is 1 belong to the face's conductor.
    joined : ndarray, shape (n, k), float32
        Strength of each drop as a contact of the face, 0 for a loose one.
    """

    counts: npt.NDArray[np.float32]
    drops: Drops | None
    joined: npt.NDArray[np.float32]


def draw_surroundings(
    outline_mm: npt.NDArray[np.float64],
    poses: npt.NDArray[np.float64],
    conditions: Conditions,
    panel: Panel,
    rng: np.random.Generator,
) -> Surroundings:
    """Draw fingers beside the faces, palms and water for each of `n` presses.

    Parameters
    ----------
    outline_mm : ndarray, shape (n,)
        Side of each face.
    poses : ndarray, shape (n, 3)
    conditions : Conditions
    panel : Panel
    rng : numpy Generator
    """
    n = len(poses)
    counts = draw_fingers_beside(conditions.fingers, outline_mm, poses, panel, rng)
    for _ in range(conditions.palms):
        counts += draw_palm(panel, n, rng)
    if not conditions.water_drops:
        return Surroundings(counts, None, np.zeros((n, 0), dtype=np.float32))
    drops = draw_drops(panel, n, conditions.water_drops, rng)
    met = meets_face(drops, poses, outline_mm)
    counts += loose_drop_counts(drops, ~met, panel)
    return Surroundings(counts, drops, (WATER_STRENGTH * met).astype(np.float32))
