"""Any int16 array at all: an outcome, never a crash, never an ID that no stamp explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec.testing import frames, merchant_ids
from tests.property.stages import HIGHEST, LOWEST, ODDITIES, PRESETS, clipped
from tests.reference.bench_press import Spot, pressed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.reference.stage import Stage

NO_STAMP = {sc.Outcome.EMPTY, sc.Outcome.UNREADABLE}


def shape_of(on: Stage) -> tuple[int, int]:
    return on.panel.rows, on.panel.columns


def check(on: Stage, frame: NDArray[np.int16]) -> sc.Reading:
    """Read; whatever was found has to hang together."""
    reading = on.reader.read(frame)
    stamp = reading.outcome not in NO_STAMP
    assert (reading.merchant_id is not None) == (reading.outcome is sc.Outcome.READ)
    assert (reading.pose is not None) == stamp
    assert 0 <= reading.margin <= 1
    assert 0 <= reading.corrected <= on.family.code.length
    if reading.merchant_id is not None:
        assert 0 <= reading.merchant_id < on.family.n_ids
    if reading.pose is not None:
        assert np.isfinite(reading.pose).all()
        assert 0 <= reading.pose.angle_deg < 360
        assert -on.panel.pitch_mm <= reading.pose.x_mm <= on.panel.width_mm + on.panel.pitch_mm
        assert -on.panel.pitch_mm <= reading.pose.y_mm <= on.panel.height_mm + on.panel.pitch_mm
    evidence = on.reader.evidence(frame)
    if evidence is not None:
        assert evidence.shape == (on.family.n_sites,)
        assert (evidence >= 0).all()
        assert (evidence <= 1).all()
    else:
        assert not stamp
    return reading


@settings(max_examples=1000)
@given(on=PRESETS, data=st.data())
def test_no_frame_that_holds_no_stamp_is_read(on: Stage, data: st.DataObject) -> None:
    frame = data.draw(frames(on.panel))
    assert check(on, frame).outcome in NO_STAMP


@settings(max_examples=1000)
@given(on=ODDITIES, data=st.data())
def test_no_frame_that_holds_no_stamp_is_read_on_odd_panels(on: Stage, data: st.DataObject) -> None:
    frame = data.draw(frames(on.panel))
    assert check(on, frame).outcome in NO_STAMP


@settings(max_examples=600)
@given(on=PRESETS | ODDITIES, data=st.data())
def test_a_stamp_at_any_gain_under_anything_is_read_right_or_not_at_all(
    on: Stage, data: st.DataObject
) -> None:
    merchant = data.draw(merchant_ids(on.family), label="merchant")
    spot = Spot(
        data.draw(st.floats(-10, on.panel.width_mm + 10), label="x_mm"),
        data.draw(st.floats(-10, on.panel.height_mm + 10), label="y_mm"),
        data.draw(st.floats(0, 360), label="angle_deg"),
    )
    gain = data.draw(st.sampled_from([-1.0, 0.05, 0.2, 1.0, 5.0, 500.0]) | st.floats(0, 3))
    stamp = pressed(on.panel, on.dots(on.codeword(merchant)), spot, gain=gain)
    over = data.draw(frames(on.panel), label="laid over")
    share = data.draw(st.sampled_from([0.0, 0.01, 0.1, 1.0]), label="share")
    reading = check(on, clipped(stamp + share * over))
    assert reading.outcome is not sc.Outcome.MIRRORED
    assert reading.merchant_id in {None, merchant}


@given(on=PRESETS | ODDITIES, count=st.integers(LOWEST, HIGHEST))
def test_a_frame_that_is_the_same_everywhere_is_no_stamp(on: Stage, count: int) -> None:
    frame = np.full(shape_of(on), count, np.int16)
    reading = check(on, frame)
    assert reading.outcome in NO_STAMP
    if count <= 0:
        assert reading.outcome is sc.Outcome.EMPTY


@settings(max_examples=50)
@given(on=PRESETS, data=st.data())
def test_frames_are_read_alike_alone_and_among_others(on: Stage, data: st.DataObject) -> None:
    block = data.draw(st.lists(frames(on.panel), min_size=1, max_size=4))
    one_by_one = [on.reader.read(frame) for frame in block]
    assert on.reader.read_many(np.array(block), threads=2) == one_by_one
