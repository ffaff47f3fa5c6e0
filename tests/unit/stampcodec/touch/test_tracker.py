from __future__ import annotations

import json
import tracemalloc
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Conditions, Gesture
from emulator.device import StampAct
from emulator.driver import Driver, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.stream import Stream, finger_play
from stampcodec.touchevent import Moment, Touch
from stampcodec.touchevent import touch_events as touch_events_of
from stampcodec.touchpress import find_presses, read_press

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emulator.driver import Report

STAMPS, SCREEN = sc.family("touch5"), sc.panel("nexus5")
PX_PER_MM = 6.3
DOTS = STAMPS.encode(1234).dots[:, :2] * PX_PER_MM


def pressed(
    n: int, period_s: float = 0.01, start_s: float = 0.0, way_px: tuple[float, float] = (0.0, 0.0)
) -> list[tuple[dict[int, tuple[float, float]], float]]:
    """Contacts of merchant 1234, n times, moved on by `way_px` each time."""
    told = []
    for i in range(n):
        places = DOTS + (200.0, 300.0) + i * np.array(way_px)
        told.append((dict(enumerate(map(tuple, places.tolist()))), start_s + i * period_s))
    return told


def events_of(
    told: list[tuple[dict[int, tuple[float, float]], float]], tracker: sc.ContactTracker
) -> list[sc.ContactEvent]:
    return [event for contacts, time_s in told for event in tracker.push(contacts, time_s)]


@pytest.fixture
def tracker() -> sc.ContactTracker:
    return sc.ContactTracker(STAMPS, px_per_mm=(5.4, 7.2))


def test_a_press_is_stamped_with_its_third_sample_and_lifted_once(
    tracker: sc.ContactTracker,
) -> None:
    (stamped,) = events_of(pressed(40), tracker)
    assert (stamped.kind, stamped.family, stamped.merchant_id) == ("stamped", "touch5", 1234)
    assert (stamped.gesture, stamped.n_frames) == ("press", 3)
    assert (stamped.first_s, stamped.last_s, stamped.time_s) == (0.0, 0.02, 0.02)
    assert stamped.velocity_px_s == pytest.approx((0.0, 0.0), abs=1e-6)
    assert stamped.pose is not None
    assert stamped.pose[:2] == pytest.approx((200.0, 300.0), abs=0.5)
    assert stamped.margin is not None
    assert 0 < stamped.margin <= 1
    assert tracker.push({}, 0.40) == []
    (lifted,) = tracker.push({}, 0.51)
    assert (lifted.kind, lifted.merchant_id, lifted.n_frames) == ("lifted", 1234, 40)
    assert (lifted.first_s, lifted.last_s, lifted.time_s) == (0.0, 0.39, 0.51)
    assert tracker.finish() == []


def test_a_swipe_has_its_speed_and_the_place_where_it_was_last(tracker: sc.ContactTracker) -> None:
    told = pressed(30, way_px=(6.3, -3.15))
    (stamped,) = events_of(told, tracker)
    assert stamped.gesture == "swipe"
    assert stamped.velocity_px_s == pytest.approx((630.0, -315.0))
    assert stamped.pose is not None
    assert stamped.pose[:2] == pytest.approx((212.6, 293.7), abs=0.5)
    tracker.push({}, 0.3)
    (lifted,) = tracker.push({}, 0.45)
    assert lifted.gesture == "swipe"
    assert lifted.pose is not None
    assert lifted.pose[:2] == pytest.approx((200.0 + 29 * 6.3, 300.0 - 29 * 3.15), abs=0.5)


def test_identifiers_may_be_new_in_every_report(tracker: sc.ContactTracker) -> None:
    told = [
        ({9 * i - key: place for key, place in contacts.items()}, time_s)
        for i, (contacts, time_s) in enumerate(pressed(12))
    ]
    kinds = [event.kind for event in events_of(told, tracker)]
    assert kinds == ["stamped"]
    assert [event.kind for event in tracker.push({}, 5.0)] == ["lifted"]


def test_contacts_that_merge_vanish_and_come_back_are_one_presence(
    tracker: sc.ContactTracker,
) -> None:
    told = pressed(60)
    for i in (1, 2, 4, 5, 7, 20, 21, 30):
        contacts, time_s = told[i]
        told[i] = ({key: place for key, place in contacts.items() if key != i % 5}, time_s)
    for i in (24, 25, 40):
        told[i] = ({}, told[i][1])
    events = [*events_of(told, tracker), *tracker.push({}, 0.6), *tracker.push({}, 0.75)]
    assert [event.kind for event in events] == ["stamped", "lifted"]
    assert {event.merchant_id for event in events} == {1234}


