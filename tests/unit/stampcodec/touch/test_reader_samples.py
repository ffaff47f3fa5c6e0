"""What a contact reader makes of a press of many samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.touch_points import pressed, pressed_samples
from tests.unit.stampcodec.touch.stamps import MERCHANT, any_points, dots

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_a_press_of_samples_is_read(family: sc.Family, reader: sc.ContactReader) -> None:
    random = np.random.default_rng(10)
    right = 0
    for _ in range(200):
        merchant = int(random.integers(family.n_ids))
        samples = pressed_samples(dots(family, merchant), random, 10, jitter_mm=0.4, shared=0.5)
        samples[random.integers(10)] = random.uniform(0, 400, (5, 2))
        reading = reader.read_samples(samples)
        assert reading.merchant_id in {None, merchant}
        right += reading.merchant_id == merchant
    # 99 % of all presses at least: of 200 fewer than 192 happen once in ten thousand
    assert right >= 192


def test_a_press_that_stands_still_is_not_read_from_far_off(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    """One look may be 1.3 mm off by chance; looks that agree to a hair have no such excuse."""
    random = np.random.default_rng(14)
    for merchant in range(0, family.n_ids, 400):
        face = dots(family, merchant)
        error = apart_from_pose(random.standard_normal((5, 2)), face)
        for off_mm, wanted in ((0.8, merchant), (1.3, None)):
            points = pressed(face + off_mm * error, random, px_per_mm=6.3)
            still = points + 0.1 * random.standard_normal((10, 5, 2))
            assert reader.read(points).merchant_id == merchant
            assert reader.read_samples(still).merchant_id == wanted


def apart_from_pose(error: NDArray[np.float64], face: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an error of length 1 that no shift, turn or scale of a face takes away."""
    e, z = ((each - each.mean(axis=0)) @ [1, 1j] for each in (error, face))
    e = e - z * np.vdot(z, e) / np.vdot(z, z)
    left: NDArray[np.float64] = np.column_stack([e.real, e.imag]) / np.linalg.norm(e)
    return left


def test_one_sample_reads_as_its_points(family: sc.Family, reader: sc.ContactReader) -> None:
    for points in any_points(family, 40, seed=11):
        one, alone = reader.read_samples(points[None]), reader.read(points)
        assert one.outcome is alone.outcome
        assert one.merchant_id == alone.merchant_id
        if alone.pose is not None:
            assert one.pose == pytest.approx(alone.pose)
            assert one.margin == pytest.approx(alone.margin, abs=1e-6)


def test_no_sample_with_a_point_is_empty(reader: sc.ContactReader) -> None:
    for t in (0, 1, 30):
        assert reader.read_samples(np.full((t, 5, 2), np.nan)).outcome is sc.Outcome.EMPTY


def test_incomplete_samples_alone_are_unreadable(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    samples = np.stack([pressed(dots(family), np.random.default_rng(12))] * 7)
    samples[:, 4] = np.nan
    assert reader.read_samples(samples).outcome is sc.Outcome.UNREADABLE


def test_a_press_is_read_from_its_complete_samples(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    random = np.random.default_rng(13)
    samples = pressed_samples(dots(family), random, 12, jitter_mm=0.2, shared=0.5)
    samples[:5, 3:] = np.nan
    samples[8] = np.nan
    assert reader.read_samples(samples).merchant_id == MERCHANT


def test_two_stamps_in_turns_are_not_averaged_into_a_third(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    random = np.random.default_rng(14)
    for _ in range(50):
        one, other = random.integers(family.n_ids, size=2).tolist()
        samples = [pressed(dots(family, who), random, px_per_mm=6.0) for who in [one, other] * 5]
        assert reader.read_samples(np.array(samples)).merchant_id in {None, one, other}


def test_a_press_of_a_hundred_thousand_samples_is_read(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    samples = np.broadcast_to(pressed(dots(family), np.random.default_rng(15)), (100_000, 5, 2))
    assert reader.read_samples(samples).merchant_id == MERCHANT
