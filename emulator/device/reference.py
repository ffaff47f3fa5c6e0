"""The reference: what the firmware takes for the untouched panel, and how it keeps up with it.

::

    delta = measured - reference

    nothing touches, |delta| below the gate     the reference follows within seconds
    nothing touches, far below zero             it follows by a count a second
    that stays so                               the firmware calibrates the panel anew
    something touches, and for a while after    the reference stands still

A stamp that lay on the glass while the panel was calibrated is in the reference. It is not seen
while it lies there; when it is lifted, its imprint is left below zero until the firmware notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.take import GATE_SIGMAS

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.driver import Firmware
    from stampcodec import Panel

# The reference follows by a share of the delta that falls by e in so much time.  An assumption: the
# drift rates of Atmel's QTouch library are of that order, 4 s and 1 s a count (touch_config.h,
# DEF_QT_NEG_DRIFT_RATE 20 and DEF_QT_POS_DRIFT_RATE 5, in units of 200 ms).
FOLLOW_S = 4.0
# The same, away from touch.
AWAY_COUNTS_S = 1.0
# After a touch drift stands still for so long: DEF_QT_DRIFT_HOLD_TIME 20.
HOLD_S = 4.0
# Calibrated anew when a node stays below zero by half of what makes a touch, for so long, scans
# with a touch left out: DEF_QT_RECAL_THRESHOLD RECAL_50, DEF_QT_POS_RECAL_DELAY 3.
RECALIBRATE_SHARE, RECALIBRATE_S = 0.5, 0.6
# The firmware reckons by scans, and so not with time in which there were none.
LONGEST_STEP_S = 0.1
# A calibration is the mean of so many scans.
CALIBRATION_SCANS = 8


@dataclass(frozen=True)
class Limits:
    """What the firmware compares deltas with, counts."""

    gate: float
    far_below: float


def limits(panel: Panel, firmware: Firmware) -> Limits:
    """Derive the limits from the panel's noise and the firmware's threshold."""
    return Limits(
        gate=GATE_SIGMAS * panel.noise_counts,
        far_below=-RECALIBRATE_SHARE * firmware.touch_counts,
    )


class Reference:
    """What the firmware takes for the untouched panel.

    Parameters
    ----------
    shape : (rows, columns)
    limits : Limits
    """

    def __init__(self, shape: tuple[int, int], limits: Limits) -> None:
        self._limits = limits
        self._level = np.zeros(shape, dtype=np.float32)
        self._sum = np.zeros(shape, dtype=np.float32)
        self._scans = 0
        self._below_s = np.zeros(shape, dtype=np.float32)
        self._touched_s = -np.inf
        self._time_s: float | None = None

    @property
    def is_calibrating(self) -> bool:
        """Whether the next scans are averaged instead of delivered."""
        return self._scans < CALIBRATION_SCANS

    def calibrate(self) -> None:
        """Begin a calibration."""
        self._scans = 0
        self._sum[:] = 0.0
        self._below_s[:] = 0.0
        self._touched_s = -np.inf
        self._time_s = None

    def average(self, measured: npt.NDArray[np.float32]) -> None:
        """Take one scan of a calibration."""
        self._sum += measured
        self._scans += 1
        if not self.is_calibrating:
            np.divide(self._sum, CALIBRATION_SCANS, out=self._level)

    def delta(self, measured: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return what a scan shows beyond the reference."""
        return measured - self._level

    def follow(self, delta: npt.NDArray[np.float32], time_s: float, *, touched: bool) -> bool:
        """Let the reference follow one scan.

        Parameters
        ----------
        delta : ndarray, shape (rows, columns)
        time_s : float
            Of the scan, ascending.
        touched : bool
            Something touches the panel.

        Returns
        -------
        bool
            The panel must be calibrated anew: a node is too far below zero for too long.
        """
        since_s = 0.0 if self._time_s is None else min(time_s - self._time_s, LONGEST_STEP_S)
        self._time_s = time_s
        if touched:
            # An imprint is still there after the touch: the time below zero goes on then. Were it
            # to begin anew, presses in quick succession would keep the imprint for ever.
            self._touched_s = time_s
            return False
        below = delta < self._limits.far_below
        self._below_s = np.where(below, self._below_s + np.float32(since_s), np.float32(0.0))
        if self._below_s.max() >= RECALIBRATE_S:
            return True
        if time_s - self._touched_s >= HOLD_S:
            share = np.float32(1.0 - np.exp(-since_s / FOLLOW_S))
            near = np.abs(delta) < self._limits.gate
            away = delta <= -self._limits.gate
            self._level += np.where(near, share * delta, np.float32(0.0))
            self._level -= np.where(away, np.float32(AWAY_COUNTS_S * since_s), np.float32(0.0))
        return False