def test_the_same_stamp_again_is_stamped_again(tracker: sc.ContactTracker) -> None:
    events = events_of(pressed(10), tracker)
    events += tracker.push({}, 0.1)
    events += events_of(pressed(10, start_s=0.3), tracker)
    events += tracker.finish()
    assert [event.kind for event in events] == ["stamped", "lifted", "stamped"]


def test_a_stamp_that_rests_without_a_word_is_read_when_it_lifts(
    tracker: sc.ContactTracker,
) -> None:
    ((contacts, _),) = pressed(1)
    assert tracker.push(contacts, 0.0) == []
    assert tracker.push({}, 0.19) == []
    assert [event.kind for event in tracker.finish()] == []
    tracker.push(contacts, 0.0)
    (stamped,) = tracker.push({}, 0.21)
    assert (stamped.kind, stamped.merchant_id, stamped.n_frames) == ("stamped", 1234, 1)
    assert stamped.velocity_px_s is None


def test_a_silence_of_more_than_a_second_ends_the_presence(tracker: sc.ContactTracker) -> None:
    events = events_of(pressed(5), tracker)
    events += events_of(pressed(5, start_s=1.1), tracker)
    assert [(event.kind, event.time_s) for event in events] == [
        ("stamped", 0.02),
        ("lifted", 1.1),
        ("stamped", 1.12),
    ]


def test_five_fingers_that_are_no_stamp_are_told_as_unread(tracker: sc.ContactTracker) -> None:
    fingers = {i: (80.0 * i, 90.0 * (i % 2)) for i in range(5)}
    events = [event for i in range(20) for event in tracker.push(fingers, 0.01 * i)]
    assert events == []
    tracker.push({}, 0.2)
    (unread,) = tracker.push({}, 0.4)
    assert (unread.kind, unread.merchant_id, unread.gesture, unread.pose) == (
        "unread",
        None,
        None,
        None,
    )
    assert (unread.first_s, unread.last_s, unread.n_frames) == (0.0, 0.19, 20)


def test_other_numbers_of_contacts_tell_nothing(tracker: sc.ContactTracker) -> None:
    for i in range(40):
        contacts = {key: (60.0 * key, 50.0) for key in range(i % 5)}
        assert tracker.push(contacts, 0.01 * i) == []
    assert tracker.finish() == []


def test_a_stamp_that_is_there_at_the_end_is_not_lifted(tracker: sc.ContactTracker) -> None:
    events = events_of(pressed(10, start_s=7.0), tracker) + tracker.finish()
    assert [event.kind for event in events] == ["stamped"]
    # Another stream may begin at any time.
    assert tracker.push({}, 1.0) == []


