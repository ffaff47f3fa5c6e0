from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import presses
from stampcodec.diagnosis import diagnose, extremes, noise_of, suspicion

NEXUS5 = sc.panel("nexus5")


def idle(n: int, noise: float, seed: int = 1, shape: tuple[int, int] = (27, 15)) -> Any:
    rng = np.random.default_rng(seed)
    return np.rint(rng.normal(0.0, noise, (n, *shape))).astype(np.int16)


@pytest.fixture(scope="module")
def pressed() -> Any:
    face = sc.family("lattice8").encode(4711)
    return presses(face, NEXUS5, 20, np.random.default_rng(2)).frames


def test_deltas_of_a_press_have_nothing_wrong_with_them(pressed: Any) -> None:
    found = diagnose(pressed, NEXUS5)
    assert (found.n_frames, found.rows, found.columns) == (20, 27, 15)
    assert (found.sign, found.n_touched, found.raw, found.swapped) == ("positive", 20, False, False)
    assert (found.clipped_at, found.dead_rows, found.dead_columns) == (None, (), ())
    assert (found.noisy_rows, found.noisy_columns, found.options) == ((), (), ())
    assert 30 < found.peak_counts < 200


def test_counts_that_fall_at_a_touch_are_negative(pressed: Any) -> None:
    found = diagnose(-pressed, NEXUS5)
    assert (found.sign, found.options) == ("negative", ("--negative",))


def test_swapped_axes_are_those_of_the_panel_that_is_named(pressed: Any) -> None:
    turned = np.ascontiguousarray(pressed.transpose(0, 2, 1))
    assert diagnose(turned, NEXUS5).options == ("--swap-axes",)
    assert diagnose(-turned, NEXUS5).options == ("--swap-axes", "--negative")
    assert not diagnose(turned).swapped
    assert not diagnose(idle(2, 1.0, shape=(9, 9)), sc.panel("9x9@4.1")).swapped


@pytest.mark.parametrize("level", [300, -300, 4000, -30000])
def test_a_baseline_that_is_not_subtracted_is_found(pressed: Any, level: int) -> None:
    rough = np.random.default_rng(3).integers(0, 200, (27, 15))
    found = diagnose((pressed + level + np.copysign(rough, level)).astype(np.int16))
    assert found.raw
    assert abs(found.level_counts) > 300


def test_the_sign_of_raw_counts_is_that_of_what_changes(pressed: Any) -> None:
    rough = np.random.default_rng(3).integers(3000, 5000, (27, 15)).astype(np.int16)
    frames = np.concatenate([idle(30, 1.7), -pressed]) + rough
    found = diagnose(frames)
    assert (found.raw, found.sign) == (True, "negative")
    assert 18 <= found.n_touched <= 20


@pytest.mark.parametrize("noise", [1.0, 1.7, 4.2, 12.0])
@pytest.mark.parametrize("n", [1, 40])
def test_noise_is_estimated_within_a_tenth(noise: float, n: int) -> None:
    frames = idle(n, noise, shape=(60, 60))
    # A whole count is what rounding adds: 1/12 of variance.
    assert noise_of(frames) == pytest.approx(np.hypot(noise, 12**-0.5), rel=0.1)


def test_touches_that_move_and_wrong_cells_are_no_noise(pressed: Any) -> None:
    quiet = noise_of(idle(20, 1.7))
    assert noise_of(np.concatenate([idle(20, 1.7), pressed])) < 1.5 * quiet
    broken = idle(20, 1.7)
    broken[::2, 2, 3] = 700
    assert noise_of(broken) == pytest.approx(quiet, rel=0.05)


def test_idle_frames_with_wrong_cells_are_not_touched() -> None:
    frames = idle(20, 1.7)
    frames[:, 1, 1:5] = 700
    found = diagnose(frames)
    assert (found.sign, found.n_touched, found.peak_counts) == ("idle", 0, 0.0)


def test_counts_that_pile_up_at_an_end_are_clipped(pressed: Any) -> None:
    assert diagnose(np.minimum(pressed, 70)).clipped_at == 70
    assert diagnose(np.maximum(-pressed, -70)).clipped_at == -70
    assert diagnose(np.where(pressed > 60, 32767, pressed).astype(np.int16)).clipped_at == 32767


def test_dead_and_noisy_lines_are_named(pressed: Any) -> None:
    frames = pressed.copy()
    frames[:, 20] += idle(20, 20.0, shape=(1, 15))[:, 0]
    frames[:, 5] = 0
    frames[:, :, 14] = 0
    found = diagnose(frames)
    assert (found.dead_rows, found.dead_columns) == ((5,), (14,))
    assert (found.noisy_rows, found.noisy_columns) == ((20,), ())


def test_a_quiet_panel_is_not_a_dead_one() -> None:
    frames = np.zeros((10, 27, 15), np.int16)
    frames[3:6, 4:9, 4:9] = 70
    found = diagnose(frames)
    assert (found.dead_rows, found.dead_columns, found.sign) == ((), (), "positive")


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 9), (2, 3, 2), (1, 4096, 1)])
def test_frames_of_any_size_have_a_diagnosis(shape: tuple[int, int, int]) -> None:
    assert diagnose(np.full(shape, -32768, np.int16)).raw
    assert diagnose(np.zeros(shape, np.int16)).sign == "idle"


def test_what_is_no_array_of_frames_is_refused() -> None:
    with pytest.raises(TypeError, match="frames: expected dtype int16, got float64"):
        diagnose(np.zeros((1, 2, 3)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="frames: expected shape n x n x n"):
        diagnose(np.zeros((2, 3), np.int16))
    with pytest.raises(ValueError, match=r"at least one frame, got shape \(0, 2, 3\)"):
        diagnose(np.zeros((0, 2, 3), np.int16))


def test_frames_are_suspected_only_where_they_cannot_be_deltas(pressed: Any) -> None:
    mixed = np.concatenate([idle(20, 1.7), pressed])
    for frames in (pressed, idle(20, 1.7), mixed, np.zeros((3, 27, 15), np.int16)):
        assert suspicion(extremes(frames), NEXUS5.noise_counts) is None
    negative = suspicion(extremes(-mixed), NEXUS5.noise_counts)
    assert negative is not None
    assert "far negative: try --negative" in negative
    raw = suspicion(extremes(mixed + np.int16(4000)), NEXUS5.noise_counts)
    assert raw is not None
    assert "no frame is near zero" in raw
    assert suspicion(np.empty((0, 3), np.int16), 1.7) is None
