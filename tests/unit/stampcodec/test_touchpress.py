from __future__ import annotations

from dataclasses import replace

import numpy as np

from stampcodec import family
from stampcodec.reading import Outcome
from stampcodec.touch.reader import ContactReader
from stampcodec.touchevent import Touch, TouchEvent
from stampcodec.touchpress import Press, find_presses, read_press


def recording(*steps: tuple[float, str, str]) -> list[TouchEvent]:
    """Make events from (time, kind, who is down after it); each touch moves 1 px a step."""
    events, before = [], ""
    for n, (time_ms, kind, down) in enumerate(steps):
        touches = tuple(Touch(ord(name), 100.0 * ord(name), float(n)) for name in down)
        gone = tuple(Touch(ord(name), 0.0, 0.0) for name in before if name not in down)
        events.append(TouchEvent(kind, time_ms, gone or touches, touches))
        before = down
    return events


PRESS = [
    (0.0, "touchstart", "a"),
    (10.0, "touchstart", "abc"),
    (20.0, "touchstart", "abcde"),
    (30.0, "touchmove", "abcde"),
    (40.0, "touchmove", "abcde"),
    (50.0, "touchend", "bc"),
    (60.0, "touchend", ""),
]


def test_the_samples_of_a_press_are_those_while_its_five_touches_are_down() -> None:
    (press,) = find_presses(recording(*PRESS))
    assert (press.start_ms, press.end_ms, press.most, press.cancelled) == (0.0, 60.0, 5, False)
    assert press.samples.shape == (3, 5, 2)
    assert press.samples.dtype == np.float64
    np.testing.assert_array_equal(press.samples[:, 0, 1], [2.0, 3.0, 4.0])
    np.testing.assert_array_equal(press.samples[0, :, 0], [100.0 * ord(name) for name in "abcde"])


def test_a_clear_glass_parts_two_presses() -> None:
    later = [(time_ms + 1000, kind, down) for time_ms, kind, down in PRESS]
    found = find_presses(recording(*PRESS, *later))
    assert [press.start_ms for press in found] == [0.0, 1000.0]


def test_the_longest_time_with_five_touches_counts_not_the_first() -> None:
    steps = [
        (0.0, "touchstart", "abcde"),
        (10.0, "touchend", "abcd"),
        (500.0, "touchstart", "abcdf"),
        (510.0, "touchmove", "abcdf"),
        (560.0, "touchend", ""),
    ]
    (press,) = find_presses(recording(*steps))
    assert press.samples.shape == (2, 5, 2)
    assert press.samples[0, 4, 0] == 100.0 * ord("f")


def test_five_other_touches_are_another_time() -> None:
    steps = [
        (0.0, "touchstart", "abcde"),
        (40.0, "touchstart", "bcdef"),
        (50.0, "touchmove", "bcdef"),
        (60.0, "touchend", ""),
    ]
    (press,) = find_presses(recording(*steps))
    assert len(press.samples) == 1


def test_without_five_touches_the_longest_time_is_told_as_it_is() -> None:
    steps = [(0.0, "touchstart", "a"), (5.0, "touchstart", "abc"), (90.0, "touchend", "")]
    (press,) = find_presses(recording(*steps))
    assert press.samples.shape == (1, 3, 2)


def test_a_cancelled_press_keeps_what_was_down_before() -> None:
    steps = [(0.0, "touchstart", "abcde"), (80.0, "touchcancel", "")]
    (press,) = find_presses(recording(*steps))
    assert press.cancelled
    assert press.samples.shape == (1, 5, 2)


def test_a_recording_that_ends_in_a_press_has_it() -> None:
    (press,) = find_presses(recording(*PRESS[:5]))
    assert press.end_ms == 40.0
    assert len(press.samples) == 3


def test_without_touches_there_is_no_press() -> None:
    assert find_presses([]) == []
    assert find_presses(recording((0.0, "touchend", ""))) == []


def test_a_press_of_few_samples_has_settled_only_where_it_lasts() -> None:
    short = [(0.0, "touchstart", "abcde"), (50.0, "touchmove", "abcde"), (150.0, "touchend", "")]
    long = [(0.0, "touchstart", "abcde"), (50.0, "touchmove", "abcde"), (200.0, "touchend", "")]
    several = [*short[:2], (60.0, "touchmove", "abcde"), short[2]]
    assert [press.lasts_ms for press in find_presses(recording(*short))] == [150.0]
    assert [find_presses(recording(*steps))[0].has_settled for steps in (short, long, several)] == [
        False,
        True,
        True,
    ]


def test_what_has_not_settled_on_five_touches_is_unreadable() -> None:
    stamps = family("touch5")
    reader = ContactReader(stamps)
    points = 6.3 * (stamps.encode(99).dots[:, :2] + 30.0)
    samples = np.repeat(points[None], 2, axis=0)
    settled = Press(0.0, 300.0, samples, 300.0, 5, False)
    assert read_press(reader, settled).merchant_id == 99
    assert read_press(reader, replace(settled, lasts_ms=150.0)).outcome == Outcome.UNREADABLE
    assert read_press(reader, replace(settled, samples=samples[:, :4])).merchant_id is None
