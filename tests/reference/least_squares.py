"""Amplitudes and pose of a face by dense linear algebra: full matrices, every node of the panel.

The reader works on windows of a few nodes, a band of neighbours and one fused step; here each site
is a picture of the whole panel, and the pose is fitted with numerical derivatives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference.bench_press import Spot, full_counts, pressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from stampcodec import Panel


def gaussian_pictures(
    shape: tuple[int, int], centres: NDArray[np.float64], sigma: float
) -> NDArray[np.float64]:
    """Draw a Gaussian of peak 1 at each centre.

    Parameters
    ----------
    shape : (rows, columns)
    centres : float64 (n, 2)
        x (column), y (row) in nodes.
    sigma : float
        In nodes.

    Returns
    -------
    float64 (rows * columns, n)
    """
    row, column = np.indices(shape).reshape(2, -1, 1)
    squared = (column - centres[:, 0]) ** 2 + (row - centres[:, 1]) ** 2
    return np.exp(-squared / (2 * sigma**2))


def amplitudes(
    pictures: NDArray[np.float64],
    counts: NDArray[np.float64],
    mean: NDArray[np.float64],
    ratio: float,
) -> NDArray[np.float64]:
    """Return the linear minimum-mean-square-error amplitudes of overlapping pictures.

    Parameters
    ----------
    pictures : float64 (nodes, n)
    counts : float64 (nodes,)
    mean : float64 (n,)
        Expected amplitudes.
    ratio : float
        Noise variance over the amplitudes' prior variance.
    """
    n = len(mean)
    # the prior is n more measurements, of each amplitude alone
    stacked = np.concatenate([pictures, np.sqrt(ratio) * np.eye(n)])
    wanted = np.concatenate([counts, np.sqrt(ratio) * mean])
    solution: NDArray[np.float64] = np.linalg.lstsq(stacked, wanted)[0]
    return solution


def fit_spot(
    panel: Panel,
    dots: NDArray[np.float64],
    frame: NDArray[np.float64],
    start: Spot,
    steps: int = 3,
) -> tuple[Spot, float]:
    """Fit place, turn, gain and a common offset of a known face by Gauss-Newton.

    Returns
    -------
    Spot, float
        The pose, and the gain.
    """

    def model(p: NDArray[np.float64]) -> NDArray[np.float64]:
        counts = pressed(panel, dots, Spot(p[0], p[1], p[2]), gain=p[3])
        lifted: NDArray[np.float64] = counts.ravel() + p[4] * full_counts(panel)
        return lifted

    p = np.array([start.x_mm, start.y_mm, start.angle_deg, 1.0, 0.0])
    for _ in range(steps):
        now = model(p)
        slopes = np.column_stack([slope(model, p, k, now) for k in range(len(p))])
        p = p + np.linalg.lstsq(slopes, frame.ravel() - now)[0]
    return Spot(float(p[0]), float(p[1]), float(p[2])), float(p[3])


def slope(
    model: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    p: NDArray[np.float64],
    k: int,
    at_p: NDArray[np.float64],
    by: float = 1e-4,
) -> NDArray[np.float64]:
    """Return the derivative of a model by its k-th parameter."""
    step = np.zeros_like(p)
    step[k] = by
    by_p: NDArray[np.float64] = (model(p + step) - at_p) / by
    return by_p
