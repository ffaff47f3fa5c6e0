from __future__ import annotations

import numpy as np
import pytest

from emulator.sensor.baseline import adapted, drift_field


def test_drift_is_a_plane_of_the_power_asked_for(rng: np.random.Generator) -> None:
    field = drift_field(3000, (27, 15), 4.0, rng)
    assert np.abs(np.diff(field, n=2, axis=1)).max() < 1e-4
    assert np.abs(np.diff(field, n=2, axis=2)).max() < 1e-4
    assert field[:, 13, 7].std() == pytest.approx(4.0, rel=0.05)
    assert (field[:, -1] - field[:, 0]).std() == pytest.approx(8.0, rel=0.05)


def test_an_idle_baseline_follows_by_its_rate() -> None:
    counts = np.full((40, 2, 2), 5.0, np.float32)
    delta = adapted(counts, 0.1, gate=10.0)[:, 0, 0]
    assert delta[:3] == pytest.approx([5.0, 4.5, 4.05])
    assert delta[-1] == pytest.approx(5 * 0.9**39, rel=1e-4)


def test_a_touch_above_the_gate_is_left_alone() -> None:
    counts = np.full((40, 2, 2), 50.0, np.float32)
    np.testing.assert_array_equal(adapted(counts, 0.1, gate=10.0), counts)


def test_a_weak_touch_leaves_its_negative() -> None:
    counts = np.zeros((60, 1, 1), np.float32)
    counts[:40] = 8.0
    delta = adapted(counts, 0.1, gate=10.0)[:, 0, 0]
    assert delta[39] < 0.2
    assert delta[40] < -7.5


def test_the_frames_handed_in_stay_what_they_are() -> None:
    counts = np.full((5, 2, 2), 3.0, np.float32)
    adapted(counts, 0.5, gate=10.0)
    assert (counts == 3.0).all()
