"""Face, hand and glass in, touch frames out: an emulator that knows dots, never codewords.

Single frames by the thousand, one gesture in time, or a stream of gestures:

>>> from emulator import conditions, presses, record
>>> frames, poses, which = presses(face, panel, 1000, rng, conditions("cg5", face.family))
>>> take = record(face, panel, rng)
>>> from emulator.stream import Stream
>>> stream = Stream([StampAct(face)], panel, seed=1)
"""

from typing import TYPE_CHECKING

from emulator.conditions import NAMES, Conditions
from emulator.glass import Glass
from emulator.motion import Gesture
from emulator.press import Presses, presses
from emulator.take import Take, record, truth

if TYPE_CHECKING:
    # At run time these names are the modules, which can be called (stampcodec/callablemodule.py).
    from emulator.conditions import conditions  # noqa: TC004
    from emulator.glass import glass  # noqa: TC004

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
