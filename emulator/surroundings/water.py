"""Water on the screen: a film broken into drops, each a conductor without ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.screen.contacts import Contacts, conductor_counts
from emulator.screen.glass import glass
from emulator.screen.response import response_table

if TYPE_CHECKING:
    import numpy.typing as npt

    from stampcodec import Panel

# Sizes of the drops that a film on glass breaks into, mm across.
DROP_MM = (2.0, 3.0, 4.0, 6.0, 8.0)
# A thin film of tap water conducts worse than rubber and lets part of the field through.
WATER_STRENGTH = 0.6


@dataclass(frozen=True)
class Drops:
    """Drops of water on the screen.

    Attributes
    ----------
    xy_mm : ndarray, shape (n, k, 2)
        Middle of each drop in the panel view, mm.
    size : ndarray of int, shape (n, k)
        Index into `DROP_MM`.
    """

    xy_mm: npt.NDArray[np.float64]
    size: npt.NDArray[np.intp]


def draw_drops(panel: Panel, n: int, count: int, rng: np.random.Generator) -> Drops:
    """Scatter `count` drops a frame over the screen."""
    xy_mm = rng.random((n, count, 2)) * (panel.width_mm, panel.height_mm)
    return Drops(xy_mm, rng.integers(len(DROP_MM), size=(n, count)))


def meets_face(
    drops: Drops, poses: npt.NDArray[np.float64], outline_mm: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Tell which drops lie under the face, (n, k): they join its conductor."""
    shift = drops.xy_mm - poses[:, None, :2]
    angle = np.deg2rad(poses[:, 2, None])
    u = shift[..., 0] * np.cos(angle) + shift[..., 1] * np.sin(angle)
    v = shift[..., 1] * np.cos(angle) - shift[..., 0] * np.sin(angle)
    result: npt.NDArray[np.bool_] = np.maximum(np.abs(u), np.abs(v)) < outline_mm[:, None] / 2
    return result


def loose_drop_counts(
    drops: Drops, loose: npt.NDArray[np.bool_], panel: Panel
) -> npt.NDArray[np.float32]:
    """Compute the delta of drops that nothing touches, before crosstalk: (n, rows, columns).

    A drop has no ground, so it gives back what it takes: a weak blob in a shallow pit.
    """
    surface = glass(panel)
    table = response_table(DROP_MM, surface.sigma_mm)
    n, count = drops.size.shape
    total = np.zeros((n, panel.rows, panel.columns), dtype=np.float32)
    for drop in range(count):
        one = slice(drop, drop + 1)
        contact = Contacts(
            drops.xy_mm[:, one].astype(np.float32),
            (WATER_STRENGTH * loose[:, one]).astype(np.float32),
            drops.size[:, one],
        )
        total += conductor_counts(contact, table, 0.0, panel, surface)
    return total
