"""Hypothesis strategies for presses, gestures and streams: frames that a stamp really makes.

>>> from hypothesis import given
>>> import stampcodec as sc
>>> from emulator.testing import presses
>>> face, panel = sc.family("lattice8h14").encode(4711), sc.panel("nexus5")
>>> @given(presses(face, panel))
... def test_my_reader_names_this_merchant_or_nobody(press):
...     assert my_reader(press.frame) in (4711, None)

A press draws a few whole numbers; the emulator computes the frame from them. An example shrinks to
a perfect press in the middle of the panel: no noise, no faults, no turn. Frames without a stamp,
contacts, packets and files are in `stampcodec.testing`. docs/fuzzing.md is the guide.
"""

from __future__ import annotations

from emulator.testing._conditions import QUIET, conditions
from emulator.testing._gestures import gestures
from emulator.testing._presses import partial_presses, presses
from emulator.testing._streams import streams
from emulator.testing.played import Played
from emulator.testing.pressed import Pressed

__all__ = [
    "QUIET",
    "Played",
    "Pressed",
    "conditions",
    "gestures",
    "partial_presses",
    "presses",
    "streams",
]
