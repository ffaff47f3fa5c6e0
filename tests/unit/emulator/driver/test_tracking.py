from __future__ import annotations

from collections.abc import Sequence

import pytest

from emulator.driver import Firmware
from emulator.driver.report import Contact
from emulator.driver.tracking import Tracks, reach_mm, tracked

FIRMWARE = Firmware(touch_counts=70, release_counts=52, separation_mm=10)


def at(x_mm: float, y_mm: float = 10.0) -> Contact:
    return Contact(-1, x_mm, y_mm, 3.0, 0.8)


def follow(
    frames: Sequence[Sequence[Contact]], firmware: Firmware = FIRMWARE, *, weak: bool = False
) -> list[list[int]]:
    """Return the identifiers reported in each frame."""
    tracks, found = Tracks(), []
    for touches in frames:
        tracks = tracked(tracks, touches, [not weak] * len(touches), 8.0, firmware)
        found.append([contact.identifier for contact in tracks.reported])
    return found


def test_a_touch_is_believed_in_its_second_frame_and_keeps_its_identifier() -> None:
    assert follow([[at(10)], [at(11)], [at(14)], [at(18)]]) == [[], [0], [0], [0]]


def test_a_flash_of_one_frame_is_never_reported() -> None:
    assert follow([[at(10)], [], [at(10)], []]) == [[], [], [], []]


def test_a_touch_may_be_missing_for_one_frame_but_not_for_two() -> None:
    here = [at(10)]
    assert follow([here, here, [], here, [], []]) == [[], [0], [0], [0], [0], []]


def test_a_touch_that_comes_back_is_another_one() -> None:
    here = [at(10)]
    assert follow([here, here, [], [], here, here]) == [[], [0], [0], [], [], [1]]


def test_a_missing_touch_is_reported_where_it_was_last_seen() -> None:
    tracks = Tracks()
    for touches in ([at(10)], [at(12)], []):
        tracks = tracked(tracks, touches, [True] * len(touches), 8.0, FIRMWARE)
    assert [contact.x_mm for contact in tracks.reported] == [12]


def test_what_is_weaker_than_a_new_touch_must_be_may_go_on_as_an_old_one() -> None:
    assert follow([[at(10)], [at(10)]], weak=True) == [[], []]
    tracks = Tracks()
    for begins in (True, False, False):
        tracks = tracked(tracks, [at(10)], [begins], 8.0, FIRMWARE)
    assert [contact.identifier for contact in tracks.reported] == [0]


def test_touches_that_are_scanned_in_another_order_stay_who_they_are() -> None:
    two = [at(10), at(30)]
    tracks = Tracks()
    for touches in (two, two, two[::-1]):
        tracks = tracked(tracks, touches, [True, True], 8.0, FIRMWARE)
    assert [(contact.identifier, contact.x_mm) for contact in tracks.reported] == [(0, 10), (1, 30)]


def test_what_lands_first_has_the_lower_identifier() -> None:
    frames = [[at(50)], [at(50)], [at(10), at(50)], [at(10), at(50)]]
    assert follow(frames)[-1] == [0, 1]
    tracks = Tracks()
    for touches in frames:
        tracks = tracked(tracks, touches, [True] * len(touches), 8.0, FIRMWARE)
    assert [contact.x_mm for contact in tracks.reported] == [50, 10]


def test_a_jump_further_than_a_hand_moves_is_another_touch() -> None:
    assert follow([[at(10)], [at(10)], [at(30)], [at(30)]]) == [[], [0], [0], [1]]


def test_a_hand_may_move_half_a_metre_a_second_and_a_node_at_least() -> None:
    assert reach_mm(50.0, 4.1) == pytest.approx(25.0)
    assert reach_mm(1.0, 4.1) == 4.1


def test_believing_at_once_is_a_setting() -> None:
    eager = Firmware(70, 52, 10, press_frames=1, release_frames=1)
    assert follow([[at(10)], [], [at(10)]], eager) == [[0], [], [1]]
