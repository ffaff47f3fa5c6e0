from __future__ import annotations

from typing import Any

import numpy as np

import stampcodec as sc
from emulator import Gesture
from issuance.kiosk.evidence import Evidence
from issuance.kiosk.touchwatch import TouchWatch
from issuance.model.shown import ShownTouches
from issuance.sight import Sight
from issuance.touches import touches
from stampcodec.contactfile import Contacts
from stampcodec.source.contactfilesource import ContactFileSource
from stampcodec.touchevent import TouchEvent
from tests.browser.emulated import touched

STAMPS = sc.family("touch5")


def followed(contacts: Contacts) -> list[Any]:
    source = ContactFileSource("x.json", contacts)
    watch = TouchWatch(source, STAMPS)
    found = [each for item in source for each in watch.push(item)]
    return [*found, *watch.finish()]


def evidence(contacts: Contacts) -> list[Evidence]:
    return [each for each in followed(contacts) if isinstance(each, Evidence)]


def seen(body: dict[str, Any]) -> Any:
    sent = {field: body.get(field) for field in ShownTouches.__dataclass_fields__}
    return Sight().of_touches(ShownTouches(**sent)).seen  # type: ignore[arg-type]


def press(seed: int, hold_ms: float = 400.0, kind: str = "press") -> tuple[TouchEvent, ...]:
    return tuple(touched(1234, seed, Gesture(kind, hold_ms=hold_ms), contacts=5))


def test_a_press_is_presented_as_a_phone_presents_it() -> None:
    contacts = Contacts(events=press(1))
    (shown,) = evidence(contacts)
    assert shown.code == 1234
    assert shown.body is not None
    assert seen(shown.body).code == 1234
    assert seen(shown.body).objection is None
    page = touches(contacts)
    assert page is not None
    # Times and samples are those of the page; what it does not know are the radii.
    for field in ("samples", "times_ms", "landing_ms"):
        np.testing.assert_allclose(shown.body[field], page[field])
    assert shown.body["gesture"] == "press"


def test_a_swipe_says_so() -> None:
    found = followed(Contacts(events=press(2, kind="swipe")))
    (shown,) = [each for each in found if isinstance(each, Evidence)]
    assert shown.body is not None
    assert shown.body["gesture"] == "swipe"
    assert seen(shown.body).code == 1234


def test_millimetres_are_sent_as_the_pixels_of_a_usual_phone() -> None:
    events = press(3)
    in_mm = Contacts(events=tuple(each.scaled(1 / 6.3) for each in events), px_per_mm=1.0)
    (one,), (other,) = evidence(Contacts(events=events)), evidence(in_mm)
    assert one.body is not None
    assert other.body is not None
    np.testing.assert_allclose(other.body["samples"], one.body["samples"])


def still(lasts_ms: float) -> Contacts:
    """Five touches that come at once, rest without a word and lift."""
    first = next(each for each in press(4) if len(each.touches) == 5)
    events = []
    for k, touch in enumerate(first.touches):
        events.append(TouchEvent("touchstart", 100.0, (touch,), first.touches[: k + 1]))
    gone = tuple(first.touches)
    return Contacts(events=(*events, TouchEvent("touchend", 100.0 + lasts_ms, gone, ())))


def test_a_stamp_that_rests_without_a_word_is_presented_when_it_has_rested_long_enough() -> None:
    (shown,) = evidence(still(3000.0))
    assert shown.body is not None
    assert shown.body["held_ms"] == 600.0
    assert seen(shown.body).objection is None


def test_a_stamp_that_lay_too_short_is_not_presented() -> None:
    (shown,) = evidence(still(300.0))
    assert shown.body is None
    assert "too short" in shown.problem


def test_fingers_are_not_presented() -> None:
    events = [each for each in press(5) if len(each.touches) < 5 and each.kind == "touchstart"]
    assert evidence(Contacts(events=tuple(events))) == []
