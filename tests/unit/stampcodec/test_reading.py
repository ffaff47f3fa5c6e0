"""What a reading is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import stampcodec as sc

if TYPE_CHECKING:
    from typing_extensions import assert_type
else:  # only type checkers look; Python has it from 3.11

    def assert_type(value: Any, _: Any) -> Any:
        return value


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
    assert reading == (outcome, None, None, 0, 0.0, (), (), None)


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


READ = sc.Reading(sc.Outcome.READ, 4711, sc.Pose(30.123, 50.456, 90.04), 1, 0.754)
CONTACTS = sc.ContactReading(
    sc.Outcome.READ, 1234, sc.ContactPose(150.16, 99.94, 7.0), 0, 0.7, 6.301
)


def test_the_merchant_that_is_required_is_an_int_to_type_checkers_too() -> None:
    assert_type(READ.merchant_id, int | None)
    assert_type(READ.require(), int)
    assert_type(CONTACTS.require(), int)
    assert (READ.require(), CONTACTS.require()) == (4711, 1234)
    if READ.merchant_id is not None:
        assert_type(READ.merchant_id, int)


@pytest.mark.parametrize("outcome", [each for each in sc.Outcome if each is not sc.Outcome.READ])
@pytest.mark.parametrize("kind", [sc.Reading, sc.ContactReading])
def test_a_merchant_that_was_not_read_cannot_be_required(
    kind: type[sc.Reading | sc.ContactReading], outcome: sc.Outcome
) -> None:
    with pytest.raises(sc.NotReadError) as caught:
        kind(outcome).require()
    assert caught.value.outcome is outcome
    assert caught.value.reason == outcome.meaning
    assert str(caught.value) == f"no stamp was read: {outcome}, {outcome.meaning}"
    assert isinstance(caught.value, ValueError)


def test_every_outcome_has_a_meaning_of_its_own() -> None:
    assert len({outcome.meaning for outcome in sc.Outcome}) == len(sc.Outcome)
