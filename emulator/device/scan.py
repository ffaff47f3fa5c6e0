r"""A scan: the rows of the panel are measured one after the other, so what moves is sheared.

::

    row 0   ##......
    row 1   .##.....        a dot that moves to the right
    row 2   ..##....        while the panel scans down
    row 3   ...##...

A row of the frame is that row of what the panel would deliver whole at the row's own time: the
contacts, what they retransmit and what they pass on along their lines are all those of that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.limits import MOST_HZ
from emulator.screen.glass import glass
from emulator.sensor.sensor import conducted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.device.onglass import OnGlass
    from stampcodec import Panel

# A scan takes the same time at every rate: nine tenths of the shortest period.
SCAN_S = 0.9 / MOST_HZ


def row_times_s(start_s: float, rows: int) -> npt.NDArray[np.float64]:
    """List the middle of each row's share of a scan that begins at `start_s`, seconds."""
    times: npt.NDArray[np.float64] = start_s + SCAN_S * (np.arange(rows) + 0.5) / rows
    return times


def scanned(
    things: Sequence[OnGlass], times_s: npt.NDArray[np.float64], panel: Panel
) -> npt.NDArray[np.float32]:
    """Measure what lies on the glass, before noise.

    Rows between which nothing moves share one picture of the glass.

    Parameters
    ----------
    things : sequence of OnGlass
    times_s : ndarray, shape (rows,)
        Of each row, ascending.
    panel : Panel

    Returns
    -------
    ndarray, shape (rows, columns), float32
    """
    rows = panel.rows
    first_s, last_s = float(times_s[0]), float(times_s[-1])
    there = [thing for thing in things if thing.begin_s <= last_s and thing.end_s >= first_s]
    if not there:
        return np.zeros((rows, panel.columns), dtype=np.float32)
    pictures = min(rows, max(thing.unrest(first_s, last_s) for thing in there))
    of_row = np.arange(rows) * pictures // rows
    # The middle row of those that share a picture.
    middle = np.array([int(np.flatnonzero(of_row == i).mean()) for i in range(pictures)])
    moments_s = times_s[middle]
    counts = np.zeros((pictures, rows, panel.columns), dtype=np.float32)
    for thing in there:
        present = (moments_s >= thing.begin_s) & (moments_s <= thing.end_s)
        if present.any():
            counts[present] += thing.counts(moments_s[present])
    whole = conducted(counts, glass(panel))
    result: npt.NDArray[np.float32] = whole[of_row, np.arange(rows)]
    return result
