from __future__ import annotations

from stampcodec.touchevent import Touch, TouchEvent, moments

ONE, TWO = Touch(3, 10.0, 20.0), Touch(1, 50.0, 60.0)


def test_events_of_one_time_are_one_moment() -> None:
    events = [
        TouchEvent("touchstart", 5.0, (ONE,), (ONE,)),
        TouchEvent("touchstart", 5.0, (TWO,), (ONE, TWO)),
        TouchEvent("touchend", 9.0, (ONE,), (TWO,)),
    ]
    found = moments(events)
    assert [moment.time_ms for moment in found] == [5.0, 9.0]
    assert [moment.touches for moment in found] == [(TWO, ONE), (TWO,)]
    assert not any(moment.cancelled for moment in found)


def test_a_cancelled_moment_stays_so_whatever_else_happens_at_its_time() -> None:
    events = [
        TouchEvent("touchstart", 5.0, (ONE,), (ONE,)),
        TouchEvent("touchcancel", 6.0, (ONE,), ()),
        TouchEvent("touchstart", 6.0, (TWO,), (TWO,)),
    ]
    assert [moment.cancelled for moment in moments(events)] == [False, True]


def test_nothing_happens_in_no_events() -> None:
    assert moments([]) == []
