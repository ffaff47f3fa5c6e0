"""Pointer events become touch events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stampcodec.errors import ContactFileError
from stampcodec.touchevent import Touch, TouchEvent
from tests.unit.stampcodec.contacts.recordings import read_text


def pointer(kind: str, time: float, name: int = 3, x: float = 10.0, **more: Any) -> dict[str, Any]:
    place = {"pointerId": name, "clientX": x, "clientY": 20.0, "pointerType": "touch"}
    return {"type": f"pointer{kind}", "timeStamp": time, **place, **more}


def lines(*events: dict[str, Any]) -> str:
    return "\n".join(json.dumps(event) for event in events)


def test_a_pointer_lands_moves_and_lifts() -> None:
    wide: dict[str, Any] = {
        "width": 8.0,
        "height": 6.0,
        "pressure": 0.5,
        "twist": 90,
        "isPrimary": True,
    }
    found = read_text(
        lines(pointer("down", 1, **wide), pointer("move", 2, x=11.0), pointer("up", 3))
    )
    first, moved = Touch(3, 10.0, 20.0, 4.0, 3.0, 90.0, 0.5), Touch(3, 11.0, 20.0)
    assert found.events == (
        TouchEvent("touchstart", 1.0, (first,), (first,)),
        TouchEvent("touchmove", 2.0, (moved,), (moved,)),
        TouchEvent("touchend", 3.0, (Touch(3, 10.0, 20.0),), ()),
    )
    assert found.repairs == ()


def test_several_pointers_are_one_press() -> None:
    events = [pointer("down", 5.0 * n, n, 10.0 * n) for n in range(5)]
    events += [pointer("move", 30.0 + n, 4, 41.0 + n) for n in range(3)]
    events += [pointer("cancel", 90.0, n) for n in range(5)]
    (press,) = read_text(lines(*events)).presses
    assert press.most == 5
    assert press.cancelled
    assert press.samples.shape == (4, 5, 2)


def test_what_tells_of_no_touch_is_left_out() -> None:
    found = read_text(
        lines(
            pointer("over", 0),
            pointer("down", 1),
            pointer("rawupdate", 2),
            pointer("down", 3, 8, pointerType="mouse"),
            pointer("move", 4, 7),
            pointer("down", 5, x=12.0),
            pointer("up", 6, 9),
        )
    )
    assert [(event.kind, event.touches[0].x_px) for event in found.events or ()] == [
        ("touchstart", 10.0),
        ("touchmove", 12.0),
    ]
    assert found.repairs == (
        "an event of a mouse or a pen is left out",
        "an event of a pointer that is not down is left out (2 times)",
        "a pointer that lands while it is down is taken to go on",
    )


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({**pointer("move", 2), "type": "touchmove"}, "line 2.type: expected one of pointerdown, "),
        (pointer("move", 2, x=1e9), "line 2.clientX: expected -100000 to 100000, got 1000000000.0"),
        ({"type": "pointermove", "timeStamp": 2}, "line 2.pointerId: expected, the field is miss"),
    ],
)
def test_an_event_that_is_none_of_a_pointer_is_refused(event: dict[str, Any], words: str) -> None:
    with pytest.raises(ContactFileError, match=words):
        read_text(lines(pointer("down", 1), event))
