"""The tracker in C against the tracker in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.firmware.budget import HOST_MAY_CALL
from benchmarks.firmware.host import called
from benchmarks.firmware.hosttracker import TrackerCore
from emulator import Conditions, Gesture, record
from stampcodec.firmware.package import make_firmware

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAMILY, PANEL = sc.family("lattice8"), sc.panel("nexus5")
IDLE = np.zeros((10, PANEL.rows, PANEL.columns), np.int16)
KINDS, GESTURES = ("stamped", "lifted", "unread"), ("press", "swipe")
DAY_US = 86_400_000_000


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> TrackerCore:
    folder = tmp_path_factory.mktemp("firmware") / "tracker"
    make_firmware(FAMILY, PANEL).write(folder)
    return TrackerCore(folder)


def takes() -> list[NDArray[np.int16]]:
    """Return presses and swipes: plain, faint, with dots that touch now and then, mirrored."""
    rng = np.random.default_rng(17)
    kinds = [
        (None, None),
        (Gesture("swipe", speed_mm_s=(300.0, 300.0)), None),
        (None, Conditions(amplitude=0.05)),
        (Gesture("swipe", speed_mm_s=(300.0, 300.0)), Conditions(touching=0.7)),
    ]
    faces = [FAMILY.encode(int(n)) for n in rng.integers(FAMILY.n_ids, size=len(kinds))]
    made = [
        record(face, PANEL, rng, gesture, conditions, frame_ms=1000 / 60).frames
        for face, (gesture, conditions) in zip(faces, kinds, strict=True)
    ]
    mirrored = record(FAMILY.encode(5), PANEL, rng, frame_ms=1000 / 60).frames
    return [*made, mirrored[:, :, ::-1]]


def test_c_and_python_tell_the_same_events(core: TrackerCore) -> None:
    """Over a minute and a day, with pauses that a float of seconds would not bridge."""
    tracker = sc.StampTracker(FAMILY, PANEL)
    begun_us = time_us = 7 * DAY_US
    expected, found = [], []
    for pause_us, frames in zip((0, 9_000_000, 100_000, DAY_US, 60_000_000), takes(), strict=True):
        time_us += pause_us
        for frame in [*frames, *IDLE]:
            time_us += 16_667
            expected += tracker.push(frame, (time_us - begun_us) * 1e-6)
            found += core.push(frame, time_us) or []
    expected += tracker.finish()
    found += core.finish()
    assert {event.kind for event in expected} == {"stamped", "lifted", "unread"}
    assert len(found) == len(expected)
    for c, python in zip(found, expected, strict=True):
        assert KINDS[c.kind] == python.kind
        assert (c.merchant_id, c.n_frames) == (python.merchant_id or 0, python.n_frames)
        for ours, theirs in zip(
            c[6:9], (python.time_s, python.first_s, python.last_s), strict=True
        ):
            assert ours - begun_us == pytest.approx(theirs * 1e6, abs=4000)
        assert bool(c.has_place) == (python.pose is not None)
        assert bool(c.has_velocity) == (python.velocity_mm_s is not None)
        if python.pose is not None:
            assert GESTURES[c.gesture] == python.gesture
            assert c.x_mm == pytest.approx(python.pose.x_mm, abs=0.05)
            assert c.y_mm == pytest.approx(python.pose.y_mm, abs=0.05)
            turn = (c.angle_deg - python.pose.angle_deg + 180) % 360 - 180
            assert turn == pytest.approx(0, abs=0.2)
            assert c.margin == pytest.approx(python.margin, abs=0.02)
        if python.velocity_mm_s is not None:
            assert c.vx_mm_s == pytest.approx(python.velocity_mm_s[0], abs=0.5)
            assert c.vy_mm_s == pytest.approx(python.velocity_mm_s[1], abs=0.5)


def test_a_stamp_that_rests_gives_one_event(core: TrackerCore) -> None:
    """Its times are moved along while it is there."""
    frames = takes()[0]
    face = frames[len(frames) // 2]
    told = [e for k in range(500) for e in core.push(face, 1 + 100_000 * k) or []]
    told += core.push(IDLE[0], 1 + 50_200_000) or []
    told += core.finish()
    assert [KINDS[event.kind] for event in told] == ["stamped", "lifted"]
    assert told[1].first_us == pytest.approx(1, abs=20)
    assert told[1].last_us == pytest.approx(49_900_001, abs=20)
    assert told[1].n_frames == 500


def test_a_time_that_does_not_ascend_changes_nothing(core: TrackerCore) -> None:
    assert core.push(IDLE[0], 50) == []
    assert core.push(IDLE[0], 50) is None
    assert core.push(IDLE[0], 49) is None
    assert core.push(IDLE[0], 51) == []
    assert core.finish() == []
    assert core.push(IDLE[0], 1) == []
    assert core.finish() == []


def test_memory_that_is_too_small_or_not_aligned_is_refused(core: TrackerCore) -> None:
    assert core.init(core.start, core.n_bytes - 1) is None
    assert core.init(core.start + 4, core.n_bytes) is None
    assert core.init(0, core.n_bytes) is None


def test_nothing_is_called_but_a_few_functions_of_the_library(core: TrackerCore) -> None:
    assert called(core.path) <= HOST_MAY_CALL
