"""How strongly a node feels a round contact: the contact disc seen through the sensor kernel.

A node does not feel a point but a Gaussian neighbourhood (the fringing field between two
electrodes).  A contact of radius R whose centre lies d away from the node covers this share of it::

    w(d) = integral of N(u; d, sigma^2) over the disc |u| <= R

which is the distribution function of a noncentral chi-square variable with two degrees of freedom,
one minus Marcum's Q_1(d / sigma, R / sigma).  It has a flat top and no tail of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, erf, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# Quadrature nodes across the disc; 1e-12 of the exact value up to R = 20 sigma.
QUADRATURE_NODES = 160
# Beyond R + 4 sigma the response is below Q(4) = 3e-5 of a covered node.
TAIL_SIGMAS = 4.0
# Squared-distance bins of a table: nearest-bin lookup errs below 2e-4 of a covered node.
TABLE_BINS = 1 << 14
# The table is interpolated between so many exact values: an error below 1e-5.
EXACT_VALUES = 1024


def disc_response(
    distance_mm: npt.ArrayLike, radius_mm: float, sigma_mm: float
) -> npt.NDArray[np.float64]:
    """Compute the share of a node's sensitivity that a contact disc covers.

    The integral over the disc is done across chords: along a chord the Gaussian gives an error
    function, which depends on the chord alone, so that the rest is one sum per distance.

    Parameters
    ----------
    distance_mm : array_like, any shape
        From the disc's centre to the node, mm.
    radius_mm, sigma_mm : float
        Radius of the contact and standard deviation of the sensor kernel, mm, positive.

    Returns
    -------
    ndarray, shape of `distance_mm`
        0 (far away) to 1 (the node lies deep inside the contact).

    References
    ----------
    A. H. Nuttall, "Some integrals involving the Q_M function", IEEE Trans. Inf. Theory 21 (1975).
    """
    angle, weight = np.polynomial.legendre.leggauss(QUADRATURE_NODES)
    angle = angle * (np.pi / 2)
    chord_mm = radius_mm * np.sin(angle)  # position of the chord, R sin t: smooth at both ends
    half_mm = radius_mm * np.cos(angle)
    along = np.array([erf(h / (sigma_mm * sqrt(2.0))) for h in half_mm])
    weight = weight * (np.pi / 2) * half_mm * along / (sigma_mm * sqrt(2.0 * np.pi))
    distance = np.asarray(distance_mm, dtype=np.float64)
    across = (distance[..., None] - chord_mm) / sigma_mm
    across *= -0.5 * across
    # Not `@`: its threads wait for each other longer than this takes when the machine is busy.
    result: npt.NDArray[np.float64] = np.einsum("...k,k->...", np.exp(across, out=across), weight)
    return result


@dataclass(frozen=True)
class ResponseTable:
    """The response of a few contact sizes, looked up by squared distance.

    Attributes
    ----------
    values : ndarray, shape (n_sizes, TABLE_BINS), float32
        Response in the middle of each bin of squared distance; the last bin is zero.
    step_mm2 : float
        Width of a bin, mm squared.
    reach_mm : float
        Beyond this distance the response is zero.
    """

    values: npt.NDArray[np.float32]
    step_mm2: float
    reach_mm: float

    def window(self, pitch_mm: float) -> int:
        """Count the nodes along one axis that a contact can reach."""
        return ceil(2.0 * self.reach_mm / pitch_mm)


@lru_cache(maxsize=64)
def response_table(diameters_mm: tuple[float, ...], sigma_mm: float) -> ResponseTable:
    """Tabulate the response of contacts of these diameters, mm, under one sensor kernel."""
    reach_mm = max(diameters_mm) / 2 + TAIL_SIGMAS * sigma_mm
    step_mm2 = reach_mm * reach_mm / (TABLE_BINS - 1)
    exact_mm = np.linspace(0.0, reach_mm * 1.01, EXACT_VALUES)
    middle_mm = np.sqrt((np.arange(TABLE_BINS) + 0.5) * step_mm2)
    values = np.empty((len(diameters_mm), TABLE_BINS), dtype=np.float32)
    for row, diameter in zip(values, diameters_mm, strict=True):
        exact = disc_response(exact_mm, diameter / 2, sigma_mm)
        row[:] = np.interp(middle_mm, exact_mm, exact) if diameter > 0 else 0.0
    values[:, -1] = 0.0
    values.setflags(write=False)
    return ResponseTable(values, step_mm2, reach_mm)