BAD: dict[str, tuple[Any, Any, type[Exception], str]] = {
    "no mapping": ([(1.0, 2.0)], 1.0, TypeError, "contacts: expected a mapping"),
    "no identifier": ({"a": (1.0, 2.0)}, 1.0, TypeError, "expected whole numbers as identifiers"),
    "no pair": ({1: (1.0, 2.0, 3.0)}, 1.0, TypeError, r"contacts\[1\]: expected \(x, y\)"),
    "no numbers": ({1: ("a", 2.0)}, 1.0, TypeError, r"contacts\[1\]: expected a number, got str"),
    "nowhere": ({1: (float("nan"), 2.0)}, 1.0, ValueError, "expected -1e[+]09 to 1e[+]09, got nan"),
    "too many": (dict.fromkeys(range(101), (1.0, 2.0)), 1.0, ValueError, "100 or fewer, got 101"),
    "no time": ({}, "now", TypeError, "time_s: expected a number, got str"),
    "never": ({}, float("inf"), ValueError, "time_s: expected"),
    "the same time": ({}, 0.02, ValueError, "expected a time after the last call's, got 0.02"),
    "an earlier time": ({}, 0.01, ValueError, "expected a time after the last call's, got 0.01"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_leaves_the_tracker_as_it_was(name: str, tracker: sc.ContactTracker) -> None:
    contacts, time_s, error, message = BAD[name]
    events_of(pressed(3), tracker)
    with pytest.raises(error, match=message):
        tracker.push(contacts, time_s)
    tracker.push({}, 0.03)
    (lifted,) = tracker.push({}, 0.2)
    assert (lifted.kind, lifted.n_frames) == ("lifted", 3)


def test_memory_is_fixed(tracker: sc.ContactTracker) -> None:
    ((contacts, _),) = pressed(1)
    for i in range(2000):
        tracker.push(contacts, 0.01 * i)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for i in range(2000, 4000):
        tracker.push(contacts, 0.01 * i)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 4000


def driven(stream: Stream, most_contacts: int = 10) -> list[Report]:
    """What a phone reports of a stream."""
    driver = Driver(SCREEN, firmware(SCREEN, most_contacts))
    return [driver.push(frame, 1000.0 * time_s) for time_s, frame in stream]


def tracked(reports: list[Report]) -> list[sc.ContactEvent]:
    tracker = sc.ContactTracker(STAMPS)
    events: list[sc.ContactEvent] = []
    for report in reports:
        contacts = {
            contact.identifier: (PX_PER_MM * contact.x_mm, PX_PER_MM * contact.y_mm)
            for contact in report.contacts
        }
        events += tracker.push(contacts, report.time_ms / 1000.0)
    return events + tracker.finish()


@pytest.mark.parametrize(
    ("gesture", "rate_hz"),
    [
        (Gesture(), 20.0),
        (Gesture(sway_mm=0.2, squeeze=0.3, scatter_ms=25.0, bounce_mm=0.3), 120.0),
        (Gesture("swipe", speed_mm_s=(100.0, 100.0), direction_deg=90.0), 60.0),
        (Gesture("swipe", speed_mm_s=(200.0, 200.0), direction_deg=-90.0), 60.0),
    ],
)
def test_every_stamp_gives_one_event_and_it_is_the_one_that_decode_gives(
    gesture: Gesture, rate_hz: float
) -> None:
    """The tracker, and presses of the same touch events as `decode` reads them, agree."""
    rng = np.random.default_rng(5)
    acts = [StampAct(STAMPS.encode(int(rng.integers(4096))), gesture) for _ in range(8)]
    stream = Stream(acts, SCREEN, 3, rate_hz=rate_hz, pause_s=0.5)
    reports = driven(stream)
    truth = [presence.face.merchant_id for presence in stream.presences]
    events = tracked(reports)
    assert [event.merchant_id for event in events if event.kind == "stamped"] == truth
    assert [event.merchant_id for event in events if event.kind == "lifted"] == truth
    assert {event.gesture for event in events} == {gesture.kind}
    reader = sc.ContactReader(STAMPS)
    told = touch_events(reports, Screen(px_per_mm=PX_PER_MM))
    decoded = [read_press(reader, press).merchant_id for press in find_presses(told)]
    assert [merchant for merchant in decoded if merchant is not None] == truth


class Looking:
    """A reader that reads nothing, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[NDArray[np.float64]] = []

    def read_samples(self, samples: NDArray[np.float64]) -> sc.ContactReading:
        self.shown.append(samples.copy())
        return sc.ContactReading(sc.Outcome.UNREADABLE)


def test_a_tracker_looks_at_the_samples_that_decode_reads(tracker: sc.ContactTracker) -> None:
    """Contacts come, go, move and are followed by others, often for equally long times."""
    rng = np.random.default_rng(3)
    n = 0
    for _ in range(150):
        looking = tracker._reader = Looking()  # type: ignore[assignment]
        found, time_ms, down, new = [], 0.0, dict[int, tuple[float, float]](), count()
        for _ in range(40):
            # Exact in seconds too.
            time_ms += 7.8125 * float(rng.choice([1, 1, 1, 4]))
            if rng.random() < 0.6 and len(down) < 5:
                down[next(new)] = (0.0, 0.0)
            elif rng.random() < 0.3 and down:
                del down[int(rng.choice(list(down)))]
            down = {key: tuple(rng.uniform(0, 400, 2).tolist()) for key in down}
            if down:
                touches = tuple(Touch(key, *place) for key, place in down.items())
                found.append(Moment(time_ms, touches))
                tracker.push(down, time_ms / 1000)
        end_ms = time_ms + 7.8125
        tracker.push({}, end_ms / 1000)
        before = len(looking.shown)
        tracker.push({}, (end_ms + 200.0) / 1000)
        tracker.finish()
        (press,) = find_presses(touch_events_of([*found, Moment(end_ms, ())]))
        if press.samples.shape[1] == 5 and press.has_settled:
            n += 1
            np.testing.assert_array_equal(looking.shown[before], press.samples)
    assert n > 80


def test_fingers_at_play_are_no_stamp() -> None:
    stream = Stream(finger_play(SCREEN, 1), SCREEN, 1, rate_hz=30.0, conditions=Conditions())
    driver = Driver(SCREEN, firmware(SCREEN))
    tracker = sc.ContactTracker(STAMPS)
    for time_s, frame in stream:
        report = driver.push(frame, 1000.0 * time_s)
        contacts = {c.identifier: (c.x_mm, c.y_mm) for c in report.contacts}
        assert all(event.kind == "unread" for event in tracker.push(contacts, time_s))
        if time_s > 120.0:
            break


def test_an_event_can_be_written_as_json(tracker: sc.ContactTracker) -> None:
    (stamped,) = events_of(pressed(3), tracker)
    assert json.loads(json.dumps(stamped._asdict()))["merchant_id"] == 1234
