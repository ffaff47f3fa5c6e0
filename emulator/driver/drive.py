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

    from emulator.driver.firmware import Firmware
    from emulator.driver.report import Report
    from stampcodec.panel import Panel

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
    tracks, admitted, reports = Tracks(), Admitted(), []
    for i, now in enumerate(times.tolist()):
        part = slice(first[i], first[i + 1])
        seen = _united(
            found.xy_mm[part], found.radius_mm[part], found.counts[part], panel, firmware
        )
        begins = [
            (contact.strength or 0.0) * panel.finger_counts >= firmware.touch_counts
            for contact in seen
        ]
        since_ms = now - times[i - 1] if i else 0.0
        tracks = tracked(tracks, seen, begins, reach_mm(since_ms, panel.pitch_mm), firmware)
        report, admitted = limited(admitted, now, tracks.reported, firmware)
        reports.append(report)
    return reports


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
