from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice.response import Response
from benchmarks.streams.genie import StreamGenie, Told, decided_s, told_of
from emulator import Conditions, Gesture
from emulator.device import StampAct
from emulator.stream import Presence, Stream
from stampcodec import FrameReader, family, panel

STAMPS, PANEL = family("lattice8"), panel("nexus5")


def streamed(
    gesture: Gesture, conditions: Conditions, rate_hz: float
) -> tuple[Stream, np.ndarray, np.ndarray]:
    """Return a stream of one stamp, its times and its frames."""
    acts = [StampAct(STAMPS.encode(4711), gesture, conditions)]
    stream = Stream(acts, PANEL, seed=3, rate_hz=rate_hz)
    times_s, frames = (np.concatenate(parts) for parts in zip(*stream.blocks(), strict=True))
    return stream, times_s, frames


@pytest.mark.parametrize(
    ("gesture", "conditions", "rate_hz"),
    [
        (Gesture(), Conditions(amplitude=1 / 30), 120.0),
        (
            Gesture("swipe", speed_mm_s=(300.0, 300.0)),
            Conditions(touching=0.7, run_ms=30.0),
            60.0,
        ),
    ],
    ids=["a weak press", "a swipe of skipping dots"],
)
def test_the_genie_names_what_no_single_frame_does(
    gesture: Gesture, conditions: Conditions, rate_hz: float
) -> None:
    stream, times_s, frames = streamed(gesture, conditions, rate_hz)
    (presence,) = stream.presences
    found = decided_s(presence, STAMPS, PANEL, times_s, frames, stream.scan_s)
    assert found is not None
    assert presence.first_s is not None
    assert presence.last_s is not None
    assert presence.first_s < found < presence.last_s
    reads = [reading.merchant_id for reading in FrameReader(STAMPS, PANEL).read_many(frames)]
    assert 4711 not in reads


def test_noise_never_names_the_stamp_that_the_genie_looks_for() -> None:
    stream, times_s, _ = streamed(Gesture(), Conditions(amplitude=1 / 30), 120.0)
    (presence,) = stream.presences
    assert presence.first_s is not None
    times_s = times_s[times_s > presence.first_s][:12]
    noise = np.random.default_rng(1).normal(0.0, 3.0, (12, PANEL.rows, PANEL.columns))
    idle = noise.astype(np.int16)
    assert decided_s(presence, STAMPS, PANEL, times_s, idle, stream.scan_s) is None


def test_a_stamp_that_was_not_emulated_has_no_decision() -> None:
    presence = Presence(STAMPS.encode(1), "press", 0.0, 1.0, 24, (0.0, 0.0))
    none = np.zeros((1, PANEL.rows, PANEL.columns), np.int16)
    assert decided_s(presence, STAMPS, PANEL, np.zeros(1), none, 0.0) is None


def test_the_genie_is_told_pose_and_gain_of_the_moment() -> None:
    stream, _, _ = streamed(Gesture(), Conditions(amplitude=0.5), 120.0)
    there = stream.presences[0].there
    assert there is not None
    before = told_of(there, there.begin_s, stream.scan_s)
    assert (before.touching, before.gain) == (0.0, 0.0)
    held = told_of(there, there.contact_s + 0.2, stream.scan_s)
    assert held.touching == 1.0
    assert held.gain == pytest.approx(0.5, rel=0.1)
    path = there.passage.path
    assert held.pose == pytest.approx(path.at(np.array([202.0])).poses[0], abs=0.1)


def test_a_frame_without_a_dot_says_nothing() -> None:
    genie = StreamGenie(Response(STAMPS, PANEL))
    genie.add(np.full((PANEL.rows, PANEL.columns), 99, np.int16), Told(np.zeros(3), 0.0, 0.0))
    assert not genie.nats.any()
