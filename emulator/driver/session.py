"""A session: gestures one after the other on one clock, as a device that runs on scans them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.take import Take

# Between two gestures nobody touches the glass.
PAUSE_MS = 1000.0
# Scans of an idle panel after each gesture: enough for any driver to see the last lift.
IDLE_FRAMES = 4


class Session(NamedTuple):
    """Frames of some gestures.

    Attributes
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    time_ms : ndarray, shape (n,)
        Ascending, from 0.
    starts_ms : ndarray, shape (number of takes,)
        Add this to the times of a take.
    """

    frames: npt.NDArray[np.int16]
    time_ms: npt.NDArray[np.float64]
    starts_ms: npt.NDArray[np.float64]


def session(takes: Sequence[Take]) -> Session:
    """Lay takes one after the other, each followed by a pause.

    Raises
    ------
    ValueError
        There is none.
    """
    if not takes:
        raise ValueError("takes: expected at least one")
    frames, times, starts, begin = [], [], [], 0.0
    for take in takes:
        time = take.motion.time_ms
        period = float(np.diff(time).mean()) if len(time) > 1 else 1.0
        after = time[-1] + period * np.arange(1, IDLE_FRAMES + 1)
        starts.append(begin - time[0])
        times.append(np.concatenate([time, after]) + starts[-1])
        idle = np.zeros((IDLE_FRAMES, *take.frames.shape[1:]), dtype=np.int16)
        frames += [take.frames, idle]
        begin = times[-1][-1] + PAUSE_MS
    return Session(np.concatenate(frames), np.concatenate(times), np.array(starts))
