"""Face, hand and glass in, touch frames out: an emulator that knows dots, never codewords.

>>> from emulator import conditions, presses
>>> frames, poses, which = presses(face, panel, 1000, rng, conditions("cg5", face.family))
"""

from emulator.conditions import NAMES, Conditions, conditions
from emulator.glass import Glass, glass
from emulator.press import Presses, presses

__all__ = ["NAMES", "Conditions", "Glass", "Presses", "conditions", "glass", "presses"]
