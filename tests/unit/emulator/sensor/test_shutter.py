from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions, glass
from emulator.device.acts import FingerAct, StampAct
from emulator.device.scan import SCAN_S, row_times_s, scanned
from emulator.hand.gesture import Gesture
from emulator.sensor.sensor import conducted
from emulator.sensor.shutter import shuttered
from stampcodec import Panel, family

FACE = family("lattice8").encode(4711)


@pytest.mark.parametrize("direction_deg", [0.0, 45.0, 90.0])
def test_a_frame_is_the_one_that_the_device_scans(direction_deg: float, nexus5: Panel) -> None:
    gesture = Gesture("swipe", speed_mm_s=(500.0, 500.0), direction_deg=direction_deg)
    stamp = StampAct(FACE, gesture, Conditions(moulding=None)).drawn(
        0.0, nexus5, np.random.default_rng(1)
    )
    finger = FingerAct().drawn(0.05, nexus5, np.random.default_rng(2))
    start_s = np.array([0.08, 0.09, 0.1, 0.13])
    frames = shuttered(
        lambda time_s: conducted(stamp.counts(time_s) + finger.counts(time_s), glass(nexus5)),
        start_s,
        SCAN_S,
    )
    for begin_s, frame in zip(start_s, frames, strict=True):
        scan = scanned([stamp, finger], row_times_s(begin_s, 27), nexus5)
        # A face at 0.5 m/s, 95 counts a dot: what interpolation costs.
        assert np.abs(frame - scan).max() < 2.0
        assert np.sqrt(np.mean((frame - scan) ** 2)) < 0.4


def test_without_a_scan_time_all_rows_are_of_one_moment(nexus5: Panel) -> None:
    gesture = Gesture("swipe", speed_mm_s=(500.0, 500.0))
    stamp = StampAct(FACE, gesture).drawn(0.0, nexus5, np.random.default_rng(1))
    frames = shuttered(stamp.counts, np.array([0.1]), 0.0)
    np.testing.assert_array_equal(frames, stamp.counts(np.array([0.1])))
