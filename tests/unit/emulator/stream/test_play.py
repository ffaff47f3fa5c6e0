from __future__ import annotations

import itertools

import numpy as np

from emulator.device.acts import FingerAct, PalmAct, PocketAct
from emulator.stream import Stream, finger_play
from stampcodec import Panel


def test_hands_play_in_order_of_time_and_do_everything(nexus5: Panel) -> None:
    acts = list(itertools.islice(finger_play(nexus5, 1), 2000))
    times = [act.at_s for act in acts if act.at_s is not None]
    assert len(times) == len(acts)
    assert (np.diff(times) >= 0).all()
    assert {type(act) for act in acts} == {FingerAct, PalmAct, PocketAct}
    at_once = np.histogram(times, bins=np.arange(times[0], times[-1], 0.05))[0]
    assert at_once.max() >= 5


def test_the_same_seed_plays_the_same(nexus5: Panel) -> None:
    one, other = (list(itertools.islice(finger_play(nexus5, 3), 100)) for _ in range(2))
    assert one == other
    assert one != list(itertools.islice(finger_play(nexus5, 4), 100))


def test_an_hour_may_pass_and_no_stamp_was_there(nexus5: Panel) -> None:
    stream = Stream(finger_play(nexus5, 1), nexus5, seed=1, rate_hz=20.0)
    strongest = [int(frames.max()) for _, frames in itertools.islice(stream.blocks(), 40)]
    assert max(strongest) > 150
    assert stream.presences == []
