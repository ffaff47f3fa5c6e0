"""One event of the Linux kernel, and the numbers and names of those that touch screens send.

References
----------
include/uapi/linux/input.h and input-event-codes.h: the struct and the numbers.
"""

from __future__ import annotations

from typing import NamedTuple

EV_SYN, EV_KEY, EV_ABS = 0x00, 0x01, 0x03
SYN_REPORT, SYN_MT_REPORT, SYN_DROPPED = 0x00, 0x02, 0x03
BTN_TOUCH = 0x14A
ABS_X, ABS_Y = 0x00, 0x01
ABS_MT_SLOT = 0x2F
ABS_MT_TOUCH_MAJOR = 0x30
ABS_MT_POSITION_X, ABS_MT_POSITION_Y = 0x35, 0x36
PLACE = (ABS_MT_POSITION_X, ABS_MT_POSITION_Y)
ABS_MT_TRACKING_ID = 0x39
ABS_MT_PRESSURE, ABS_MT_DISTANCE = 0x3A, 0x3B
ABS_MT_TOOL_Y = 0x3D
LIFTED = -1
"""The tracking identifier of a slot that holds no contact."""

EVENT_TYPES = {"EV_SYN": EV_SYN, "EV_KEY": EV_KEY, "EV_ABS": EV_ABS}
# Only what decides which contacts are down and where; other events count for nothing.
CODES = {
    EV_SYN: {"SYN_REPORT": SYN_REPORT, "SYN_MT_REPORT": SYN_MT_REPORT, "SYN_DROPPED": SYN_DROPPED},
    EV_KEY: {"BTN_TOUCH": BTN_TOUCH},
    EV_ABS: {
        "ABS_X": ABS_X,
        "ABS_Y": ABS_Y,
        "ABS_MT_SLOT": ABS_MT_SLOT,
        "ABS_MT_TOUCH_MAJOR": ABS_MT_TOUCH_MAJOR,
        "ABS_MT_POSITION_X": ABS_MT_POSITION_X,
        "ABS_MT_POSITION_Y": ABS_MT_POSITION_Y,
        "ABS_MT_TRACKING_ID": ABS_MT_TRACKING_ID,
        "ABS_MT_PRESSURE": ABS_MT_PRESSURE,
        "ABS_MT_DISTANCE": ABS_MT_DISTANCE,
    },
}


class InputEvent(NamedTuple):
    """``struct input_event``."""

    time_us: int
    type: int
    code: int
    value: int
