"""The driver itself: frames in, reports out, one a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.driver.limit import Admitted, limited
from emulator.driver.merging import merged
from emulator.driver.peaks import find_peaks
from emulator.driver.position import touches
from emulator.driver.report import Contact
from emulator.driver.spike import is_spike
from emulator.driver.tracking import Tracks, reach_mm, tracked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.driver._firmware import Firmware
    from emulator.driver.position import Touches
    from emulator.driver.report import Report
    from stampcodec import Panel

# Firmware has fixed tables: of more peaks only the strongest are looked at. Twice what any device
# reports.
MOST_PEAKS = 32


def drive(
    frames: npt.NDArray[np.int16],
    time_ms: Sequence[float] | npt.NDArray[np.float64],
    panel: Panel,
    firmware: Firmware,
) -> list[Report]:
    """Turn frames into reports.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
        Deltas, touch positive.
    time_ms : sequence of float, n long
        Of each frame, ascending.
    panel : Panel
    firmware : Firmware

    Returns
    -------
    list of Report
        One for each frame; without contacts where nothing touches.

    Raises
    ------
    ValueError
        The frames are not the panel's, or have not one time each.
    """
    if frames.ndim != 3 or frames.shape[1:] != (panel.rows, panel.columns):
        raise ValueError(
            f"frames: shape {frames.shape}, expected (n, {panel.rows}, {panel.columns})"
        )
    times = np.asarray(time_ms, dtype=np.float64)
    if times.shape != (len(frames),) or (np.diff(times) <= 0).any():
        raise ValueError("time_ms: expected one for each frame, ascending")
    peaks = find_peaks(frames, firmware.release_counts)
    found = touches(peaks.only(~is_spike(peaks.patch)), panel)
    first = np.searchsorted(found.frame, np.arange(len(frames) + 1))
    driver = Driver(panel, firmware)
    return [
        driver.follow(found, slice(first[i], first[i + 1]), now)
        for i, now in enumerate(times.tolist())
    ]


class Driver:
    """The driver at work, one frame after the other: what it follows, and what it last reported.

    Parameters
    ----------
    panel : Panel
    firmware : Firmware
    """

    def __init__(self, panel: Panel, firmware: Firmware) -> None:
        self._panel, self._firmware = panel, firmware
        self._tracks, self._admitted = Tracks(), Admitted()
        self._last_ms: float | None = None

    def push(self, frame: npt.NDArray[np.int16], time_ms: float) -> Report:
        """Report the next frame, int16 (rows, columns); times ascend."""
        peaks = find_peaks(frame[None], self._firmware.release_counts)
        found = touches(peaks.only(~is_spike(peaks.patch)), self._panel)
        return self.follow(found, slice(None), time_ms)

    @property
    def is_touched(self) -> bool:
        """Whether the last frame held a touch, believed or not."""
        return any(track.missing == 0 for track in self._tracks.tracks)

    def follow(self, found: Touches, part: slice, time_ms: float) -> Report:
        """Report one frame, whose touches are these of `found`."""
        seen = _united(
            found.xy_mm[part],
            found.radius_mm[part],
            found.counts[part],
            self._panel,
            self._firmware,
        )
        begins = [
            (contact.strength or 0.0) * self._panel.finger_counts >= self._firmware.touch_counts
            for contact in seen
        ]
        since_ms = 0.0 if self._last_ms is None else time_ms - self._last_ms
        reach = reach_mm(since_ms, self._panel.pitch_mm)
        self._tracks = tracked(self._tracks, seen, begins, reach, self._firmware)
        report, self._admitted = limited(
            self._admitted, time_ms, self._tracks.reported, self._firmware
        )
        self._last_ms = time_ms
        return report


def _united(
    xy_mm: npt.NDArray[np.float64],
    radius_mm: npt.NDArray[np.float64],
    counts: npt.NDArray[np.float64],
    panel: Panel,
    firmware: Firmware,
) -> list[Contact]:
    """Merge the touches of one frame: contacts without a name, in the order they were scanned."""
    strongest = np.sort(np.argsort(-counts, kind="stable")[:MOST_PEAKS])
    kept, place = merged(xy_mm[strongest], counts[strongest], firmware.separation_mm)
    return [
        Contact(-1, x, y, radius, strength)
        for (x, y), radius, strength in zip(
            place.tolist(),
            radius_mm[strongest][kept].tolist(),
            (counts[strongest][kept] / panel.finger_counts).tolist(),
            strict=True,
        )
    ]
