"""Where between the nodes a touch is: a parabola through the logarithms of three of them.

A blob is nearly a Gaussian, whose logarithm is a parabola. Along each axis, with l the logarithms
of the peak and its two neighbours::

    curve = 2 l[0] - l[-1] - l[1]          1 / sigma^2, in nodes
    shift = (l[1] - l[-1]) / (2 curve)     of the top, from the peak's node
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.driver.peaks import Peaks
    from stampcodec import Panel

# Less than a count is noise on any panel, and has no logarithm to speak of.
LEAST_COUNTS = 1.0
# A blob wider than this, in nodes, is no touch but a palm or a slope: its curve says nothing.
WIDEST = 4.0
# A fingertip of 9 mm: what a blob at the edge of the screen, half seen, is taken to be.
FINGERTIP_MM = 9.0


class Touches(NamedTuple):
    """Touches of `n` frames, in the order of the peaks.

    Attributes
    ----------
    frame : ndarray of int, shape (m,)
    xy_mm : ndarray, shape (m, 2)
        In the panel view, on the screen.
    radius_mm : ndarray, shape (m,)
        Of the disc that leaves such a blob; 0 where it is no wider than the sensor's kernel.
    counts : ndarray, shape (m,)
        The peak's node: what thresholds look at.
    """

    frame: npt.NDArray[np.intp]
    xy_mm: npt.NDArray[np.float64]
    radius_mm: npt.NDArray[np.float64]
    counts: npt.NDArray[np.float64]


def touches(peaks: Peaks, panel: Panel) -> Touches:
    """Place peaks between the nodes.

    Returns
    -------
    Touches
        One for each peak.

    References
    ----------
    M. Gasvik, "Optical Metrology", 3rd ed. (2002), on sub-pixel peaks by a log-parabola.
    """
    tip = np.hypot(panel.kernel_sigma_mm, FINGERTIP_MM / 4) / panel.pitch_mm
    logarithm = np.log(np.maximum(peaks.patch, LEAST_COUNTS))
    shift_x, variance_x = _top(logarithm[:, 1, :], tip**2)
    shift_y, variance_y = _top(logarithm[:, :, 1], tip**2)
    node = np.column_stack([peaks.column + shift_x, peaks.row + shift_y])
    xy_mm = (node + 0.5) * panel.pitch_mm
    # A disc of radius r under a kernel of width k: variance k^2 + r^2 / 4 on each axis.
    variance_mm2 = (variance_x + variance_y) / 2 * panel.pitch_mm**2
    wider = np.maximum(variance_mm2 - panel.kernel_sigma_mm**2, 0.0)
    return Touches(
        peaks.frame,
        np.clip(xy_mm, 0.0, (panel.width_mm, panel.height_mm)),
        2.0 * np.sqrt(wider),
        peaks.patch[:, 1, 1],
    )


def _top(
    three: npt.NDArray[np.float64], edge_variance: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Find shift and variance of the top, in nodes, from logarithms (m, 3); NaN off the panel."""
    before, middle, after = three.T
    curve = 1.0 / edge_variance
    # At the edge the outer neighbour is what a fingertip would have left there.
    before = np.where(np.isnan(before), 2 * middle - after - curve, before)
    after = np.where(np.isnan(after), 2 * middle - before - curve, after)
    # A panel of a single line has neither.
    before, after = (np.where(np.isnan(side), middle - curve / 2, side) for side in (before, after))
    bend = np.maximum(2 * middle - before - after, 1.0 / WIDEST**2)
    return np.clip((after - before) / (2 * bend), -0.5, 0.5), 1.0 / bend
