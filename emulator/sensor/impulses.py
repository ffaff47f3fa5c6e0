"""Impulse corruption: single nodes that deliver nonsense, as the recorded frames do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Impulses


def corrupt(
    frames: npt.NDArray[np.int16], impulses: Impulses, rng: np.random.Generator
) -> npt.NDArray[np.int16]:
    """Overwrite isolated nodes with wrong values.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    impulses : Impulses
    rng : numpy Generator

    Returns
    -------
    ndarray of int16, shape (n, rows, columns)
        A new array, or `frames` itself where the panel shows no impulses.
    """
    if not impulses.count_shares:
        return frames
    n, rows, columns = frames.shape
    counts = np.searchsorted(np.cumsum(impulses.count_shares)[:-1], rng.random(n), side="right")
    frame = np.repeat(np.arange(n), counts)
    weights = np.array(impulses.row_weights[:rows])
    row = rng.choice(len(weights), size=len(frame), p=weights / weights.sum())
    column = rng.integers(columns, size=len(frame))
    share = np.array(impulses.value_weights)
    kind = rng.choice(len(share), size=len(frame), p=share / share.sum())
    edges = np.array(impulses.edges)
    value = edges[kind] + rng.random(len(frame)) * (edges[kind + 1] - edges[kind])
    result = frames.copy()
    result[frame, row, column] = np.rint(value).astype(np.int16)
    return result
