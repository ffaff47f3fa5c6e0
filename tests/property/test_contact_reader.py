"""Any points at all: an outcome, the same in any order and pose, and whose stamp was pressed."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

import stampcodec as sc
from stampcodec.testing import contacts, merchant_ids
from stampcodec.touch.acceptance import SURE_MM
from tests.reference.touch_points import pressed

Points = NDArray[np.float64]

ANY_FLOAT = st.floats(width=64, allow_nan=True, allow_infinity=True)
ON_SCREEN = st.floats(0, 1000)
MERCHANTS = merchant_ids(sc.family("touch5"))
SEEDS = st.integers(0, 2**32 - 1)
# Margins agree to the root of what rounding does to a squared residual.
SAME = 1e-5
NO_STAMP = {sc.Outcome.EMPTY, sc.Outcome.UNREADABLE}


@cache
def reader(low: float = 5.4, high: float = 7.2) -> sc.ContactReader:
    return sc.ContactReader(sc.family("touch5"), px_per_mm=(low, high))


READERS = st.sampled_from([(5.4, 7.2), (6.3, 6.3), (0.9, 1.2), (300.0, 400.0)]).map(
    lambda scales: reader(*scales)
)


def dots(merchant: int) -> Points:
    return np.ascontiguousarray(sc.family("touch5").encode(merchant).dots[:, :2])


def check(on: sc.ContactReader, reading: sc.ContactReading) -> sc.ContactReading:
    """Whatever was found has to hang together."""
    stamp = reading.outcome not in NO_STAMP
    assert reading.outcome is not sc.Outcome.MIRRORED
    assert (reading.merchant_id is not None) == stamp
    assert (reading.pose is not None) == stamp
    assert (reading.px_per_mm is not None) == stamp
    assert reading.corrected == 0
    assert 0 <= reading.margin <= 1
    if reading.pose is not None and reading.px_per_mm is not None:
        assert np.isfinite(reading.pose).all()
        assert 0 <= reading.pose.angle_deg < 360
        low, high = on.px_per_mm
        assert low * (1 - 1e-12) <= reading.px_per_mm <= high * (1 + 1e-12)
    return reading


@settings(max_examples=1000)
@given(on=READERS, points=arrays(np.float64, (5, 2), elements=ANY_FLOAT | ON_SCREEN))
def test_any_five_points_have_an_outcome(on: sc.ContactReader, points: Points) -> None:
    reading = check(on, on.read(points))
    assert on.read_many(points[None]) == [reading]


@given(on=READERS, points=contacts())
def test_any_number_of_points_has_an_outcome(on: sc.ContactReader, points: Points) -> None:
    check(on, on.read(points))


@settings(max_examples=300)
@given(on=READERS, count=st.integers(0, 6), data=st.data())
def test_any_samples_have_an_outcome(on: sc.ContactReader, count: int, data: st.DataObject) -> None:
    samples = data.draw(arrays(np.float64, (count, 5, 2), elements=ANY_FLOAT | ON_SCREEN))
    check(on, on.read_samples(samples))


@settings(max_examples=500)
@given(merchant=MERCHANTS, seed=SEEDS, share=st.floats(0, 0.99))
def test_errors_within_half_the_separation_less_the_lead_are_always_read_right(
    merchant: int, seed: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    errors = random.standard_normal((5, 2))
    errors *= share * SURE_MM / np.sqrt((errors**2).sum())
    points = pressed(dots(merchant) + errors, random)
    reading = check(reader(), reader().read(points))
    assert reading.merchant_id == merchant
    # what turning, moving and scaling cannot mend is no more than the errors
    assert reading.margin >= 1 - share * SURE_MM / reader().radius_mm - SAME


@settings(max_examples=300)
@given(merchant=MERCHANTS, data=st.data())
def test_a_stamp_with_small_errors_is_read_however_it_lies(
    merchant: int, data: st.DataObject
) -> None:
    face = sc.family("touch5").encode(merchant)
    # 0.15 mm on each axis is less than half of what is corrected, five dots together
    points = data.draw(contacts(face, jitter_mm=0.15), label="points")
    assert check(reader(), reader().read(points)).merchant_id == merchant


@settings(max_examples=300)
@given(merchant=MERCHANTS, seed=SEEDS, jitter_mm=st.floats(0, 0.6))
def test_order_turn_and_place_change_nothing(merchant: int, seed: int, jitter_mm: float) -> None:
    random = np.random.default_rng(seed)
    moulded = dots(merchant) + jitter_mm * random.standard_normal((5, 2))
    one, other = (
        check(reader(), reader().read(pressed(moulded, random, px_per_mm=6.0))) for _ in range(2)
    )
    assume(min(one.margin, other.margin) > 1e-9)
    assert one.merchant_id == other.merchant_id
    assert abs(one.margin - other.margin) < SAME


@settings(max_examples=300)
@given(merchant=MERCHANTS, seed=SEEDS, scale=st.floats(5.6, 6.9))
def test_scale_changes_nothing_but_itself(merchant: int, seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    moulded = dots(merchant) + 0.1 * random.standard_normal((5, 2))
    one = reader().read(pressed(moulded, random, px_per_mm=6.0))
    other = reader().read(pressed(moulded, random, px_per_mm=scale))
    assert one.merchant_id == other.merchant_id == merchant
    assert one.px_per_mm is not None
    assert other.px_per_mm is not None
    assert abs(other.px_per_mm / one.px_per_mm - scale / 6.0) < 1e-9
    assert abs(one.margin - other.margin) < SAME


@settings(max_examples=200)
@given(merchant=MERCHANTS, seed=SEEDS, t=st.integers(1, 12))
def test_a_press_with_little_jitter_is_read_from_any_number_of_samples(
    merchant: int, seed: int, t: int
) -> None:
    random = np.random.default_rng(seed)
    samples = np.array(
        [
            pressed(dots(merchant), random, jitter_mm=0.05, px_per_mm=6.0, angle_deg=70.0)
            for _ in range(t)
        ]
    )
    assert reader().read_samples(samples).merchant_id == merchant
