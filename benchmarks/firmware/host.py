"""Firmware compiled for this machine, and called from Python."""

from __future__ import annotations

import ctypes
import subprocess
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.firmware.board import BoardReading, Built, bytes_in, said

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WARNED = ("-Wall", "-Wextra", "-Wdouble-promotion", "-Werror")
FLAGS = ("-std=gnu99", "-O2", "-fno-math-errno", *WARNED)


class _Reading(ctypes.Structure):
    _fields_ = [
        ("merchant_id", ctypes.c_uint32),
        ("x_mm", ctypes.c_float),
        ("y_mm", ctypes.c_float),
        ("angle_deg", ctypes.c_float),
        ("margin", ctypes.c_float),
        ("corrected", ctypes.c_uint8),
        ("missing", ctypes.c_uint8),
        ("added", ctypes.c_uint8),
    ]


def compiled(folder: Path, name: str) -> Path:
    """Compile a C file of a folder as a library, and return where it is: beside the folder.

    Raises
    ------
    subprocess.CalledProcessError
        It does not compile without a warning.
    """
    library = folder.parent / f"{folder.name}-{name}.so"
    command = ["cc", *FLAGS, "-shared", "-fPIC", f"{name}.c", "-lm", "-o", str(library)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return library


def called(library: Path) -> frozenset[str]:
    """Return the functions of other libraries that a library calls."""
    lines = [line.split() for line in said("nm", "-u", str(library)).splitlines()]
    return frozenset(name.split("@")[0] for kind, name in lines if kind == "U")


class Core:
    """A reader made of C.

    Parameters
    ----------
    folder : Path
        What ``stampcodec firmware`` wrote; the library is put beside it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = compiled(folder, "stamp_core")
        self._calls = ctypes.CDLL(str(self.path))
        self._calls.stamp_bytes.restype = ctypes.c_size_t
        self._calls.stamp_init.restype = ctypes.c_void_p
        self._calls.stamp_init.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        self._calls.stamp_read.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        self.n_bytes: int = self._calls.stamp_bytes()
        self._memory = ctypes.create_string_buffer(self.n_bytes + 16)
        self._start = -(-ctypes.addressof(self._memory) // 16) * 16
        self._reader = self.init(self._start, self.n_bytes)

    def init(self, address: int, n_bytes: int) -> int | None:
        """Make a reader at an address of this process; None where C says NULL."""
        made: int | None = self._calls.stamp_init(address, n_bytes)
        return made

    @property
    def start(self) -> int:
        """The address of memory that is large enough and aligned."""
        return self._start

    def read(self, frame: NDArray[np.int16]) -> BoardReading:
        """Read one frame."""
        counts = np.ascontiguousarray(frame, np.int16)
        found = _Reading()
        outcome = self._calls.stamp_read(self._reader, counts.ctypes.data, ctypes.addressof(found))
        values = (getattr(found, field[0]) for field in _Reading._fields_)
        return BoardReading(outcome, *values, 0)  # type: ignore[call-arg]

    def encode(self, merchant_id: int) -> tuple[int, list[int]]:
        """Return the number of dots of a face, and what its sites hold."""
        occupied = (ctypes.c_uint8 * 64)()
        return self._calls.stamp_encode(ctypes.c_uint32(merchant_id), occupied), list(occupied)

    def built(self) -> Built:
        """Measure the library; its stack is not known."""
        sections = said("size", "-A", str(self.path))
        code, tables = bytes_in(sections, ".text"), bytes_in(sections, ".rodata")
        return Built(code, tables, 0, called(self.path))
