from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions, record
from emulator.driver import Contact, Report, drive, firmware
from emulator.driver.browser import Screen, reports_of, touch_events
from stampcodec import panel
from stampcodec.touchevent import TouchEvent
from tests.unit.emulator.driver.touch_face import five_dots


def contact(identifier: int, x_mm: float = 10.0, y_mm: float = 20.0) -> Contact:
    return Contact(identifier, x_mm, y_mm, 3.0, 0.8)


def told(*reports: Report, screen: Screen | None = None) -> list[tuple[str, list[int], list[int]]]:
    """Return kind, changed and remaining identifiers of each event."""
    return [
        (
            event.kind,
            [touch.identifier for touch in event.changed],
            [touch.identifier for touch in event.touches],
        )
        for event in touch_events(reports, screen or Screen())
    ]


def test_every_contact_that_lands_is_an_event_of_its_own() -> None:
    assert told(Report(10.0, (contact(0), contact(1, 40.0)))) == [
        ("touchstart", [0], [0]),
        ("touchstart", [1], [0, 1]),
    ]


def test_all_that_moved_share_an_event_and_what_stays_is_not_told() -> None:
    first = Report(10.0, (contact(0), contact(1, 40.0), contact(2, 60.0)))
    moved = Report(20.0, (contact(0, 11.0), contact(1, 40.0), contact(2, 61.0)))
    assert told(first, moved, moved._replace(time_ms=30.0))[3:] == [
        ("touchmove", [0, 2], [0, 1, 2])
    ]


def test_every_contact_that_lifts_is_an_event_of_its_own() -> None:
    first = Report(10.0, (contact(0), contact(1, 40.0)))
    assert told(first, Report(20.0, ()))[2:] == [("touchend", [0], [1]), ("touchend", [1], [])]


def test_a_cancelled_report_cancels_all_in_one_event() -> None:
    first = Report(10.0, (contact(0), contact(1, 40.0)))
    assert told(first, Report(20.0, (), cancelled=True))[2:] == [("touchcancel", [0, 1], [])]


@pytest.mark.parametrize(
    ("screen", "x_px"),
    [
        (Screen(6.3, 3.0), 64 + 2 / 3),
        (Screen(6.3, 2.0), 64.5),
        (Screen(6.3, 3.0, whole_px=True), 65.0),
        (Screen(5.4, 1.0), 55.0),
    ],
)
def test_places_are_whole_device_pixels_or_whole_css_pixels(screen: Screen, x_px: float) -> None:
    event = touch_events([Report(0.0, (contact(0, 10.26),))], screen)[0]
    assert event.changed[0].x_px == pytest.approx(x_px)
    assert event.changed[0].radius_x_px == event.changed[0].radius_y_px > 0
    assert 0 < event.changed[0].force < 1


def test_a_strong_touch_has_the_largest_force_and_no_more() -> None:
    strong = contact(0)._replace(strength=7.0)
    assert touch_events([Report(0.0, (strong,))], Screen())[0].changed[0].force == 1.0


@pytest.mark.parametrize("whole_px", [False, True])
@pytest.mark.parametrize("most", [5, 10])
def test_the_contacts_of_a_press_come_back_from_its_events(most: int, whole_px: bool) -> None:
    browser = Screen(6.3, 3.0, whole_px)
    reports = of_a_press(most)
    events = touch_events(reports, browser)
    replayed = reports_of(events, browser)
    assert any(report.cancelled for report in replayed) is (most == 5)
    latest = Report(-1.0, ())
    waiting = iter([*replayed, Report(np.inf, ())])
    after = next(waiting)
    half_px_mm = 0.5 / (6.3 if whole_px else 18.9) + 1e-9
    for report in reports:
        while after.time_ms <= report.time_ms:
            latest, after = after, next(waiting)
        assert [c.identifier for c in latest.contacts] == [c.identifier for c in report.contacts]
        for found, true in zip(latest.contacts, report.contacts, strict=True):
            assert found.radius_mm is not None
            assert true.radius_mm is not None
            assert true.strength is not None
            np.testing.assert_allclose(found[1:3], true[1:3], atol=half_px_mm)
            assert found.radius_mm == pytest.approx(true.radius_mm, abs=half_px_mm)
            assert found.strength == pytest.approx(min(true.strength, 2.0), abs=0.01)


def test_replaying_and_telling_again_gives_the_same_events() -> None:
    browser = Screen()
    events = touch_events(of_a_press(10), browser)
    assert same(touch_events(reports_of(events, browser), browser), events)


def same(one: list[TouchEvent], other: list[TouchEvent]) -> bool:
    return [event[:2] for event in one] == [event[:2] for event in other] and all(
        np.allclose(a.touches, b.touches) and np.allclose(a.changed, b.changed)
        for a, b in zip(one, other, strict=True)
        if a.touches
    )


def of_a_press(most: int) -> list[Report]:
    """With a finger beside it: where five are the most, it ends cancelled."""
    screen = panel("surface")
    take = record(five_dots(), screen, np.random.default_rng(2), None, Conditions(fingers=1))
    return drive(take.frames, take.motion.time_ms, screen, firmware(screen, most))


@pytest.mark.parametrize(
    ("px_per_mm", "pixel_ratio", "words"),
    [
        (0.0, 3.0, "px_per_mm: expected a finite number above 0 and up to 100"),
        (float("nan"), 3.0, "px_per_mm: expected a finite number"),
        (6.3, -1.0, "pixel_ratio: expected a finite number"),
        (6.3, 17.0, "pixel_ratio: expected a finite number above 0 and up to 16"),
    ],
)
def test_a_screen_that_cannot_be_is_refused(
    px_per_mm: float, pixel_ratio: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Screen(px_per_mm, pixel_ratio)
