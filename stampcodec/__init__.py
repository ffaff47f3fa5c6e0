"""Capacitive stamps: a merchant ID as rubber dots, read from a touch panel.

>>> import stampcodec as sc
>>> face = sc.family("lattice8").encode(4711)
"""

from stampcodec.errors import FileError, FrameFileError, NewerFormatError, StampFileError
from stampcodec.face import StampFace
from stampcodec.family import Family, families, family
from stampcodec.limits import Violation
from stampcodec.panel import Panel, panel, panels

__all__ = [
    "Family",
    "FileError",
    "FrameFileError",
    "NewerFormatError",
    "Panel",
    "StampFace",
    "StampFileError",
    "Violation",
    "families",
    "family",
    "panel",
    "panels",
]
