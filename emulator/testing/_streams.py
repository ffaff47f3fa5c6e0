"""Streams: gestures one after the other, as frames with times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from emulator.device.acts import StampAct
from emulator.stream.stream import Stream
from emulator.testing._conditions import QUIET
from emulator.testing._gestures import gestures
from emulator.testing.played import Played

if TYPE_CHECKING:
    from emulator._conditions import Conditions
    from emulator.hand.gesture import Gesture
    from stampcodec import Panel
    from stampcodec.face import StampFace

SEEDS = st.integers(0, 2**32 - 1)
RATES_HZ = (60.0, 120.0)


@st.composite
def streams(
    draw: st.DrawFn,
    face: st.SearchStrategy[StampFace] | StampFace,
    panel: Panel,
    *,
    gesture: st.SearchStrategy[Gesture] | None = None,
    under: st.SearchStrategy[Conditions] | Conditions = QUIET,
    most: int = 2,
) -> Played:
    """Draw a stream: stamps that come and go, one after the other.

    Parameters
    ----------
    face : strategy of StampFace, or StampFace
        Of each stamp.
    panel : Panel
    gesture : strategy of Gesture, optional
        What hands do; `gestures` by default.
    under : strategy of Conditions, or Conditions
        What is wrong with the stamps and the sensor; nothing by default.
    most : int
        The most gestures.

    Returns
    -------
    strategy of Played
        Shrinks to a stream in which nothing happens.
    """
    held = draw(under if isinstance(under, st.SearchStrategy) else st.just(under))
    one = face if isinstance(face, st.SearchStrategy) else st.just(face)
    hand = gestures() if gesture is None else gesture
    acts = [StampAct(draw(one), draw(hand), held) for _ in range(draw(st.integers(0, most)))]
    rate_hz, seed = draw(st.sampled_from(RATES_HZ)), draw(SEEDS)
    stream = Stream(acts, panel, seed, rate_hz=rate_hz, conditions=held)
    try:
        blocks = list(stream.blocks())
    except ValueError:
        # The face has fewer such dots than the conditions take, or leaves no room for a finger.
        assume(False)
        raise
    shape = (0, panel.rows, panel.columns)
    return Played(
        np.concatenate([np.empty(0), *(times_s for times_s, _ in blocks)]),
        np.concatenate([np.empty(shape, np.int16), *(frames for _, frames in blocks)]),
        tuple(acts),
        tuple(stream.presences),
        rate_hz,
        seed,
    )
