"""The odds of a face at a pose: the tables of ``_core/frame/find/polish.pyx``.

The amplitude of a site, in units of a dot's, is taken for normal: an anchor is a dot, any other
site is one or not. The windows of two sites overlap as on a panel without edges or nodes, so all
that depends on the lattice alone is computed once.

References
----------
docs/reader.md 4.3 derives the odds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.frame.kernel import LAYOUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOISE = 0.3
"""RMS of a node over a dot's peak: where reading gets hard. Where it is easy, any value does."""
ANCHOR_SPREAD = 0.15
"""Deviation of an anchor's amplitude."""
DATA_MEAN, DATA_SPREAD = 0.45, 0.5
"""Of a data site's: slightly less than half of them hold a dot."""
MOST_SHARE = 2.0
"""A window cut by the panel's edge is made up for to this, not beyond."""
BAND = LAYOUT["ODDS_BAND"]
"""Cells before a cell in row order."""
AROUND = LAYOUT["AROUND"]
"""Nodes off the panel."""
TAPS, BEFORE = LAYOUT["TAPS"], LAYOUT["BEFORE"]


@dataclass(frozen=True)
class Odds:
    """The terms of the log odds, in the units of the noise; cells row by row.

    With ``z`` the clipped frame matched to the windows, ``z' = weight * z``, and

        u = own_factor * (z' - mean_overlap - factor applied to the u before),
        odds = sum of u^2 / 2 + mean * z'
    """

    weight: NDArray[np.float32]
    """(n * n,): 1 / noise^2; 0 where the lattice has no site."""
    mean: NDArray[np.float32]
    mean_overlap: NDArray[np.float32]
    own_factor: NDArray[np.float32]
    """Of the Cholesky factor, one over the diagonal."""
    factor: NDArray[np.float32]
    """(n * n, BAND): of the Cholesky factor, the row left of the diagonal, nearest cell last."""
    taps: NDArray[np.float32]
    """(2, TAPS): a dot's window at a node and half-way to the next, from `BEFORE` nodes before."""
    share_x: NDArray[np.float32]
    """(2 * (columns + 2 * AROUND),): what makes up for windows that nodes or edges cut."""
    share_y: NDArray[np.float32]


def make_odds(
    cells: NDArray[np.float64],
    present: NDArray[np.int32],
    is_anchor: NDArray[np.int32],
    sigma: float,
    panel_size: tuple[int, int],
) -> Odds:
    """Work the terms out.

    Parameters
    ----------
    cells : float64 (n * n, 2)
        x, y in nodes from the centre.
    present, is_anchor : int32 (n * n,)
    sigma : float
        Of a dot's response, in nodes.
    panel_size : tuple of int
        Rows, columns.
    """
    n = math.isqrt(len(cells))
    apart = np.linalg.norm(cells[:, None] - cells[None], axis=2)
    overlap = math.pi * sigma**2 * np.exp(-(apart**2) / (4 * sigma**2))
    overlap *= np.outer(present, present)
    mean = present * np.where(is_anchor, 1.0, DATA_MEAN)
    spread = np.where(is_anchor, ANCHOR_SPREAD, DATA_SPREAD)
    lower = np.linalg.cholesky(overlap / NOISE**2 + np.diag(spread**-2.0))
    factor = np.zeros((n * n, BAND))
    for cell in range(n * n):
        before = min(cell, BAND)
        factor[cell, BAND - before :] = lower[cell, cell - before : cell]
    rows, columns = panel_size
    return Odds(
        weight=(present / NOISE**2).astype(np.float32),
        mean=mean.astype(np.float32),
        mean_overlap=(overlap @ mean / NOISE**2).astype(np.float32),
        own_factor=(1.0 / np.diag(lower)).astype(np.float32),
        factor=factor.astype(np.float32),
        taps=_taps(sigma),
        share_x=_shares(sigma, columns),
        share_y=_shares(sigma, rows),
    )


def _taps(sigma: float) -> NDArray[np.float32]:
    """Sample a dot's window at a node, and half-way to the next: (2, TAPS)."""
    offset = np.arange(TAPS) - BEFORE - np.array([[0.0], [0.5]])
    taps = np.exp(-(offset**2) / (2 * sigma**2))
    taps[0, -1] = 0.0  # as far on the left as on the right
    result: NDArray[np.float32] = taps.astype(np.float32)
    return result


def _shares(sigma: float, lines: int) -> NDArray[np.float32]:
    """Compare a window's power to what the panel's lines see of it, at every half node."""
    at = np.arange(2 * (lines + 2 * AROUND)) / 2 - AROUND
    power = np.exp(-((at[:, None] - np.arange(lines)) ** 2) / sigma**2).sum(axis=1)
    full = math.sqrt(math.pi) * sigma
    shares: NDArray[np.float64] = np.sqrt(full / np.maximum(power, full / MOST_SHARE))
    return shares.astype(np.float32)
