from __future__ import annotations

import numpy as np
import pytest

from benchmarks.streams import ablation
from benchmarks.streams.ablation import (
    LEFT_OUT,
    ROWS,
    WHOLE,
    LesserTracker,
    ablation_table,
    measure_ablation,
)
from benchmarks.streams.rates import measure_streams, stamped_in
from benchmarks.streams.tally import Stamped
from emulator import Conditions, Gesture
from emulator.device import StampAct
from emulator.stream import Stream
from stampcodec import family, panel
from stampcodec._core.track.kernel import PARTS


def test_every_part_of_the_kernel_is_left_out_once() -> None:
    assert sorted(LEFT_OUT.values()) == sorted([0, *PARTS.values()])
    assert len({*PARTS.values()}) == len(PARTS)
    assert all(part & (part - 1) == 0 for part in PARTS.values())


def test_rows_are_those_that_single_frames_do_not_settle() -> None:
    assert ROWS[:2] == ("press, 1/20", "press, 1/30")
    assert len(ROWS) == 8
    assert all("0.5 m/s" in name or "skipping" in name for name in ROWS[2:])


@pytest.mark.parametrize("part", ["odds of looks", "catching up"])
def test_weak_presses_are_told_sooner_with(part: str) -> None:
    stamps, screen = family("lattice8h14"), panel("nexus5")
    weak = Conditions(amplitude=1 / 30)
    acts = [StampAct(stamps.encode(k), Gesture(), weak) for k in range(6)]
    whole, less = LesserTracker(stamps, screen, 0), LesserTracker(stamps, screen, PARTS[part])
    told: list[list[Stamped]] = [[], []]
    for times_s, frames in Stream(acts, screen, seed=3).blocks():
        for events, tracker in zip(told, (whole, less), strict=True):
            for time_s, frame in zip(times_s.tolist(), frames, strict=True):
                events.extend(stamped_in(tracker.push(frame, time_s)))
    assert [[one.merchant_id for one in events] for events in told] == [[*range(6)]] * 2
    sooner = [late.time_s - soon.time_s for soon, late in zip(*told, strict=True)]
    assert min(sooner) > -0.01
    assert np.mean(sooner) > 0.01


def test_weak_presses_need_the_mean_and_skipping_swipes_the_fusion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = ("press, careless", "press, 1/30", "swipe 0.3 m/s, 60 Hz, long side, skipping")
    few = {name: LEFT_OUT[name] for name in (WHOLE, "mean of frames (4.3)", "fusion (6)")}
    monkeypatch.setattr(ablation, "LEFT_OUT", few)
    rows = measure_ablation(("lattice8h14",), kinds, ("nexus5",), each=4, seed=1)
    right = np.array([row.tally.right for row in rows]).reshape(2, 3)
    assert [row.kind for row in rows] == [kind for kind in kinds[1:] for _ in few]
    whole = measure_streams(("lattice8h14",), kinds[1:], each=4, seed=1, alone=True)
    assert right[:, 0].tolist() == [row.tally.right for row in whole]
    assert right[0, 1] < right[0, 0] == right[0, 2]
    assert right[1, 2] < right[1, 0] == right[1, 1]
    assert rows[0].as_json()["without"] == WHOLE
    assert 0.02 < rows[0].told_s < 0.5
    lost = rows[5]
    assert (lost.without, lost.as_json()["told_s"]) == ("fusion (6)", None)
    assert ablation_table(rows).row_count == len(rows)
