"""Frames in time: what a panel delivers while hands press, brush and play, and the truth of it.

>>> from emulator.stream import Stream
>>> from emulator.device import StampAct
>>> stream = Stream([StampAct(face)], panel, seed=1, rate_hz=120.0)
>>> for time_s, frame in stream: ...
>>> stream.presences                       # which stamp was on the glass, from when to when
>>> play = Stream(finger_play(panel, seed=1), panel, seed=1)      # hours without any stamp
"""

from emulator.stream.play import finger_play
from emulator.stream.presence import Presence
from emulator.stream.stream import Stream, StreamFrame

__all__ = ["Presence", "Stream", "StreamFrame", "finger_play"]
