"""Fingertips on the glass: round contacts of a grounded body, each a conductor of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.hand.placement import draw_beside
from emulator.screen.contacts import Contacts, conductor_counts
from emulator.screen.glass import glass
from emulator.screen.response import response_table

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.response import ResponseTable
    from stampcodec import Panel

# Human body model: 100 pF to ground (ANSI/ESDA/JEDEC JS-001).
BODY_PF = 100.0
# Radii of a fingertip's contact that are tabulated, mm.
RADII_MM = np.linspace(1.5, 9.0, 31)


@dataclass(frozen=True)
class Fingertips:
    """How contacts of fingertips are distributed.

    A fingertip is three discs of one radius: the pad, two halves side by side, and the finger
    behind it, which hovers over the glass and is felt faintly::

        ( pad )( pad )        spread_mm to each side
          (finger)            behind_mm towards the hand

    The figures are fitted to the recorded frames of participants 1-3; ``python -m
    emulator.compare`` holds them against the others.

    Attributes
    ----------
    radius_mm, radius_sd_mm : float
        Mean and standard deviation of the discs' radius.
    spread_mm : float
        From the middle of the contact to each half of the pad.
    behind_mm, behind_strength : float
        From the pad to the hovering finger, and its strength over the pad's.
    slant_sd_deg : float
        Spread of the finger's direction about the panel's vertical.
    strength, strength_sd : float
        Median of the pad's strength and its spread, natural logarithm.  Above 1: damp skin
        couples better than the rubber that `Glass.plate_counts` stands for.
    """

    radius_mm: float = 4.44
    radius_sd_mm: float = 1.09
    spread_mm: float = 1.38
    behind_mm: float = 7.5
    behind_strength: float = 0.064
    slant_sd_deg: float = 27.0
    strength: float = 1.25
    strength_sd: float = 0.046

    @property
    def extent_mm(self) -> float:
        """How far a fingertip reaches from its middle beyond its radius."""
        return max(self.spread_mm, self.behind_mm)


def draw_fingertips(
    xy_mm: npt.NDArray[np.float64],
    radius_mm: npt.NDArray[np.float64],
    fingertips: Fingertips,
    rng: np.random.Generator,
) -> Contacts:
    """Draw one fingertip a frame.

    Parameters
    ----------
    xy_mm : ndarray, shape (n, 2)
        Middle of the pads in the panel view, mm.
    radius_mm : ndarray, shape (n,)
        From `draw_radii`; rounded to what `finger_table` holds.
    fingertips : Fingertips
    rng : numpy Generator

    Returns
    -------
    Contacts
        Three discs a frame.
    """
    slant = np.deg2rad(fingertips.slant_sd_deg * rng.standard_normal(len(xy_mm)))
    behind = np.column_stack([np.sin(slant), np.cos(slant)])
    beside = np.column_stack([np.cos(slant), -np.sin(slant)])
    strength = fingertips.strength * np.exp(
        fingertips.strength_sd * rng.standard_normal(len(xy_mm))
    )
    shares = np.array([0.5, 0.5, fingertips.behind_strength])
    step_mm = RADII_MM[1] - RADII_MM[0]
    size = np.clip(np.rint((radius_mm - RADII_MM[0]) / step_mm), 0, len(RADII_MM) - 1)
    places = [
        xy_mm - fingertips.spread_mm * beside,
        xy_mm + fingertips.spread_mm * beside,
        xy_mm + fingertips.behind_mm * behind,
    ]
    return Contacts(
        np.stack(places, axis=1).astype(np.float32),
        (strength[:, None] * shares).astype(np.float32),
        np.repeat(size[:, None], len(places), axis=1).astype(np.intp),
    )


def draw_radii(n: int, fingertips: Fingertips, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw contact radii of `n` fingertips, mm, within what is tabulated."""
    radius = fingertips.radius_mm + fingertips.radius_sd_mm * rng.standard_normal(n)
    result: npt.NDArray[np.float64] = np.clip(radius, RADII_MM[0], RADII_MM[-1])
    return result


def finger_table(sigma_mm: float) -> ResponseTable:
    """Tabulate the response of the discs of `draw_fingertips`."""
    return response_table(tuple((2 * RADII_MM).tolist()), sigma_mm)


def finger_counts(
    xy_mm: npt.NDArray[np.float64],
    radius_mm: npt.NDArray[np.float64],
    panel: Panel,
    fingertips: Fingertips,
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:
    """Compute the delta of one fingertip a frame, before crosstalk: (n, rows, columns)."""
    surface = glass(panel)
    contacts = draw_fingertips(xy_mm, radius_mm, fingertips, rng)
    return conductor_counts(contacts, finger_table(surface.sigma_mm), BODY_PF, panel, surface)


def draw_fingers(
    panel: Panel,
    n: int,
    rng: np.random.Generator,
    count: int = 1,
    fingertips: Fingertips | None = None,
) -> npt.NDArray[np.float32]:
    """Draw `count` fingertips a frame anywhere on the screen: delta before crosstalk."""
    hand = Fingertips() if fingertips is None else fingertips
    total = np.zeros((n, panel.rows, panel.columns), dtype=np.float32)
    for _ in range(count):
        xy_mm = rng.random((n, 2)) * (panel.width_mm, panel.height_mm)
        total += finger_counts(xy_mm, draw_radii(n, hand, rng), panel, hand, rng)
    return total


def draw_fingers_beside(
    count: int,
    outline_mm: npt.NDArray[np.float64],
    poses: npt.NDArray[np.float64],
    panel: Panel,
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:
    """Draw `count` fingertips a frame, each wholly outside the face, and compute their delta.

    Parameters
    ----------
    count : int
    outline_mm : ndarray, shape (n,)
        Side of the square face.
    poses : ndarray, shape (n, 3)
        Of the face.
    panel : Panel
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        Delta before crosstalk.
    """
    hand = Fingertips()
    total = np.zeros((len(poses), panel.rows, panel.columns), dtype=np.float32)
    for _ in range(count):
        radius_mm = draw_radii(len(poses), hand, rng)
        xy_mm = draw_beside(outline_mm, poses, radius_mm + hand.extent_mm, panel, rng)
        total += finger_counts(xy_mm, radius_mm, panel, hand, rng)
    return total
