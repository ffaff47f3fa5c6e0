from __future__ import annotations

import pytest

from benchmarks.streams import cost
from benchmarks.streams.cost import Cost, cost_table, measure_cost, requirements
from benchmarks.streams.gestures import KINDS


def test_frames_with_and_without_a_stamp_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "KINDS", KINDS[:1])
    found = measure_cost("lattice8", "nexus5", 1, 1)
    assert 50 < found.frames < 120
    assert min(found.idle_us, found.stamp_us, found.most_us) > 0
    assert 100_000 < found.n_bytes < 700_000
    assert cost_table([found]).row_count == 1


def test_a_tracker_may_take_a_tenth_of_a_core() -> None:
    cheap, dear = (Cost("lattice8", "maxtouch", 9, 5.0, us, 9e3, 1) for us in (800.0, 900.0))
    assert cheap.share == pytest.approx(0.096)
    assert [each.met for each in requirements([cheap, dear])] == [True, False]
    assert cheap.as_json()["share"] == cheap.share
