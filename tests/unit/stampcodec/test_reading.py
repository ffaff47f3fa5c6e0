"""What a reading is made of."""

from __future__ import annotations

import pytest

import stampcodec as sc


def test_the_outcomes_are_the_statuses_of_the_kernel_and_nothing_else() -> None:
    assert {outcome.name: outcome.value for outcome in sc.Outcome} == {
        "EMPTY": 0,
        "UNREADABLE": 1,
        "READ": 2,
        "MIRRORED": 3,
    }


@pytest.mark.parametrize("outcome", list(sc.Outcome))
def test_a_reading_of_any_outcome_carries_no_merchant_unless_one_is_given(
    outcome: sc.Outcome,
) -> None:
    reading = sc.Reading(outcome)
    assert reading == (outcome, None, None, 0, 0.0)


@pytest.mark.parametrize("outcome", list(sc.Outcome))
def test_a_contact_reading_of_any_outcome_carries_nothing_unless_it_is_given(
    outcome: sc.Outcome,
) -> None:
    reading = sc.ContactReading(outcome)
    assert reading == (outcome, None, None, 0, 0.0, None)
    assert sc.ContactPose(1.0, 2.0, 3.0)._fields == ("x_px", "y_px", "angle_deg")


def test_a_reading_and_a_pose_cannot_be_changed() -> None:
    reading = sc.Reading(sc.Outcome.READ, 4711, sc.Pose(1.0, 2.0, 3.0), 1, 0.5)
    for record, field in ((reading, "merchant_id"), (reading.pose, "x_mm")):
        with pytest.raises(AttributeError):
            setattr(record, field, 7)


def test_readings_with_the_same_content_are_equal() -> None:
    one, two = (sc.Reading(sc.Outcome.READ, 5, sc.Pose(1.0, 2.0, 3.0)) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    assert one != one._replace(merchant_id=6)
