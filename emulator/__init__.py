"""Face, hand and glass in, touch frames out: an emulator that knows dots, never codewords.

Single frames by the thousand, one gesture in time, or a stream of gestures:

>>> from emulator import conditions, presses, record
>>> frames, poses, which = presses(face, panel, 1000, rng, conditions("cg5", face.family))
>>> take = record(face, panel, rng)
>>> from emulator.stream import Stream
>>> stream = Stream([StampAct(face)], panel, seed=1)
"""

from typing import TYPE_CHECKING

from stampcodec.lazypackage import make_lazy

if TYPE_CHECKING:
    from emulator._conditions import NAMES, Conditions, conditions
    from emulator.hand.gesture import Gesture
    from emulator.press import Presses, presses
    from emulator.screen.glass import Glass, glass
    from emulator.sensor.lines import Faults, draw_faults
    from emulator.take import Take, record, truth

__all__ = [
    "NAMES",
    "Conditions",
    "Faults",
    "Gesture",
    "Glass",
    "Presses",
    "Take",
    "conditions",
    "draw_faults",
    "glass",
    "presses",
    "record",
    "truth",
]

# The module that each name comes from (stampcodec/lazypackage.py).
_HOMES = {
    "NAMES": "_conditions",
    "Conditions": "_conditions",
    "Faults": "sensor.lines",
    "Gesture": "hand.gesture",
    "Glass": "screen.glass",
    "Presses": "press",
    "Take": "take",
    "conditions": "_conditions",
    "draw_faults": "sensor.lines",
    "glass": "screen.glass",
    "presses": "press",
    "record": "take",
    "truth": "take",
}

make_lazy(__name__)
