"""Idle noise: white noise of every node, and noise that a whole line or the whole frame shares."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass


def white_noise(
    n: int, shape: tuple[int, int], rms: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw Gaussian noise of `rms` counts, independent at every node: (n, rows, columns)."""
    result = rng.standard_normal((n, *shape), dtype=np.float32)
    result *= np.float32(rms)
    return result


def line_noise(
    n: int,
    shape: tuple[int, int],
    rms: tuple[float, float, float],
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:
    """Draw noise shared by whole rows, whole columns and the whole frame.

    Rows are driven one after the other: what disturbs the supply or the reference while one is
    driven moves that row.  Columns share a sense amplifier.

    Parameters
    ----------
    n : int
        Frames.
    shape : (rows, columns)
    rms : (row, column, frame)
        Counts RMS of the three parts.
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    rows, columns = shape
    parts = [(n, rows, 1), (n, 1, columns), (n, 1, 1)]
    row, column, frame = (
        rng.standard_normal(part, dtype=np.float32) * np.float32(sigma)
        for part, sigma in zip(parts, rms, strict=True)
    )
    result: npt.NDArray[np.float32] = (row + frame) + column
    return result


def idle_noise(
    n: int, shape: tuple[int, int], scale: float, glass: Glass, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw `scale` times the idle noise of a panel, white and lines: (n, rows, columns)."""
    row, column, frame = glass.line_counts
    result = white_noise(n, shape, scale * glass.white_counts, rng)
    result += line_noise(n, shape, (scale * row, scale * column, scale * frame), rng)
    return result


def recorded_noise(
    background: npt.NDArray[np.int16],
    n: int,
    scale: float,
    glass: Glass,
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:
    """Draw frames from recorded idle ones, as noise of `scale` times their power.

    Below 1 the recorded frame is scaled; above 1 emulated noise is added until white and line
    noise are `scale` times what they were, while recorded impulses stay what they are.

    Parameters
    ----------
    background : ndarray of int16, shape (m, rows, columns)
    n : int
    scale : float
    glass : Glass
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    result = background[rng.integers(len(background), size=n)].astype(np.float32)
    if scale < 1:
        result *= np.float32(scale)
    elif scale > 1:
        result += idle_noise(n, background.shape[1:], sqrt(scale * scale - 1), glass, rng)
    return result
