"""Any frames at any times: events that hang together, never a crash, never a stamp of nothing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec.testing import frames, merchant_ids
from tests.property.stages import ODDITIES, PRESETS, clipped
from tests.reference.bench_press import pressed

if TYPE_CHECKING:
    from tests.reference.stage import Stage

# 5 to 500 Hz, and pauses on both sides of the gap that ends a presence.
STEPS = st.sampled_from([0.002, 0.008, 0.017, 0.05, 0.2, 0.999, 1.001, 30.0])


def tracker_on(on: Stage) -> sc.StampTracker:
    with warnings.catch_warnings():
        # odd panels are the point: whatever the limits say, a tracker must stay sound on them
        warnings.simplefilter("ignore", sc.UnfitWarning)
        return sc.StampTracker(on.family, on.panel)


def check(events: list[sc.StampEvent], time_s: float, family: sc.Family) -> None:
    """Whatever is told has to hang together."""
    for event in events:
        assert event.family == family.name
        assert event.first_s <= event.last_s <= event.time_s == time_s
        assert event.n_frames >= 1
        if event.kind == "unread":
            assert (event.merchant_id, event.gesture, event.pose) == (None, None, None)
            continue
        assert event.merchant_id is not None
        assert 0 <= event.merchant_id < family.n_ids
        assert event.gesture in ("press", "swipe")
        assert event.margin is not None
        assert 0 <= event.margin <= 1
        assert event.pose is not None
        assert np.isfinite(event.pose).all()
        assert 0 <= event.pose.angle_deg < 360
        if event.velocity_mm_s is not None:
            assert np.isfinite(event.velocity_mm_s).all()


@settings(max_examples=300)
@given(on=PRESETS | ODDITIES, data=st.data())
def test_frames_that_hold_no_stamp_stamp_nothing(on: Stage, data: st.DataObject) -> None:
    tracker = tracker_on(on)
    time_s = data.draw(st.floats(-1e6, 1e6))
    for _ in range(data.draw(st.integers(1, 12))):
        time_s += data.draw(STEPS)
        frame = data.draw(frames(on.panel))
        for _ in range(data.draw(st.integers(1, 4))):
            time_s += 0.008
            events = tracker.push(frame, time_s)
            check(events, time_s, on.family)
            assert all(event.merchant_id is None for event in events)
    check(tracker.finish(), time_s, on.family)


@settings(max_examples=200)
@given(on=PRESETS, data=st.data())
def test_a_stamp_among_anything_is_told_right_or_not_at_all(on: Stage, data: st.DataObject) -> None:
    merchant = data.draw(merchant_ids(on.family), label="merchant")
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1), label="seed"))
    spot = on.any_spot(random)
    gain = data.draw(st.sampled_from([0.05, 0.2, 1.0, 3.0]), label="gain")
    stamp = pressed(on.panel, on.dots(on.codeword(merchant)), spot, gain=gain)
    tracker = tracker_on(on)
    time_s, kinds = 0.0, []
    for _ in range(data.draw(st.integers(2, 25), label="frames")):
        time_s += data.draw(STEPS)
        there = data.draw(st.booleans(), label="there")
        noise = on.panel.noise_counts * random.standard_normal(stamp.shape)
        events = tracker.push(clipped(stamp * there + noise), time_s)
        check(events, time_s, on.family)
        kinds += [event.kind for event in events]
        assert {event.merchant_id for event in events} <= {merchant, None}
    events = tracker.finish()
    check(events, time_s, on.family)
    kinds += [event.kind for event in events]
    # a presence is stamped once, and lifted once after that
    known = [kind for kind in kinds if kind != "unread"]
    assert known == (["stamped", "lifted"] * len(known))[: len(known)]
