"""The shutter: many frames at once, each scanned row by row.

What the device does for one frame (`emulator.device.scan`), done for a block of frames. Between a
few pictures of the glass, spread over the time of a scan, each row is interpolated linearly::

    time of the scan   0        1/3        2/3         1
    pictures           P0        P1         P2        P3
    row of the frame   0 . . . . . . . . . . . . . .  last     row r mixes the two around it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.screen.glass import glass
from emulator.sensor.sensor import conducted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.device.onglass import OnGlass
    from stampcodec.panel import Panel

# Pictures of one scan. At 0.5 m/s a face moves 0.5 mm between two of five, which leaves an error of
# a count; tests hold it against the device's own scan.
PICTURES = 5


def shuttered(
    things: Sequence[OnGlass], start_s: npt.NDArray[np.float64], scan_s: float, panel: Panel
) -> npt.NDArray[np.float32]:
    """Scan what lies on the glass, frame by frame, before noise.

    Parameters
    ----------
    things : sequence of OnGlass
    start_s : ndarray, shape (n,)
        When each scan begins, ascending.
    scan_s : float
        How long a scan takes; 0 for all nodes at once.
    panel : Panel

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    n, rows, columns = len(start_s), panel.rows, panel.columns
    result = np.zeros((n, rows, columns), dtype=np.float32)
    felt = np.zeros(n, dtype=np.bool_)
    for thing in things:
        felt |= (thing.begin_s <= start_s + scan_s) & (thing.end_s >= start_s)
    if not felt.any():
        return result
    pictures = PICTURES if scan_s else 1
    when_s = start_s[felt, None] + scan_s * np.linspace(0.0, 1.0, pictures)
    moments_s = when_s.ravel()
    counts = np.zeros((len(moments_s), rows, columns), dtype=np.float32)
    for thing in things:
        there = (moments_s >= thing.begin_s) & (moments_s <= thing.end_s)
        if there.any():
            counts[there] += thing.counts(moments_s[there])
    whole = conducted(counts, glass(panel)).reshape(-1, pictures, rows, columns)
    if pictures == 1:
        result[felt] = whole[:, 0]
        return result
    at = (np.arange(rows) + 0.5) / rows * (pictures - 1)
    first = np.minimum(at.astype(np.intp), pictures - 2)
    later = (at - first).astype(np.float32)[:, None]
    row = np.arange(rows)
    result[felt] = (1 - later) * whole[:, first, row] + later * whole[:, first + 1, row]
    return result
