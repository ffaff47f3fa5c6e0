"""What a contact reader promises of a set of points, whatever its kernel does."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.touch_points import pressed
from tests.unit.stampcodec.touch.stamps import MERCHANT, ONE_PLACE, dots

if TYPE_CHECKING:
    pass


def test_every_merchant_is_read_in_any_pose_and_order(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    random = np.random.default_rng(1)
    faces = [dots(family, merchant) for merchant in range(family.n_ids)]
    points = np.array([pressed(face, random) for face in faces])
    readings = reader.read_many(points)
    assert [reading.merchant_id for reading in readings] == list(range(family.n_ids))
    assert min(reading.margin for reading in readings) > 0.999


def test_a_reading_carries_pose_and_scale(family: sc.Family, reader: sc.ContactReader) -> None:
    random = np.random.default_rng(2)
    for angle_deg in (0.0, 1.0, 90.0, 200.0, 359.0):
        scale = random.uniform(5.5, 7.1)
        points = pressed(
            dots(family),
            random,
            px_per_mm=scale,
            angle_deg=angle_deg,
            at_px=(210.0, 333.0),
        )
        reading = reader.read(points)
        assert reading.outcome is sc.Outcome.READ
        assert reading.merchant_id == MERCHANT
        assert reading.corrected == 0
        assert reading.pose is not None
        assert (reading.pose.x_px, reading.pose.y_px) == pytest.approx((210.0, 333.0))
        assert (reading.pose.angle_deg - angle_deg + 180) % 360 == pytest.approx(180)
        assert 0 <= reading.pose.angle_deg < 360
        assert reading.px_per_mm == pytest.approx(scale)


def test_the_margin_falls_with_the_error(family: sc.Family, reader: sc.ContactReader) -> None:
    random = np.random.default_rng(3)
    error = random.standard_normal((5, 2))
    margins = [
        reader.read(pressed(dots(family) + 0.1 * k * error, random, px_per_mm=6.3)).margin
        for k in range(4)
    ]
    assert margins == sorted(margins, reverse=True)
    assert 0 < margins[-1] < margins[0] <= 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7, 10, 1000])
def test_any_other_number_of_points_is_no_stamp(
    family: sc.Family, reader: sc.ContactReader, count: int
) -> None:
    random = np.random.default_rng(4)
    points = np.concatenate([pressed(dots(family), random), random.uniform(0, 400, (1000, 2))])
    wanted = sc.Outcome.UNREADABLE if count else sc.Outcome.EMPTY
    assert reader.read(points[:count]) == sc.ContactReading(wanted)
    assert reader.read(np.full((count, 2), np.nan)).outcome is sc.Outcome.EMPTY


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, -1e308, 1e155, 1e20, 5e-324])
@pytest.mark.parametrize("where", [(0, 0), (4, 1), (2, slice(None))])
def test_a_point_that_is_nowhere_makes_no_stamp(
    family: sc.Family, reader: sc.ContactReader, value: float, where: Any
) -> None:
    points = pressed(dots(family), np.random.default_rng(5), at_px=(1000.0, 1000.0))
    points[where] = value
    assert reader.read(points) == sc.ContactReading(sc.Outcome.UNREADABLE)
    assert reader.read_samples(points[None]) == sc.ContactReading(sc.Outcome.UNREADABLE)


@pytest.mark.parametrize("value", [0.0, -0.0, 7.0, 1e308, 5e-324, np.inf, -np.inf])
def test_equal_points_are_no_stamp(reader: sc.ContactReader, value: float) -> None:
    assert reader.read(np.full((5, 2), value)) == sc.ContactReading(sc.Outcome.UNREADABLE)


def test_points_in_line_are_no_stamp(reader: sc.ContactReader) -> None:
    for step in (1e-300, 1e-9, 1.0, 80.0, 1e9, 1e300):
        points = np.arange(5)[:, None] * np.array([step, 0.0])
        assert reader.read(points) == sc.ContactReading(sc.Outcome.UNREADABLE)


def test_a_stamp_of_another_size_is_not_read(family: sc.Family, reader: sc.ContactReader) -> None:
    random = np.random.default_rng(6)
    for scale in (1e-3, 4.0, 4.9, 8.0, 100.0):
        points = pressed(dots(family), random, px_per_mm=scale)
        assert reader.read(points).merchant_id in {None} | (set(range(family.n_ids)) - {MERCHANT})


def test_mirrored_stamps_are_hardly_ever_read_and_never_called_so(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    random = np.random.default_rng(7)
    points = np.array(
        [
            pressed(dots(family, merchant) * [-1, 1], random)
            for merchant in range(0, family.n_ids, 2)
        ]
    )
    outcomes = [reading.outcome for reading in reader.read_many(points)]
    assert set(outcomes) <= {sc.Outcome.UNREADABLE, sc.Outcome.READ}
    # 2 % are allowed (design, section 1); 5 standard deviations of a share measured in 2,048
    assert outcomes.count(sc.Outcome.READ) / len(outcomes) < 0.02 + 0.0155


def test_where_the_scale_is_known_it_is_used(family: sc.Family) -> None:
    random = np.random.default_rng(8)
    known = sc.ContactReader(family, px_per_mm=(6.3, 6.3))
    for merchant in range(0, family.n_ids, 97):
        points = pressed(dots(family, merchant), random, px_per_mm=6.3, jitter_mm=0.2)
        reading = known.read(points)
        assert reading.merchant_id == merchant
        assert reading.px_per_mm == pytest.approx(6.3)
        assert known.read(points * 1.15).merchant_id != merchant


def test_a_known_scale_accepts_fewer_strangers(family: sc.Family, reader: sc.ContactReader) -> None:
    random = np.random.default_rng(9)
    radius, angle = 22 * np.sqrt(random.random((20000, 5))), random.uniform(0, 7, (20000, 5))
    hands = 6.3 * np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    known = sc.ContactReader(family, px_per_mm=(6.3, 6.3))
    accepted = [
        sum(reading.outcome is sc.Outcome.READ for reading in each.read_many(hands))
        for each in (known, reader)
    ]
    assert accepted[0] < 0.6 * accepted[1]


def test_a_reader_holds_less_than_256_kibibytes(reader: sc.ContactReader) -> None:
    assert 0 < reader.n_bytes < 256 * 1024


def test_reading_allocates_nothing_but_its_result(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    points = pressed(dots(family), np.random.default_rng(19))
    reader.read(points)
    gc.collect()
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        reader.read(points)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    # the call itself: a memoryview of the points and the numbers of the reading
    assert peak < 1500


def test_readings_without_a_stamp_share_one_reading(reader: sc.ContactReader) -> None:
    assert reader.read(ONE_PLACE) is reader.read(ONE_PLACE + 7)
    assert reader.read_many(np.stack([ONE_PLACE, ONE_PLACE + 7])) == [reader.read(ONE_PLACE)] * 2
