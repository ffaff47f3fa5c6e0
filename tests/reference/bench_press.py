"""A press on a panel, the slow and obvious way: every dot is many small charges.

::

    disc of a dot        each point of the disc is blurred by the sensor's Gaussian,
      . . .              separately along rows and columns; the node's count is their sum
     . . . .
      . . .        count[r, c] = sum over points  weight * down[point, r] * across[point, c]

Nothing is taken from ``emulator`` or from the reader: not the shape of a blob, not a table, not a
constant. Lengths in mm, panel view (x to the right, y down), angles clockwise in degrees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec import Panel

RINGS, SPOKES = 4, 12
FINGER_RADIUS_MM = 5.0
INT16 = np.iinfo(np.int16)


@dataclass(frozen=True)
class Spot:
    """Where a face was put: its centre, mm, and its clockwise turn, degrees."""

    x_mm: float
    y_mm: float
    angle_deg: float = 0.0

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Carry points (n, 2) of the face to the panel."""
        cosine = math.cos(math.radians(self.angle_deg))
        sine = math.sin(math.radians(self.angle_deg))
        turn = np.array([[cosine, sine], [-sine, cosine]])
        placed: NDArray[np.float64] = points @ turn + (self.x_mm, self.y_mm)
        return placed


def disc_points(diameter_mm: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread points over a disc: Gauss's places in the squared radius, even turns.

    Returns
    -------
    points : float64 (n, 2)
        x, y from the centre of the disc.
    weights : float64 (n,)
        Square millimetres that each stands for; together the disc's area.
    """
    places, shares = np.polynomial.legendre.leggauss(RINGS)
    radius = diameter_mm / 2 * np.sqrt((places + 1) / 2)
    ring, spoke = np.divmod(np.arange(RINGS * SPOKES), SPOKES)
    turn = 2 * np.pi * (spoke + ring / RINGS) / SPOKES
    points = radius[ring, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    area = math.pi * diameter_mm**2 / 4
    return points, area * shares[ring] / 2 / SPOKES


def blot(panel: Panel, dots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each node's capacitance that discs on the panel cover.

    Parameters
    ----------
    panel : Panel
        Its size, pitch and kernel are used.
    dots : float64 (n, 3)
        x, y on the panel, diameter; mm.

    Returns
    -------
    float64 (rows, columns)
        1 under a conductor without end.
    """
    share = np.zeros((panel.rows, panel.columns))
    sigma = panel.kernel_sigma_mm
    node_x = (np.arange(panel.columns) + 0.5) * panel.pitch_mm
    node_y = (np.arange(panel.rows) + 0.5) * panel.pitch_mm
    for diameter in np.unique(dots[:, 2]):
        points, weights = disc_points(float(diameter))
        places = (dots[dots[:, 2] == diameter, None, :2] + points).reshape(-1, 2)
        across = np.exp(-((node_x - places[:, :1]) ** 2) / (2 * sigma**2))
        down = np.exp(-((node_y - places[:, 1:]) ** 2) / (2 * sigma**2))
        each = np.tile(weights, len(places) // len(weights))
        share += (down.T * each) @ across / (2 * math.pi * sigma**2)
    return share


def full_counts(panel: Panel) -> float:
    """Return the counts of a conductor without end, from those of a finger of 10 mm."""
    return panel.finger_counts / (
        1 - math.exp(-(FINGER_RADIUS_MM**2) / (2 * panel.kernel_sigma_mm**2))
    )


def pressed(
    panel: Panel,
    dots: NDArray[np.float64],
    spot: Spot,
    *,
    gain: float = 1.0,
    ungrounded: float = 0.0,
) -> NDArray[np.float64]:
    """Return the counts of a face without noise.

    Parameters
    ----------
    panel : Panel
    dots : float64 (n, 3)
        x, y on the face, diameter; all of them one conductor.
    spot : Spot
    gain : float
        1 for the response of a grounded finger's conductor.
    ungrounded : float
        0: held by somebody; 1: nobody grounds the conductor but the panel itself. The share of
        every line's charge that comes back through the other lines (star-mesh elimination).

    Returns
    -------
    float64 (rows, columns)
    """
    placed = np.column_stack([spot.place(dots[:, :2]), dots[:, 2]])
    counts = gain * full_counts(panel) * blot(panel, placed)
    to_rows, to_columns, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    if total > 0:
        counts -= ungrounded * np.outer(to_rows, to_columns) / (2 * total)
    return counts


def finger(panel: Panel, x_mm: float, y_mm: float) -> NDArray[np.float64]:
    """Return the counts of a round finger of 10 mm."""
    return full_counts(panel) * blot(panel, np.array([[x_mm, y_mm, 2 * FINGER_RADIUS_MM]]))


def frame_of(
    panel: Panel,
    counts: NDArray[np.float64],
    random: np.random.Generator,
    *,
    noise: float = 1.0,
    impulses: int = 0,
) -> NDArray[np.int16]:
    """Add noise, in units of the panel's own, and wrong cells; saturate and round.

    Returns
    -------
    int16 (rows, columns)
    """
    heard = counts + noise * panel.noise_counts * random.standard_normal(counts.shape)
    wrong = random.choice(counts.size, min(impulses, counts.size), replace=False)
    heard.flat[wrong] = random.uniform(-256, 710, len(wrong))
    return np.rint(heard).clip(INT16.min, panel.saturation_counts).astype(np.int16)


def room_mm(outline_mm: float, angle_deg: float) -> float:
    """Return how far from the edge the centre of a turned square stays to be wholly on screen."""
    angle = math.radians(angle_deg)
    return outline_mm / 2 * (abs(math.cos(angle)) + abs(math.sin(angle)))
