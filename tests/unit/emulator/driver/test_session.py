from __future__ import annotations

import numpy as np
import pytest

from emulator import record
from emulator.driver import drive, firmware
from emulator.driver.session import session
from stampcodec import panel
from tests.unit.emulator.driver.touch_face import five_dots


def test_gestures_follow_each_other_on_one_clock_with_a_clear_glass_between_them() -> None:
    screen, rng = panel("nexus5"), np.random.default_rng(1)
    takes = [record(five_dots(), screen, rng) for _ in range(3)]
    scanned = session(takes)
    assert scanned.time_ms[0] == 0.0
    assert (np.diff(scanned.time_ms) > 0).all()
    for take, start in zip(takes, scanned.starts_ms, strict=True):
        first = int(np.argmin(np.abs(scanned.time_ms - take.motion.time_ms[0] - start)))
        np.testing.assert_array_equal(scanned.frames[first : first + len(take.frames)], take.frames)
    reports = drive(scanned.frames, scanned.time_ms, screen, firmware(screen))
    counts = np.array([len(report.contacts) for report in reports])
    lifts = np.flatnonzero((counts[:-1] > 0) & (counts[1:] == 0))
    assert len(lifts) == 3
    assert counts[-1] == 0


def test_a_session_without_a_gesture_is_none() -> None:
    with pytest.raises(ValueError, match="takes: expected at least one"):
        session([])
