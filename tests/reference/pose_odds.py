"""The log odds of a face at a pose, by definition: dense matrices, windows laid node by node."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stampcodec.lattice.odds import ANCHOR_SPREAD, DATA_MEAN, DATA_SPREAD, MOST_SHARE, NOISE
from stampcodec.lattice.tables import Tables

Array = npt.NDArray[np.float64]


def log_odds(tables: Tables, image: Array, x: float, y: float, angle: float) -> float:
    """Compute the odds of `_core/frame/find/polish.pyx` in nats, but for a constant.

    Parameters
    ----------
    tables : Tables
    image : ndarray, shape (rows, columns)
        A dot as 1.
    x, y, angle : float
        Nodes, radians.
    """
    sites = tables.cells[tables.present == 1].astype(float)
    anchor = tables.is_anchor[tables.present == 1] == 1
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    at = sites @ turn.T + (x, y)
    across, down = (
        np.exp(-((np.arange(lines)[:, None] - place) ** 2) / (2 * tables.sigma**2))
        for lines, place in ((tables.columns, at[:, 0]), (tables.rows, at[:, 1]))
    )
    full = np.sqrt(np.pi) * tables.sigma
    share = np.sqrt(
        np.prod([full / np.maximum((w**2).sum(0), full / MOST_SHARE) for w in (across, down)], 0)
    )
    matched = share * np.einsum("rs,rc,cs->s", down, image, across) / NOISE**2
    apart = np.linalg.norm(sites[:, None] - sites[None], axis=2)
    overlap = full**2 * np.exp(-(apart**2) / (4 * tables.sigma**2)) / NOISE**2
    mean = np.where(anchor, 1.0, DATA_MEAN)
    spread = np.where(anchor, ANCHOR_SPREAD, DATA_SPREAD)
    off = matched - overlap @ mean
    explained = off @ np.linalg.solve(overlap + np.diag(spread**-2.0), off)
    return float(explained / 2 + mean @ matched)
