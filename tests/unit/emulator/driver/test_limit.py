from __future__ import annotations

from collections.abc import Sequence

import pytest

from emulator.driver import Firmware
from emulator.driver.limit import Admitted, limited
from emulator.driver.report import Contact, Report


def reports(frames: Sequence[Sequence[int]], most: int, *, cancels: bool) -> list[Report]:
    firmware = Firmware(70, 52, 10, most_contacts=most, cancels=cancels)
    admitted, found = Admitted(), []
    for number, identifiers in enumerate(frames):
        contacts = tuple(Contact(i, 10.0 * i, 5.0, 3.0, 0.8) for i in identifiers)
        report, admitted = limited(admitted, 10.0 * number, contacts, firmware)
        found.append(report)
    return found


def shown(found: Sequence[Report]) -> list[list[int]]:
    return [[contact.identifier for contact in report.contacts] for report in found]


@pytest.mark.parametrize("most", [5, 11])
def test_one_too_many_cancels_all_until_the_glass_is_clear(most: int) -> None:
    all_allowed, too_many = list(range(most)), list(range(most + 1))
    frames = [all_allowed, too_many, all_allowed, [0], [], [99]]
    found = reports(frames, most, cancels=True)
    assert shown(found) == [all_allowed, [], [], [], [], [99]]
    assert [report.cancelled for report in found] == [False, True, False, False, False, False]


@pytest.mark.parametrize("most", [5, 10, 16])
def test_where_nothing_is_cancelled_the_first_to_land_are_reported(most: int) -> None:
    everyone = list(range(most + 3))
    found = reports([everyone, everyone], most, cancels=False)
    assert shown(found) == [everyone[:most]] * 2
    assert not any(report.cancelled for report in found)


def test_who_is_reported_stays_and_the_earliest_of_the_others_follows_who_lifts() -> None:
    found = reports([[4, 5, 6], [4, 5, 6, 7], [5, 6, 7], [5, 7]], 2, cancels=False)
    assert shown(found) == [[4, 5], [4, 5], [5, 6], [5, 7]]


def test_six_that_land_at_once_are_never_reported_and_so_not_cancelled() -> None:
    found = reports([[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]], 5, cancels=True)
    assert shown(found) == [[], []]
    assert not any(report.cancelled for report in found)
