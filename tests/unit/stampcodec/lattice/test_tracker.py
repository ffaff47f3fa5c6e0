"""From a stream of frames to one event per stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from emulator import Conditions, Gesture, record
from emulator.device import StampAct
from emulator.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PANEL = sc.panel("nexus5")
IDLE = np.zeros((PANEL.rows, PANEL.columns), np.int16)


def taken(
    merchant: int, *, seed: int, rate_hz: float = 60.0, family: str = "lattice8", **given: float
) -> NDArray[np.int16]:
    """Record a press; `given` are conditions."""
    face = sc.family(family).encode(merchant)
    conditions = Conditions(**given) if given else None  # type: ignore[arg-type]
    rng = np.random.default_rng(seed)
    return record(face, PANEL, rng, None, conditions, frame_ms=1000 / rate_hz).frames


def pushed(
    tracker: sc.StampTracker, frames: Iterable[NDArray[np.int16]], *, rate_hz: float = 60.0,
    first_s: float = 0.0,
) -> list[sc.StampEvent]:  # fmt: skip
    return [
        event
        for number, frame in enumerate(frames)
        for event in tracker.push(frame, first_s + number / rate_hz)
    ]


def tracker_of(family: str = "lattice8") -> sc.StampTracker:
    return sc.StampTracker(sc.family(family), PANEL)


def told(events: list[sc.StampEvent]) -> list[tuple[str, int | None]]:
    return [(event.kind, event.merchant_id) for event in events]


@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
@pytest.mark.parametrize("rate_hz", [5.0, 20.0, 60.0, 120.0, 500.0])
def test_a_press_is_stamped_once_and_lifted(family: str, rate_hz: float) -> None:
    frames = taken(4711, seed=3, rate_hz=rate_hz, family=family)
    tracker = tracker_of(family)
    events = pushed(tracker, [*frames, IDLE, IDLE], rate_hz=rate_hz) + tracker.finish()
    assert told(events) == [("stamped", 4711), ("lifted", 4711)]
    stamped, lifted = events
    assert stamped.family == family
    assert stamped.gesture == lifted.gesture == "press"
    assert stamped.first_s <= stamped.last_s <= stamped.time_s < lifted.time_s
    assert stamped.first_s == lifted.first_s
    assert 1 <= stamped.n_frames <= lifted.n_frames
    assert stamped.margin is not None
    assert 0 <= stamped.margin <= 1


def test_the_event_has_the_pose_of_its_last_frame() -> None:
    take = record(
        sc.family("lattice8").encode(99), PANEL, np.random.default_rng(8), frame_ms=1000 / 60
    )
    (stamped,) = [e for e in pushed(tracker_of(), take.frames) if e.kind == "stamped"]
    x_mm, y_mm, angle_deg = take.motion.poses[round(stamped.last_s * 60)]
    assert stamped.pose is not None
    assert stamped.pose.x_mm == pytest.approx(x_mm, abs=0.5)
    assert stamped.pose.y_mm == pytest.approx(y_mm, abs=0.5)
    assert (stamped.pose.angle_deg - angle_deg + 180) % 360 - 180 == pytest.approx(0, abs=1.5)


def test_a_swipe_has_its_speed() -> None:
    face = sc.family("lattice8").encode(77)
    swipe = Gesture("swipe", speed_mm_s=(150.0, 150.0), bounce_mm=0.0)
    frames = record(face, PANEL, np.random.default_rng(2), swipe, frame_ms=10).frames
    tracker = tracker_of()
    events = pushed(tracker, [*frames, *[IDLE] * 20], rate_hz=100)
    assert told(events) == [("stamped", 77), ("lifted", 77)]
    for event in events:
        assert event.gesture == "swipe"
        assert event.velocity_mm_s is not None
        assert np.hypot(*event.velocity_mm_s) == pytest.approx(150, rel=0.1)


def test_the_same_stamp_again_gives_a_second_event() -> None:
    frames = taken(5, seed=4)
    events = pushed(tracker_of(), [*frames, *[IDLE] * 10, *frames, *[IDLE] * 10])
    assert told(events) == [("stamped", 5), ("lifted", 5)] * 2


def test_two_stamps_without_a_pause_give_two_events() -> None:
    one, two = (taken(merchant, seed=4)[10:25] for merchant in (5, 6))
    events = pushed(tracker_of(), [*one, *two, *[IDLE] * 10])
    assert told(events) == [("stamped", 5), ("lifted", 5), ("stamped", 6), ("lifted", 6)]


def test_a_stamp_left_lying_gives_one_event() -> None:
    rest = taken(5, seed=4)[12:22]
    tracker = tracker_of()
    events = pushed(tracker, np.tile(rest, (60, 1, 1))) + tracker.finish()
    assert told(events) == [("stamped", 5)]


def test_a_stamp_that_bounces_off_for_a_moment_gives_one_event() -> None:
    frames = list(taken(5, seed=4))
    frames[14:17] = [IDLE] * 3
    assert told(pushed(tracker_of(), [*frames, *[IDLE] * 10])) == [("stamped", 5), ("lifted", 5)]


def test_a_stamp_that_a_strong_spot_outshines_for_a_while_gives_one_event() -> None:
    frames = taken(5, seed=4, amplitude=0.25)
    resting = np.concatenate([frames[:20], *[frames[12:20]] * 3])
    resting[20:32, 2:5, 2:5] += 3000
    events = pushed(tracker_of(), [*resting, *[IDLE] * 10])
    assert told(events) == [("stamped", 5), ("lifted", 5)]
    assert 0.1 < events[1].time_s - (len(resting) - 1) / 60 < 0.15


def test_a_strong_spot_does_not_hold_a_stamp_that_has_gone() -> None:
    frames = taken(5, seed=4, amplitude=0.25)
    spot = IDLE.copy()
    spot[2:5, 2:5] = 3000
    both = pushed(tracker_of(), [*frames[:20], *[spot] * 12, *frames, *[IDLE] * 10])
    assert told(both) == [("stamped", 5), ("lifted", 5)] * 2


def test_a_gap_of_more_than_a_second_ends_the_presence() -> None:
    rest = taken(5, seed=4)[12:22]
    tracker = tracker_of()
    assert told(pushed(tracker, rest)) == [("stamped", 5)]
    (lifted,) = tracker.push(IDLE, 5.0)
    assert lifted.kind == "lifted"
    assert lifted.time_s == 5.0
    assert lifted.last_s < 1.0
    assert told(pushed(tracker, rest, first_s=10.0)) == [("stamped", 5)]


def test_a_stamp_that_is_there_at_the_end_is_stamped() -> None:
    rest = taken(5, seed=4)[12:14]
    tracker = tracker_of()
    assert pushed(tracker, [IDLE, *rest], rate_hz=500) == []
    assert told(tracker.finish()) == [("stamped", 5)]
    assert tracker.finish() == []


@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
def test_a_press_too_weak_for_most_frames_is_stamped(family: str) -> None:
    stamped, n = 0, 20
    for seed in range(n):
        frames = taken(123, seed=seed, family=family, amplitude=1 / 20)
        events = pushed(tracker_of(family), frames)
        assert told(events) in ([], [("stamped", 123)], [("stamped", 123), ("lifted", 123)])
        stamped += bool(events)
    assert stamped == n, f"{stamped} of {n} presses stamped"


@pytest.mark.parametrize("family", ["lattice8", "lattice8h14"])
def test_weak_stamps_that_rest_give_one_event_each(family: str) -> None:
    held, weak = Gesture(hold_ms=2500.0), Conditions(amplitude=1 / 28)
    faces = [sc.family(family).encode(merchant) for merchant in (7, 123, 4095)]
    stream = Stream([StampAct(face, held, weak) for face in faces], PANEL, 1, pause_s=0.2)
    tracker = tracker_of(family)
    events = [event for time_s, frame in stream for event in tracker.push(frame, time_s)]
    assert told(events) == [
        (kind, merchant) for merchant in (7, 123, 4095) for kind in ("stamped", "lifted")
    ]
    for presence, lifted in zip(stream.presences, events[1::2], strict=True):
        assert presence.last_s is not None
        assert 0.0 < lifted.time_s - presence.last_s < 0.25


def test_a_stamp_that_leads_is_told_though_the_next_frames_show_nothing() -> None:
    frame = taken(5, seed=4)[15]
    tracker = tracker_of()
    assert pushed(tracker, [IDLE, frame, IDLE]) == []
    assert told(pushed(tracker, [IDLE], first_s=3 / 60)) == [("stamped", 5)]
    assert told(pushed(tracker, [IDLE] * 10, first_s=4 / 60)) == [("lifted", 5)]


def test_a_mirrored_stamp_is_unread() -> None:
    frames = taken(5, seed=4)[:, :, ::-1]
    (unread,) = pushed(tracker_of(), [*frames, *[IDLE] * 10])
    assert unread.kind == "unread"
    assert unread[2:4] == (None, None)
    assert (unread.pose, unread.velocity_mm_s, unread.margin) == (None, None, None)


def test_two_fingers_give_nothing() -> None:
    row, column = np.indices(IDLE.shape)
    frame = sum(
        180 * np.exp(-((row - y) ** 2 + (column - x) ** 2) / 1.2) for x, y in ((4, 8), (10, 20))
    )
    tracker = tracker_of()
    assert pushed(tracker, [np.rint(frame).astype(np.int16)] * 60) + tracker.finish() == []


@pytest.mark.parametrize("time_s", [1.0, 0.5, -3.0])
def test_a_time_that_does_not_rise_leaves_the_tracker_as_it_was(time_s: float) -> None:
    frames = taken(5, seed=4)
    one, other = tracker_of(), tracker_of()
    events = []
    for number, frame in enumerate(frames):
        events += one.push(frame, 1.0 + number / 60)
        if number == 0:
            continue
        with pytest.raises(ValueError, match="time_s: expected a time after"):
            one.push(frames[15], time_s)
    assert events == pushed(other, frames, first_s=1.0)
    assert one.finish() == other.finish()


@pytest.mark.parametrize("time_s", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_of_seconds_is_refused(time_s: float) -> None:
    with pytest.raises(ValueError, match="time_s: expected a finite number"):
        tracker_of().push(IDLE, time_s)
    with pytest.raises(TypeError, match="time_s: expected a number, got str"):
        tracker_of().push(IDLE, "1")  # type: ignore[arg-type]


def test_a_frame_of_another_panel_is_refused() -> None:
    tracker = tracker_of()
    with pytest.raises(ValueError, match=r"frame: expected shape 27 x 15"):
        tracker.push(IDLE.T.copy(), 0.0)
    with pytest.raises(TypeError, match="frame: expected"):
        tracker.push(IDLE.astype(np.float32), 0.0)
    assert tracker.push(IDLE[::-1], 0.0) == []


def test_a_tracker_is_made_for_a_lattice_and_a_panel() -> None:
    with pytest.raises(TypeError, match="family: expected a lattice Family"):
        sc.StampTracker("lattice8", PANEL)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="touch5 has no lattice"):
        sc.StampTracker(sc.family("touch5"), PANEL)
    with pytest.raises(TypeError, match="panel: expected a Panel"):
        sc.StampTracker(sc.family("lattice8"), "nexus5")  # type: ignore[arg-type]
    assert repr(tracker_of()) == "<StampTracker of lattice8 at 5 mm pitch on nexus5>"
    assert tracker_of().n_bytes < 700_000


@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
def test_a_swipe_whose_dots_touch_now_and_then_is_stamped(family: str) -> None:
    face = sc.family(family).encode(99)
    reader = sc.FrameReader(sc.family(family), PANEL)
    swipe = Gesture("swipe", speed_mm_s=(300.0, 300.0))
    skips = Conditions(touching=0.55)
    alike = stamped = 0
    n = 12
    for seed in range(n):
        frames = record(
            face, PANEL, np.random.default_rng(seed), swipe, skips, frame_ms=1000 / 60
        ).frames
        alike += sum(reading.merchant_id == 99 for reading in reader.read_many(frames)) > 1
        tracker = tracker_of(family)
        events = pushed(tracker, frames) + tracker.finish()
        assert {event.merchant_id for event in events} <= {99, None}
        assert sum(event.kind == "stamped" for event in events) <= 1
        stamped += any(event.kind == "stamped" for event in events)
        assert all(event.gesture == "swipe" for event in events if event.kind == "stamped")
    # fixed seeds; docs/benchmarks.md has the rates
    assert stamped >= n - 2, f"{stamped} of {n} swipes stamped"
    assert alike < stamped, f"two frames agree in {alike} of {n} swipes"
