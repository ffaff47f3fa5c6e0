from __future__ import annotations

import pytest

from emulator.driver import firmware
from stampcodec import panel
from stampcodec.limits import dot_counts


@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_a_touch_begins_above_where_it_ends_and_a_dot_of_7_mm_above_both(name: str) -> None:
    screen = panel(name)
    set_up = firmware(screen)
    assert 0 < set_up.release_counts < set_up.touch_counts < dot_counts(7.0, screen)
    assert set_up.separation_mm == screen.touch_separation_mm
    assert set_up.most_contacts == screen.max_contacts


@pytest.mark.parametrize(("most", "cancels"), [(5, True), (10, False), (11, True), (16, False)])
def test_five_and_eleven_are_apples_and_cancel(most: int, cancels: bool) -> None:
    assert firmware(panel("nexus5"), most).cancels is cancels
    assert firmware(panel("nexus5"), most, cancels=not cancels).cancels is not cancels


@pytest.mark.parametrize("most", [0, -1, 101])
def test_a_device_reports_at_least_one_contact_and_no_crowd(most: int) -> None:
    with pytest.raises(ValueError, match="most_contacts: expected 1 to 100"):
        firmware(panel("nexus5"), most)
