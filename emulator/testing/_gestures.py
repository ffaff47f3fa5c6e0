"""Gestures: what a hand does with a stamp."""

from __future__ import annotations

from hypothesis import strategies as st

from emulator.hand.gesture import Gesture

# The first of each is the calmest.
HOLD_MS = (500.0, 150.0, 60.0, 1500.0)
SPEEDS_MM_S = (100.0, 200.0, 300.0, 500.0)


@st.composite
def gestures(draw: st.DrawFn, *, kind: str | None = None) -> Gesture:
    """Draw a gesture of a hand.

    Parameters
    ----------
    kind : str, optional
        ``"press"`` or ``"swipe"``; either by default.

    Returns
    -------
    strategy of Gesture
        Shrinks to a press of half a second that comes down flat and rests.
    """
    chosen = draw(st.sampled_from(["press", "swipe"])) if kind is None else kind
    hold_ms = draw(st.sampled_from(HOLD_MS))
    tilt_deg = draw(st.sampled_from([0.0, 1.0, 2.0]))
    speed_mm_s = draw(st.sampled_from(SPEEDS_MM_S)) if chosen == "swipe" else SPEEDS_MM_S[0]
    return Gesture(
        kind=chosen,
        hold_ms=hold_ms,
        tilt_deg=(tilt_deg, tilt_deg),
        bounce_mm=draw(st.sampled_from([0.0, 0.1])),
        twist_deg=draw(st.sampled_from([0.0, 1.0])),
        slip_mm=draw(st.sampled_from([0.0, 0.3])),
        release_ms=draw(st.sampled_from([None, hold_ms / 2])),
        speed_mm_s=(speed_mm_s, speed_mm_s),
        adapt_rate=draw(st.sampled_from([0.0, 0.02, 0.2])),
        sway_mm=draw(st.sampled_from([0.0, 0.3])),
        sway_deg=draw(st.sampled_from([0.0, 1.0])),
        squeeze=draw(st.sampled_from([0.0, 0.3])),
        scatter_ms=draw(st.sampled_from([0.0, 10.0])),
    )
