"""The firmware's settings, as one value with the source of each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stampcodec.argument import whole

if TYPE_CHECKING:
    from stampcodec import Panel

# Half of what a light finger gives: Microchip's guides for sensor tuning ask for 50 to 60 % of a
# light touch's delta. Light is the weakest of twenty: 141 counts of the recorded Nexus 5 fingers,
# 0.71 of `finger_counts` (5 % of 4,244 single fingers,
# `emulator.recorded.recording.single_fingers`).
TOUCH_SHARE = 0.35
# Goodix GT911, registers Screen_Touch_Level 0x50 and Screen_Leave_Level 0x3C.
RELEASE_SHARE = 0.75
# Goodix GT911, register Shake_Count, two for a press. As many for a release: with one, a single
# corrupt node of a Nexus 5 frame would end a touch.
PRESS_FRAMES, RELEASE_FRAMES = 2, 2
# Apple's devices, five on a phone and eleven on a tablet: one touch more cancels all.
# https://github.com/hrydgard/ppsspp/pull/14186, https://github.com/Scirra/Construct-bugs/issues/4070
CANCELLING = (5, 11)
MOST_CONTACTS = 100


@dataclass(frozen=True)
class Firmware:
    """What a driver is set to. Make one with `firmware`.

    Attributes
    ----------
    touch_counts, release_counts : float
        A touch begins with a peak of the one and lasts while there is a peak of the other.
    separation_mm : float
        Two peaks nearer than this are one touch.
    press_frames, release_frames : int
        A touch is believed once it was there in so many frames in a row, and given up once it was
        missing in so many.
    most_contacts : int
        Contacts that the device reports at once.
    cancels : bool
        One contact more cancels all, and nothing is reported until the glass is clear. Otherwise
        contacts beyond the most are not reported.
    """

    touch_counts: float
    release_counts: float
    separation_mm: float
    press_frames: int = PRESS_FRAMES
    release_frames: int = RELEASE_FRAMES
    most_contacts: int = 10
    cancels: bool = False


def firmware(
    panel: Panel, most_contacts: int | None = None, *, cancels: bool | None = None
) -> Firmware:
    """Set a driver up for a panel.

    Parameters
    ----------
    panel : Panel
    most_contacts : int, optional
        5 for an iPhone, 11 for an iPad, 10 or 16 for others; the panel's own when not given.
    cancels : bool, optional
        Whether one contact more cancels all; as Apple's devices do when not given.

    Raises
    ------
    TypeError, ValueError
        `most_contacts` is no whole number from 1 to 100.
    """
    given = panel.max_contacts if most_contacts is None else most_contacts
    most = whole("most_contacts", given, 1, MOST_CONTACTS)
    touch = TOUCH_SHARE * panel.finger_counts
    return Firmware(
        touch_counts=touch,
        release_counts=RELEASE_SHARE * touch,
        separation_mm=panel.touch_separation_mm,
        most_contacts=most,
        cancels=most in CANCELLING if cancels is None else cancels,
    )
