"""The designed dots laid over measured ones: turned and shifted, never mirrored or scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A dot this far off its place is none of the design's; dots of any family are 5 mm apart or more.
REACH_MM = 1.2
# Of the design's dots, and of those that were found.
LEAST_SHARE = 0.8
# Long pairs of the design are tried until one is in the picture: two dots may be missing.
PAIRS = 12
STEPS = 4


@dataclass(frozen=True, eq=False)
class Alignment:
    """Measured dots in the coordinates of the drawing.

    Attributes
    ----------
    dots : float64 (m, 3)
        All that were found, moved.
    partners : tuple of (int, int)
        Index in the design, index in `dots`.
    """

    dots: NDArray[np.float64]
    partners: tuple[tuple[int, int], ...]


def align(designed: NDArray[np.float64], found: NDArray[np.float64]) -> Alignment | None:
    """Move what was found onto the design; None where most dots have no partner.

    Parameters
    ----------
    designed, found : float64 (n, 3), float64 (m, 3)
        x, y and diameter, mm.
    """
    if len(found) < 2:
        return None
    start = _start(designed[:, :2], found[:, :2])
    if start is None:
        return None
    moved, partners = start, _partners(designed, start)
    for _ in range(STEPS):
        if len(partners) < 2:
            return None
        mine, theirs = (np.array(index) for index in zip(*partners, strict=True))
        turn, shift = _motion(designed[mine, :2], found[theirs, :2])
        moved = found[:, :2] @ turn.T + shift
        partners = _partners(designed, moved)
    if len(partners) < LEAST_SHARE * max(len(designed), len(found)):
        return None
    return Alignment(np.column_stack([moved, found[:, 2]]), tuple(partners))


def levelled(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre dots that no design fits in the smallest upright square of any turn around them."""
    best, placed = np.inf, found
    for degrees in range(90):
        angle = np.radians(degrees)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turned = found[:, :2] @ turn.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        side = float((high - low).max())
        if side < best:
            best, placed = side, np.column_stack([turned - (low + high) / 2, found[:, 2]])
    return placed


def _start(designed: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Try two far dots of the design on every two that are as far apart; keep the best."""
    apart = np.hypot(*(designed[:, None, :] - designed[None, :, :]).transpose(2, 0, 1))
    theirs = np.hypot(*(found[:, None, :] - found[None, :, :]).transpose(2, 0, 1))
    rows, columns = np.triu_indices(len(designed), 1)
    longest = np.argsort(-apart[rows, columns], kind="stable")[:PAIRS]
    best, placed = 0, None
    for one, other in zip(rows[longest], columns[longest], strict=True):
        for j, k in np.argwhere(np.abs(theirs - apart[one, other]) < REACH_MM / 2):
            if j == k:
                continue
            turn, shift = _motion(designed[[one, other]], found[[j, k]])
            moved = found @ turn.T + shift
            count = len(_partners(designed, moved))
            if count > best:
                best, placed = count, moved
        if best >= LEAST_SHARE * len(designed):
            break
    return placed


def _partners(designed: NDArray[np.float64], moved: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair dots that are each other's nearest and within reach."""
    apart = np.hypot(*(designed[:, None, :2] - moved[None, :, :]).transpose(2, 0, 1))
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    return [
        (mine, int(theirs))
        for mine, theirs in enumerate(nearest)
        if back[theirs] == mine and apart[mine, theirs] <= REACH_MM
    ]


def _motion(
    designed: NDArray[np.float64], found: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return turn and shift from `found` to `designed` with the least squares.

    References
    ----------
    W. Kabsch, "A solution for the best rotation to relate two sets of vectors", Acta
    Crystallographica A32 (1976); in the plane the angle follows from two sums.
    """
    to, at = designed.mean(axis=0), found.mean(axis=0)
    a, b = found - at, designed - to
    angle = np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum())
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn, to - turn @ at
