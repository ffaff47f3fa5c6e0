"""A palm on the glass: one large, uneven contact of the grounded body."""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from emulator.screen.contacts import Contacts, conductor_counts
from emulator.screen.glass import glass
from emulator.screen.response import response_table
from emulator.surroundings.fingers import BODY_PF

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.response import ResponseTable
    from stampcodec import Panel

# The heel of a hand is made of discs on a grid; at this spacing they cover the area just once.
DISC_MM = 12.0
SPACING_MM = sqrt(pi) * DISC_MM / 2
# Discs along and across the heel of a hand: about 53 x 21 mm, cut to an oval.
ALONG, ACROSS = 5, 2


def draw_palm(panel: Panel, n: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Draw one palm a frame that rests on the edge of the screen: delta before crosstalk.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    surface = glass(panel)
    contacts = draw_palm_contacts(panel, n, rng)
    return conductor_counts(contacts, palm_table(surface.sigma_mm), BODY_PF, panel, surface)


def draw_palm_contacts(
    panel: Panel,
    n: int,
    rng: np.random.Generator,
    middle_mm: npt.NDArray[np.float64] | None = None,
) -> Contacts:
    """Draw the discs of one palm a frame.

    Parameters
    ----------
    panel : Panel
    n : int
    rng : numpy Generator
    middle_mm : ndarray, shape (n, 2), optional
        Middle of each palm; drawn on the edge of the screen if not given.
    """
    grid_u, grid_v = np.meshgrid(np.arange(ALONG), np.arange(ACROSS))
    cell = np.column_stack([grid_u.ravel() - (ALONG - 1) / 2, grid_v.ravel() - (ACROSS - 1) / 2])
    k = len(cell)
    uv_mm = (cell + rng.uniform(-0.15, 0.15, (n, k, 2))) * SPACING_MM
    # The rim of the palm bears less than its middle, and no disc as much as another.
    rim = np.hypot(cell[:, 0] / (ALONG / 2), cell[:, 1] / ACROSS)
    strength = (1.0 - 0.6 * rim) * rng.uniform(0.7, 1.1, (n, k))
    if middle_mm is None:
        middle_mm = _draw_middles_mm(panel, n, rng)
    angle = rng.random((n, 1)) * 2 * pi
    cos, sin = np.cos(angle), np.sin(angle)
    xy_mm = np.stack(
        [
            middle_mm[:, 0, None] + uv_mm[..., 0] * cos - uv_mm[..., 1] * sin,
            middle_mm[:, 1, None] + uv_mm[..., 0] * sin + uv_mm[..., 1] * cos,
        ],
        axis=2,
    )
    return Contacts(
        xy_mm.astype(np.float32), strength.astype(np.float32), np.zeros((n, k), dtype=np.intp)
    )


def palm_table(sigma_mm: float) -> ResponseTable:
    """Tabulate the response of the discs of `draw_palm_contacts`."""
    return response_table((DISC_MM,), sigma_mm)


def _draw_middles_mm(panel: Panel, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    side = rng.integers(4, size=n)
    place = rng.random((n, 2))
    place[side < 2, 0] = side[side < 2]
    place[side >= 2, 1] = side[side >= 2] - 2
    middle_mm: npt.NDArray[np.float64] = place * (panel.width_mm, panel.height_mm)
    return middle_mm
