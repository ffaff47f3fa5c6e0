"""Fingertips on the glass: round contacts of a grounded body, each a conductor of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.contacts import Contacts, conductor_counts
from emulator.glass import glass
from emulator.placement import draw_beside
from emulator.response import response_table

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.response import ResponseTable
    from stampcodec.panel import Panel

# Human body model: 100 pF to ground (ANSI/ESDA/JEDEC JS-001).
BODY_PF = 100.0
# Radii of a fingertip's contact that are tabulated, mm.
RADII_MM = np.linspace(1.5, 9.0, 31)


@dataclass(frozen=True)
class Fingertips:
    """How contacts of fingertips are distributed.

    Fitted to the recorded frames of participants 1-3, see ``python -m emulator.compare``.

    Attributes
    ----------
    radius_mm, radius_sd_mm : float
        Mean and standard deviation of the contact's radius.
    strength_sd : float
        Spread of the contact's strength, natural logarithm.
    """

    radius_mm: float = 4.7
    radius_sd_mm: float = 1.0
    strength_sd: float = 0.05


def draw_radii(n: int, fingertips: Fingertips, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw contact radii of `n` fingertips, mm, within what is tabulated."""
    radius = fingertips.radius_mm + fingertips.radius_sd_mm * rng.standard_normal(n)
    result: npt.NDArray[np.float64] = np.clip(radius, RADII_MM[0], RADII_MM[-1])
    return result


def finger_contacts(
    xy_mm: npt.NDArray[np.float64],
    radius_mm: npt.NDArray[np.float64],
    strength: npt.NDArray[np.float64],
) -> Contacts:
    """Make one fingertip a frame a contact.

    Parameters
    ----------
    xy_mm : ndarray, shape (n, 2)
        Centres in the panel view, mm.
    radius_mm, strength : ndarray, shape (n,)
        Radius of the contact, mm, rounded to what is tabulated, and share of full contact.
    """
    step_mm = RADII_MM[1] - RADII_MM[0]
    size = np.clip(np.rint((radius_mm - RADII_MM[0]) / step_mm), 0, len(RADII_MM) - 1)
    return Contacts(
        xy_mm[:, None].astype(np.float32),
        strength[:, None].astype(np.float32),
        size[:, None].astype(np.intp),
    )


def finger_table(sigma_mm: float) -> ResponseTable:
    """Tabulate the response of the contacts of `finger_contacts`."""
    return response_table(tuple((2 * RADII_MM).tolist()), sigma_mm)


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
    """
    fingertips, surface = Fingertips(), glass(panel)
    table = finger_table(surface.sigma_mm)
    n = len(poses)
    total = np.zeros((n, panel.rows, panel.columns), dtype=np.float32)
    for _ in range(count):
        radius = draw_radii(n, fingertips, rng)
        strength = np.exp(fingertips.strength_sd * rng.standard_normal(n))
        contacts = finger_contacts(
            draw_beside(outline_mm, poses, radius, panel, rng), radius, strength
        )
        total += conductor_counts(contacts, table, BODY_PF, panel, surface)
    return total
