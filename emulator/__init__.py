"""Face, hand and glass in, touch frames out: an emulator that knows dots, never codewords.

Single frames by the thousand, or one gesture in time:

>>> from emulator import conditions, presses, record
>>> frames, poses, which = presses(face, panel, 1000, rng, conditions("cg5", face.family))
>>> take = record(face, panel, rng)
"""

from emulator.conditions import NAMES, Conditions, conditions
from emulator.glass import Glass, glass
from emulator.motion import Gesture
from emulator.press import Presses, presses
from emulator.take import Take, record, truth

__all__ = [
    "NAMES",
    "Conditions",
    "Gesture",
    "Glass",
    "Presses",
    "Take",
    "conditions",
    "glass",
    "presses",
    "record",
    "truth",
]
