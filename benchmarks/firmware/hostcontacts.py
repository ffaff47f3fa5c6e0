"""The reader of contacts, compiled for this machine, and called from Python."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.firmware.host import compiled

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class ContactsRead(NamedTuple):
    """What stamp_contacts_read returns and writes."""

    outcome: int
    merchant_id: int
    x: float
    y: float
    angle_deg: float
    scale: float
    margin: float


class _Reading(ctypes.Structure):
    _fields_ = [
        ("merchant_id", ctypes.c_uint32),
        *((name, ctypes.c_float) for name in ("x", "y", "angle_deg", "scale", "margin")),
    ]


class ContactsCore:
    """A reader made of C.

    Parameters
    ----------
    folder : Path
        What ``stampcodec firmware --family touch5`` wrote; the library is put beside it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = compiled(folder, "stamp_contacts")
        self._calls = ctypes.CDLL(str(self.path))
        self._calls.stamp_contacts_read.argtypes = [ctypes.c_void_p, ctypes.c_void_p]

    def read(self, points: NDArray[np.float64]) -> ContactsRead:
        """Read five points, (5, 2)."""
        given = np.ascontiguousarray(points, np.float32)
        found = _Reading()
        outcome = self._calls.stamp_contacts_read(given.ctypes.data, ctypes.addressof(found))
        return ContactsRead(outcome, *(getattr(found, each[0]) for each in _Reading._fields_))
