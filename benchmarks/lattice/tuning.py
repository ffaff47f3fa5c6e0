"""Thresholds of the frame reader that can be set, in kernels built with ``STAMPCODEC_TUNABLE=1``.

In such a build each compiled module of the reader has its own copy of every threshold, a variable
that the dynamic linker knows by its name. In every other build they are constants.
"""

from __future__ import annotations

import re
from ctypes import CDLL, c_float, c_int
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import NamedTuple

import stampcodec._core.frame as reader_room
from stampcodec._core.frame import kernel
from stampcodec.errors import FileError

ROOM = Path(reader_room.__file__).parent
TUNED = re.compile(r"STAMP_(TUNED|COUNT)\((\w+), (-?[\d.]+)\)")
FIFTH = 0.2


class Threshold(NamedTuple):
    """A number of the table: a real one, or a count."""

    name: str
    value: float
    is_count: bool

    def moved(self) -> tuple[float, float]:
        """Lower and raise it by a fifth; a count by at least one."""
        step = self.value * FIFTH
        if self.is_count:
            step = max(1.0, float(round(step)))
        return self.value - step, self.value + step


class Setting(NamedTuple):
    """A threshold set to another value."""

    name: str
    value: float


def thresholds() -> dict[str, Threshold]:
    """Read the table, in its order."""
    table = (ROOM / "thresholds.pxd").read_text(encoding="utf-8")
    return {
        name: Threshold(name, float(value), kind == "COUNT")
        for kind, name, value in TUNED.findall(table)
    }


def suffix() -> str:
    """Return the ending of compiled modules of this Python."""
    return EXTENSION_SUFFIXES[0]


class Tuning:
    """The thresholds of the kernels in this process.

    Raises
    ------
    FileError
        The kernels have constants instead.
    """

    def __init__(self) -> None:
        if not kernel.IS_TUNABLE:
            raise FileError(
                kernel.__file__,
                "",
                "expected kernels built with STAMPCODEC_TUNABLE=1: make thresholds",
            )
        self._known = thresholds()
        loaded = [CDLL(str(path)) for path in sorted(ROOM.rglob(f"*{suffix()}"))]
        one = next(iter(self._known))
        self._modules = [module for module in loaded if hasattr(module, one)]

    def set(self, name: str, value: float) -> None:
        """Set a threshold in every module that includes the table."""
        for module in self._modules:
            if self._known[name].is_count:
                c_int.in_dll(module, name).value = int(value)
            else:
                c_float.in_dll(module, name).value = value

    def reset(self, name: str) -> None:
        """Set a threshold to what the table says."""
        self.set(name, self._known[name].value)
