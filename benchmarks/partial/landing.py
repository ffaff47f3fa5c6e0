"""Frames of faces of which only some dots have landed, many thousand a second.

The physics is the emulator's, from the footprint on; only the dots that touch are chosen here::

    merchants -> occupied sites -> landed dots -> footprint -> glass -> sensor -> frames
                 encode_many       random, or     moulding     emulator's own
                                   one side first

Every frame is of another merchant, so that no codeword weighs more than others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emulator import glass
from emulator.hand.placement import draw_poses
from emulator.press import CHUNK, face_counts
from emulator.rubber.footprint import Footprint
from emulator.rubber.moulding import moulded
from emulator.sensor.sensor import conducted, delivered, measured
from emulator.surroundings.surroundings import draw_surroundings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emulator import Conditions
    from stampcodec import Family, Panel

RANDOM, SIDE = "random", "side"
ORDERS = (RANDOM, SIDE)
# A face that lands one side first: its dots come in the order of where they lie along a random
# direction, give or take so much (design, section 7).
SIDE_SPREAD_MM = 6.0


class Landed(NamedTuple):
    """Frames with their truth.

    Attributes
    ----------
    frames : int16 (n, rows, columns)
    poses : float64 (n, 3)
        x_mm, y_mm, angle_deg in the panel view.
    merchants : int64 (n,)
    touching : bool (n, n_sites)
        Sites with a dot that touches the glass.
    dots : int64 (n,)
        Dots of the whole face.
    """

    frames: NDArray[np.int16]
    poses: NDArray[np.float64]
    merchants: NDArray[np.int64]
    touching: NDArray[np.bool_]
    dots: NDArray[np.int64]


def draw_landed(
    occupied: NDArray[np.bool_],
    sites_mm: NDArray[np.float64],
    order: str,
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Draw which dots touch: from one to all but one, each number as likely as another.

    Parameters
    ----------
    occupied : bool (n, n_sites)
        At least two in each row.
    sites_mm : float64 (n_sites, 2)
    order : str
        One of `ORDERS`.
    rng : numpy Generator

    Returns
    -------
    bool (n, n_sites)
    """
    n, n_sites = occupied.shape
    count = rng.integers(1, occupied.sum(axis=1))
    if order == RANDOM:
        score = rng.random((n, n_sites))
    else:
        angle = rng.random(n) * 2 * np.pi
        along = np.stack([np.cos(angle), np.sin(angle)], axis=1) @ sites_mm.T
        score = along + SIDE_SPREAD_MM * rng.standard_normal((n, n_sites))
    score[~occupied] = -np.inf
    rank = np.empty((n, n_sites), np.int64)
    first = np.argsort(-score, axis=1)
    np.put_along_axis(rank, first, np.arange(n_sites)[None], axis=1)
    landed: NDArray[np.bool_] = rank < count[:, None]
    return landed


def press_landed(
    family: Family,
    panel: Panel,
    n: int,
    order: str,
    conditions: Conditions,
    rng: np.random.Generator,
) -> Landed:
    """Press `n` faces of which only some dots have landed.

    Parameters
    ----------
    family : Family
        A lattice family.
    panel : Panel
    n : int
    order : str
        One of `ORDERS`.
    conditions : Conditions
        Amplitude, grounding, noise, impulses and moulding; those that choose dots have no effect.
    rng : numpy Generator
    """
    merchants = rng.integers(family.n_ids, size=n)
    occupied = family.encode_many(merchants).astype(np.bool_)
    touching = draw_landed(occupied, family.sites, order, rng)
    frames, poses = press_touching(family, panel, touching, conditions, rng)
    return Landed(frames, poses, merchants, touching, occupied.sum(axis=1))


def press_touching(
    family: Family,
    panel: Panel,
    touching: NDArray[np.bool_],
    conditions: Conditions,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """Press faces of which just these sites touch, bool (n, n_sites).

    Returns
    -------
    tuple
        Frames, int16 (n, rows, columns), and poses, (n, 3) of x_mm, y_mm, angle_deg.
    """
    n = len(touching)
    outlines_mm = np.full(n, family.outline_mm)
    poses = draw_poses(outlines_mm, panel, rng)
    frames = np.empty((n, panel.rows, panel.columns), np.int16)
    surface = glass(panel)
    for start in range(0, n, CHUNK):
        part = slice(start, min(start + CHUNK, n))
        footprint = _footprint(family, touching[part], conditions, rng)
        others = draw_surroundings(outlines_mm[part], poses[part], conditions, panel, rng)
        counts = face_counts(
            footprint, poses[part], (family.dot_mm,), others, conditions.cg_pf, panel
        )
        counts = conducted(np.float32(conditions.amplitude) * counts, surface)
        counts = measured(counts, surface, rng, conditions)
        frames[part] = delivered(counts, surface, rng, impulses=conditions.impulses)
    return frames, poses


def _footprint(
    family: Family,
    touching: NDArray[np.bool_],
    conditions: Conditions,
    rng: np.random.Generator,
) -> Footprint:
    """Mould the dots that touch; sites that do not are left out, as the emulator does."""
    first = np.argsort(~touching, axis=1, kind="stable")[:, : int(touching.sum(axis=1).max())]
    uv_mm = family.sites[first].astype(np.float32)
    if conditions.moulding is not None:
        uv_mm = moulded(uv_mm, conditions.moulding, rng)
    strength = np.take_along_axis(touching, first, axis=1).astype(np.float32)
    return Footprint(uv_mm, strength, np.zeros(first.shape, np.intp))
