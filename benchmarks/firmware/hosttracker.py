"""The tracker in C, compiled for this machine, and called from Python."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.firmware.host import compiled

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MOST_EVENTS = 4
FLAGS = ("kind", "has_place", "has_velocity", "gesture")
COUNTS = ("merchant_id", "n_frames")
TIMES = ("time_us", "first_us", "last_us")
PLACES = ("x_mm", "y_mm", "angle_deg", "vx_mm_s", "vy_mm_s", "margin")


class TrackerEvent(NamedTuple):
    """A struct stamp_event."""

    kind: int
    has_place: int
    has_velocity: int
    gesture: int
    merchant_id: int
    n_frames: int
    time_us: int
    first_us: int
    last_us: int
    x_mm: float
    y_mm: float
    angle_deg: float
    vx_mm_s: float
    vy_mm_s: float
    margin: float


class _Event(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_uint8) for name in FLAGS),
        *((name, ctypes.c_uint32) for name in COUNTS),
        *((name, ctypes.c_uint64) for name in TIMES),
        *((name, ctypes.c_float) for name in PLACES),
    ]


class TrackerCore:
    """A tracker made of C.

    Parameters
    ----------
    folder : Path
        What ``stampcodec firmware`` wrote; the library is put beside it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = compiled(folder, "stamp_tracker")
        self._calls = calls = ctypes.CDLL(str(self.path))
        calls.stamp_tracker_bytes.restype = ctypes.c_size_t
        calls.stamp_tracker_init.restype = ctypes.c_void_p
        calls.stamp_tracker_init.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        calls.stamp_tracker_push.argtypes = [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_uint64,
            ctypes.c_void_p,
        ]
        calls.stamp_tracker_finish.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self.n_bytes: int = calls.stamp_tracker_bytes()
        self._memory = ctypes.create_string_buffer(self.n_bytes + 16)
        self.start = -(-ctypes.addressof(self._memory) // 16) * 16
        self._events = (_Event * MOST_EVENTS)()
        self._tracker = self.init(self.start, self.n_bytes)

    def init(self, address: int, n_bytes: int) -> int | None:
        """Make a tracker at an address of this process; None where C says NULL."""
        made: int | None = self._calls.stamp_tracker_init(address, n_bytes)
        return made

    def push(self, frame: NDArray[np.int16], time_us: int) -> list[TrackerEvent] | None:
        """Take a frame; None where its time is not after the last."""
        counts = np.ascontiguousarray(frame, np.int16)
        n = self._calls.stamp_tracker_push(self._tracker, counts.ctypes.data, time_us, self._events)
        return None if n < 0 else self._told(n)

    def finish(self) -> list[TrackerEvent]:
        """End the stream."""
        return self._told(self._calls.stamp_tracker_finish(self._tracker, self._events))

    def _told(self, n: int) -> list[TrackerEvent]:
        names = TrackerEvent._fields
        return [TrackerEvent(*(getattr(self._events[k], name) for name in names)) for k in range(n)]
