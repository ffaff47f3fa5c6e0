from __future__ import annotations

import itertools

import numpy as np
import pytest

from emulator import Conditions
from emulator.device.acts import Act, FingerAct, StampAct
from emulator.hand.gesture import Gesture
from emulator.stream import Stream
from emulator.stream.stream import BLOCK
from stampcodec import Panel, family, panel
from stampcodec.face import StampFace

FACE = family("lattice8").encode(4711)
QUIET = Conditions(noise_scale=0.0, impulses=False)


def frames_of(stream: Stream) -> np.ndarray:
    return np.concatenate([frames for _, frames in stream.blocks()])


def test_a_stream_gives_frames_in_time_until_the_hand_is_done(nexus5: Panel) -> None:
    stream = Stream([StampAct(FACE), FingerAct()], nexus5, seed=1, rate_hz=60.0)
    seen = list(stream)
    times = np.array([frame.time_s for frame in seen])
    assert np.diff(times) == pytest.approx(1 / 60)
    assert all(f.counts.shape == (27, 15) and f.counts.dtype == np.int16 for f in seen)
    assert len(stream.presences) == 1
    assert 2.5 < times[-1] < 6.0


def test_the_same_seed_gives_the_same_stream_however_it_is_taken(nexus5: Panel) -> None:
    acts: list[Act] = [StampAct(FACE, Gesture("swipe")), FingerAct()]
    one = np.stack([frame.counts for frame in Stream(acts, nexus5, seed=3)])
    np.testing.assert_array_equal(one, frames_of(Stream(acts, nexus5, seed=3)))
    assert (one != frames_of(Stream(acts, nexus5, seed=4))[: len(one)]).any()


def test_an_act_looks_the_same_whatever_comes_before_it(nexus5: Panel) -> None:
    swipe = Gesture("swipe")
    one, other = (
        Stream([first, StampAct(FACE, swipe, at_s=3.0)], nexus5, seed=3, conditions=QUIET)
        for first in (FingerAct(at_s=0.5), StampAct(FACE, at_s=0.5))
    )
    late = [np.stack([f.counts for f in stream if f.time_s > 2.9]) for stream in (one, other)]
    np.testing.assert_array_equal(late[0], late[1])


@pytest.mark.parametrize("kind", ["press", "swipe"])
def test_the_truth_says_when_a_stamp_is_felt(kind: str, nexus5: Panel) -> None:
    stream = Stream([StampAct(FACE, Gesture(kind))], nexus5, seed=5, conditions=QUIET)
    strongest = {frame.time_s: int(frame.counts.max()) for frame in stream}
    (truth,) = stream.presences
    assert truth.face is FACE
    assert truth.gesture == kind
    assert truth.most == len(FACE.dots)
    assert truth.first_s is not None
    assert truth.last_s is not None
    for time_s, counts in strongest.items():
        if truth.first_s + 0.02 < time_s < truth.last_s - 0.02:
            assert counts > 25
        if not truth.first_s - 0.06 < time_s < truth.last_s + 0.06:
            assert counts < 15


@pytest.mark.parametrize(
    ("direction_deg", "row_way", "column_way"),
    [(0.0, 0, 1), (180.0, 0, -1), (90.0, 1, 0), (270.0, -1, 0), (45.0, 1, 1)],
)
def test_a_swipe_goes_where_it_is_sent(
    direction_deg: float, row_way: int, column_way: int, nexus5: Panel
) -> None:
    gesture = Gesture(
        "swipe", speed_mm_s=(200.0, 200.0), direction_deg=direction_deg, slip_mm=0.0, twist_deg=0.0
    )
    stream = Stream([StampAct(FACE, gesture)], nexus5, seed=2, conditions=QUIET)
    frames = frames_of(stream).astype(float)
    (truth,) = stream.presences
    assert np.hypot(*truth.velocity_mm_s) == pytest.approx(200.0)
    weight = frames.clip(10) - 10
    there = weight.sum(axis=(1, 2)) > 500
    row = (weight.sum(axis=2) @ np.arange(27))[there] / weight.sum(axis=(1, 2))[there]
    column = (weight.sum(axis=1) @ np.arange(15))[there] / weight.sum(axis=(1, 2))[there]
    for way, place in ((row_way, row), (column_way, column)):
        moved = place[-1] - place[0]
        assert abs(moved) < 1.5 if way == 0 else moved * way > 4.0


def test_hands_may_go_on_for_ever_and_little_is_kept(nexus5: Panel) -> None:
    acts = itertools.repeat(FingerAct(hold_ms=50.0))
    blocks = Stream(acts, nexus5, seed=1, rate_hz=500.0, pause_s=0.01).blocks()
    for times, frames in itertools.islice(blocks, 40):
        assert len(times) == len(frames) == BLOCK
    assert times[-1] == pytest.approx((40 * BLOCK - 1) / 500.0)


@pytest.mark.parametrize("rate_hz", [5.0, 500.0])
@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_every_panel_streams_at_every_rate(rate_hz: float, name: str) -> None:
    screen = panel(name)
    face: StampFace = family("lattice8").fit(screen).encode(7)
    stream = Stream([StampAct(face, Gesture("swipe"))], screen, seed=1, rate_hz=rate_hz)
    strongest = max(int(frames.max()) for _, frames in itertools.islice(stream.blocks(), 12))
    assert strongest > 5 * screen.noise_counts


def test_what_is_wrong_with_the_panel_shows(nexus5: Panel) -> None:
    held = Conditions(dead_rows=1, shorted_columns=1, charger_counts=5.0, display_counts=4.0)
    frames = frames_of(Stream([StampAct(FACE)], nexus5, seed=1, conditions=held))
    assert (frames == 0).all(axis=(0, 2)).sum() == 1
    assert (frames[:, :, 1:] == frames[:, :, :-1]).all(axis=(0, 1)).sum() == 1


def test_stale_rows_show_the_stamp_where_it_was(nexus5: Panel) -> None:
    gesture = Gesture("swipe", speed_mm_s=(300.0, 300.0), direction_deg=0.0)
    act = StampAct(FACE, gesture, place=(30.0, 20.0, 0.0))
    same = []
    for stale in (False, True):
        stream = Stream([act], nexus5, seed=2, conditions=QUIET, stale=stale)
        top = frames_of(stream)[70:90, 0]
        same.append(float((top[1:] == top[:-1]).all(axis=1).mean()))
    assert same[0] < 0.2
    assert same[1] > 0.7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rate_hz": 4.0}, "rate_hz: 4, expected 5 to 500"),
        ({"rate_hz": 501.0}, "rate_hz: expected a finite number above 0 and up to 500, got 501"),
        ({"rate_hz": 100.0, "scan_s": 0.02}, "scan_s: 0.02, expected 0 to 0.009"),
    ],
)
def test_what_no_panel_does_is_refused(
    arguments: dict[str, float], message: str, nexus5: Panel
) -> None:
    with pytest.raises(ValueError, match=message):
        Stream([], nexus5, 1, **arguments)  # type: ignore[arg-type]
