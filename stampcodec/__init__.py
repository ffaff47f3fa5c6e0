"""Capacitive stamps: a merchant ID as rubber dots, read from a touch panel.

>>> import stampcodec as sc
>>> family, panel = sc.family("lattice8h14"), sc.panel("nexus5")
>>> face = family.encode(4711)
>>> reader = sc.FrameReader(family, panel)

``docs/python.md`` lists every name by use. A name is loaded when it is first used: importing this
package loads neither numpy nor the kernels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.lazypackage import make_lazy
from stampcodec.version import __version__

if TYPE_CHECKING:
    from stampcodec._family import Family, families, family
    from stampcodec._panel import Panel, panel, panels
    from stampcodec.contactevent import ContactEvent
    from stampcodec.contactfile import Contacts
    from stampcodec.contactfile import read as read_contacts
    from stampcodec.contactfile import write as write_contacts
    from stampcodec.conversion import as_frames
    from stampcodec.diagnosis import Diagnosis, diagnose
    from stampcodec.errors import (
        ContactFileError,
        DescriptionError,
        FileError,
        FrameFileError,
        NewerFormatError,
        NotReadError,
        PortClosedError,
        PortError,
        StampFileError,
        UnfitWarning,
    )
    from stampcodec.face import StampFace
    from stampcodec.frames import Wiring, read_frames, write_frames
    from stampcodec.lattice.reader import FrameReader
    from stampcodec.lattice.tracker import StampTracker
    from stampcodec.limits import Violation
    from stampcodec.outcome import Outcome
    from stampcodec.reading import ContactPose, ContactReading, Pose, Reading
    from stampcodec.sight import FrameSight, PressSight
    from stampcodec.source.opening import open_source
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import ContactSource, FrameSource
    from stampcodec.stream.losses import Losses
    from stampcodec.stream.timed import TimedContacts, TimedFrame
    from stampcodec.touch.reader import ContactReader
    from stampcodec.touch.tracker import ContactTracker
    from stampcodec.touchevent import Touch, TouchEvent
    from stampcodec.touchpress import Press, find_presses, read_press

__all__ = [
    "ContactEvent",
    "ContactFileError",
    "ContactPose",
    "ContactReader",
    "ContactReading",
    "ContactSource",
    "ContactTracker",
    "Contacts",
    "DescriptionError",
    "Diagnosis",
    "Family",
    "FileError",
    "FrameFileError",
    "FrameReader",
    "FrameSight",
    "FrameSource",
    "Losses",
    "NewerFormatError",
    "NotReadError",
    "Outcome",
    "Panel",
    "PortClosedError",
    "PortError",
    "Pose",
    "Press",
    "PressSight",
    "Reading",
    "StampEvent",
    "StampFace",
    "StampFileError",
    "StampTracker",
    "TimedContacts",
    "TimedFrame",
    "Touch",
    "TouchEvent",
    "UnfitWarning",
    "Violation",
    "Wiring",
    "__version__",
    "as_frames",
    "diagnose",
    "families",
    "family",
    "find_presses",
    "open_source",
    "panel",
    "panels",
    "read_contacts",
    "read_frames",
    "read_press",
    "write_contacts",
    "write_frames",
]

# The module that each name comes from, and its name there if that is another (lazypackage.py).
_HOMES = {
    "ContactFileError": "errors",
    "ContactPose": "reading",
    "ContactEvent": "contactevent",
    "ContactReader": "touch.reader",
    "ContactTracker": "touch.tracker",
    "ContactReading": "reading",
    "ContactSource": "stream.framesource",
    "Contacts": "contactfile",
    "DescriptionError": "errors",
    "Diagnosis": "diagnosis",
    "Family": "_family",
    "FileError": "errors",
    "FrameFileError": "errors",
    "FrameReader": "lattice.reader",
    "FrameSight": "sight",
    "FrameSource": "stream.framesource",
    "Losses": "stream.losses",
    "NewerFormatError": "errors",
    "NotReadError": "errors",
    "Outcome": "outcome",
    "Panel": "_panel",
    "PortClosedError": "errors",
    "PortError": "errors",
    "Pose": "reading",
    "Press": "touchpress",
    "PressSight": "sight",
    "Reading": "reading",
    "StampEvent": "stampevent",
    "StampFace": "face",
    "StampFileError": "errors",
    "StampTracker": "lattice.tracker",
    "TimedContacts": "stream.timed",
    "TimedFrame": "stream.timed",
    "Touch": "touchevent",
    "TouchEvent": "touchevent",
    "UnfitWarning": "errors",
    "Violation": "limits",
    "Wiring": "frames",
    "as_frames": "conversion",
    "diagnose": "diagnosis",
    "families": "_family",
    "family": "_family",
    "find_presses": "touchpress",
    "open_source": "source.opening",
    "panel": "_panel",
    "panels": "_panel",
    "read_contacts": "contactfile:read",
    "read_frames": "frames",
    "read_press": "touchpress",
    "write_contacts": "contactfile:write",
    "write_frames": "frames",
}

make_lazy(__name__)
