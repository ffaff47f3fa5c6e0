"""Touch events of an emulated stamp, as `stampcodec emulate --events` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from emulator import Conditions, Gesture, record
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session

if TYPE_CHECKING:
    from emulator.take import Take
    from stampcodec.touchevent import TouchEvent

PANEL = sc.panel("nexus5")
# Phones of today scan sixty times a second and more.
FRAME_MS = 1000 / 60
# An iPhone's, of which a sixth contact cancels all.
IPHONE = 5
PRESS = Gesture(hold_ms=250.0)


def recorded(
    code: int, seed: int, gesture: Gesture = PRESS, conditions: Conditions | None = None
) -> Take:
    """Press or swipe a touch5 stamp once."""
    face = sc.family("touch5").encode(code)
    rng = np.random.default_rng(seed)
    return record(face, PANEL, rng, gesture, conditions, frame_ms=FRAME_MS)


def events_of(
    take: Take, *, contacts: int = IPHONE, screen: Screen | None = None
) -> list[TouchEvent]:
    """Tell a page of a gesture."""
    scanned = session([take])
    reports = drive(scanned.frames, scanned.time_ms, PANEL, firmware(PANEL, contacts))
    return touch_events(reports, screen or Screen())


def touched(
    code: int,
    seed: int,
    gesture: Gesture = PRESS,
    conditions: Conditions | None = None,
    *,
    contacts: int = IPHONE,
    screen: Screen | None = None,
) -> list[TouchEvent]:
    """Press or swipe a touch5 stamp once: what the page is told."""
    return events_of(recorded(code, seed, gesture, conditions), contacts=contacts, screen=screen)
