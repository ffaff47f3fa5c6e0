"""A stamp that is pressed on an emulated phone: the one place here that knows the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator import record
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session
from stampcodec import panel as panel_of
from stampcodec.touch.numbers import USUAL_PX_PER_MM

if TYPE_CHECKING:
    from stampcodec import StampFace
    from stampcodec.touchevent import TouchEvent

PANEL, FRAME_MS = "nexus5", 1000 / 60
# So many contacts any phone reports.
CONTACTS = 5


def pressed(
    face: StampFace, seed: int, px_per_mm: float = USUAL_PX_PER_MM
) -> tuple[TouchEvent, ...]:
    """Press a stamp on an emulated phone: what its page is told.

    Parameters
    ----------
    face : StampFace
    seed : int
        Of the hand; no two of them press alike.
    px_per_mm : float
        CSS pixels a millimetre of the phone's screen.

    Returns
    -------
    tuple of TouchEvent
    """
    panel = panel_of(PANEL)
    scanned = session([record(face, panel, np.random.default_rng(seed), frame_ms=FRAME_MS)])
    reports = drive(scanned.frames, scanned.time_ms, panel, firmware(panel, CONTACTS))
    return tuple(touch_events(reports, Screen(px_per_mm)))
