"""Capacitive stamps: a merchant ID as rubber dots, read from a touch panel.

>>> import stampcodec as sc
>>> family, panel = sc.family("lattice8"), sc.panel("nexus5")
>>> face = family.encode(4711)
>>> reader = sc.FrameReader(family, panel)
"""

from stampcodec.conversion import as_frames
from stampcodec.errors import FileError, FrameFileError, NewerFormatError, StampFileError
from stampcodec.face import StampFace
from stampcodec.family import Family, families, family
from stampcodec.lattice.reader import FrameReader
from stampcodec.limits import Violation
from stampcodec.panel import Panel, panel, panels
from stampcodec.reading import ContactPose, ContactReading, Outcome, Pose, Reading
from stampcodec.touch.reader import ContactReader
from stampcodec.version import __version__

__all__ = [
    "ContactPose",
    "ContactReader",
    "ContactReading",
    "Family",
    "FileError",
    "FrameFileError",
    "FrameReader",
    "NewerFormatError",
    "Outcome",
    "Panel",
    "Pose",
    "Reading",
    "StampFace",
    "StampFileError",
    "Violation",
    "__version__",
    "as_frames",
    "families",
    "family",
    "panel",
    "panels",
]
