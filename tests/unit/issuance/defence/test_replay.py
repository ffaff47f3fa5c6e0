from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

import stampcodec as sc
from benchmarks.touch.pressed import samples
from issuance.defence import replay
from issuance.defence.replay import agreement, replays
from issuance.defence.series import FREE, Series, kept_block, kept_offs, series_of

CODE = 1234
DOTS = sc.family("touch5").encode(CODE).dots[:, :2]
Points = NDArray[np.float64]


def series(points: Points) -> Series:
    found = series_of(points, DOTS)
    assert found is not None
    return found


def moved(points: Points, *, turn_deg: float = 0.0, scale: float = 1.0) -> Points:
    """Show a press again, elsewhere, on another phone, rounded to its whole pixels."""
    places = points @ np.array([1, 1j])
    places = (places - places.mean()) * scale * np.exp(1j * np.deg2rad(turn_deg)) + 200 + 301j
    return np.round(np.stack([places.real, places.imag], axis=-1))


ATTACKS: dict[str, Callable[[Points], Points]] = {
    "as it was": lambda points: points,
    "elsewhere": lambda points: points + [13.25, -40.5],
    "rounded": np.round,
    "turned": lambda points: moved(points, turn_deg=77.0),
    "larger": lambda points: moved(points, scale=1.12),
    "smaller and turned": lambda points: moved(points, turn_deg=201.0, scale=0.9),
    "without its ends": lambda points: moved(points, turn_deg=10.0)[3:-2],
    "every other sample": lambda points: moved(points, turn_deg=10.0)[::2],
    "points in another order": lambda points: points[:, [3, 1, 4, 0, 2]],
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("seed", range(5))
def test_a_press_that_is_shown_again_is_recognised(attack: str, seed: int) -> None:
    shown = samples(CODE, seed, t=28)
    again = series(ATTACKS[attack](shown))
    before = series(shown)
    assert replays(again, [before.stored])
    assert before.key in (again.similar_keys or ())


def test_no_two_of_many_presses_are_taken_for_one() -> None:
    presses = [series(samples(CODE, seed, t=10 + seed % 20)) for seed in range(150)]
    stored = [each.stored for each in presses]
    false = [n for n, each in enumerate(presses) if n and replays(each, stored[:n])]
    assert false == []


def test_presses_that_agree_in_the_mean_still_tremble_each_in_its_own_way() -> None:
    """The hardest case: the same place, the same errors of the driver, the same drift."""
    rng = np.random.default_rng(1)
    still = samples(CODE, 1, t=20, jitter_mm=0.0)
    presses = [series(np.round(still + rng.normal(0, 0.3, still.shape), 1)) for _ in range(100)]
    stored = [each.stored for each in presses]
    assert not any(replays(each, stored[:n]) for n, each in enumerate(presses) if n)


def test_a_press_of_one_sample_is_a_replay_only_of_itself() -> None:
    one, other = (samples(CODE, seed, t=1, whole_px=True) for seed in (1, 2))
    assert replays(series(one + 7.0), [series(one).stored])
    assert not replays(series(other), [series(one).stored])


def test_it_is_found_among_others_of_any_length() -> None:
    shown = samples(CODE, 7, t=24)
    others = [series(samples(CODE, seed, t=3 + seed)).stored for seed in range(8, 40)]
    again = series(moved(shown, turn_deg=33.0))
    assert not replays(again, others)
    assert replays(again, [*others, series(shown).stored])


def test_it_is_found_however_many_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "AT_A_TIME", 8)
    shown = samples(CODE, 7, t=24)
    others = [series(samples(CODE, seed, t=20)).stored for seed in range(8, 40)]
    again = series(moved(shown, turn_deg=33.0))
    for place in (0, 8, 20, 32):
        assert replays(again, [*others[:place], series(shown).stored, *others[place:]])


@pytest.mark.parametrize("t", [1, 2, 5, 9])
def test_few_samples_cut_out_of_an_earlier_press_are_recognised_wherever_it_was_cut(t: int) -> None:
    """One recorded press would otherwise make any number of vouchers."""
    rng = np.random.default_rng(t)
    for seed in range(10):
        shown = samples(CODE, seed, t=29, whole_px=bool(seed % 2))
        others = [series(samples(CODE, 100 + seed, t=4 + k)).stored for k in range(9)]
        first = int(rng.integers(0, 29 - t))
        places = shown[first : first + t] @ np.array([1, 1j]) * np.exp(1j * seed) * 1.03 + 99
        cut = series(np.stack([places.real, places.imag], axis=-1))
        assert cut.similar_keys is None
        assert replays(cut, [*others, series(shown).stored])
        assert not replays(cut, others)


@pytest.mark.parametrize("whole_px", [False, True])
def test_ten_samples_cut_out_of_an_earlier_press_are_recognised(whole_px: bool) -> None:
    found = 0
    for seed in range(20):
        shown = samples(CODE, seed, t=29, whole_px=whole_px)
        cut = series(shown[seed % 19 :][:10])
        before = series(shown)
        found += before.key in (cut.similar_keys or ()) and replays(cut, [before.stored])
    assert found >= 18


def test_still_presses_of_one_sample_are_not_taken_for_each_other() -> None:
    stored = [series(samples(CODE, seed, t=25, whole_px=True)).stored for seed in range(200)]
    stills = [series(samples(CODE, 500 + seed, t=1, whole_px=True)) for seed in range(50)]
    assert not any(replays(each, stored) for each in stills)


def test_nothing_is_a_replay_of_nothing() -> None:
    assert not replays(series(samples(CODE, 1)), [])


def test_what_is_kept_is_what_was_seen() -> None:
    seen = series(samples(CODE, 3))
    block, lengths = kept_block([seen.stored])
    assert lengths.tolist() == [len(seen.places)]
    assert np.abs(block[0] - seen.places).max() <= 0.0075
    assert np.abs(kept_offs([seen.stored])[0] - seen.off).max() <= 0.0002
    assert len(seen.stored) == 2 * (FREE + 10 * len(seen.places))


def test_the_series_lies_in_the_frame_of_the_face() -> None:
    seen = series(samples(CODE, 3))
    assert np.abs(seen.places.mean(axis=0) - (DOTS - DOTS.mean(axis=0)) @ [1, 1j]).max() < 0.5


def test_points_without_a_shape_have_no_series() -> None:
    assert series_of(np.zeros((3, 5, 2)), DOTS) is None


def test_any_finite_points_can_be_compared() -> None:
    rng = np.random.default_rng(2)
    for scale in (1e-6, 1.0, 1e5):
        found = series_of(rng.normal(0, scale, (9, 5, 2)), DOTS)
        if found is not None:
            assert isinstance(replays(found, [found.stored]), bool)


def plain_agreement(one: NDArray[np.complex128], other: NDArray[np.complex128]) -> float:
    """Compute the same at every offset, one after the other, as it is told in words."""

    def trembling(places: NDArray[np.complex128]) -> NDArray[np.complex128]:
        time = np.arange(len(places)) - (len(places) - 1) / 2
        about = places - places.mean(axis=0)
        slope = (time[:, None] * about).sum(axis=0) / (time**2).sum()
        rest: NDArray[np.complex128] = about - time[:, None] * slope
        return rest

    best = 0.0
    need = max(replay.FEWEST, int(np.ceil(replay.OVERLAP * min(len(one), len(other)))))
    for offset in range(-len(one), len(other) + 1):
        first, last = max(0, -offset), min(len(one), len(other) - offset)
        if last - first < need:
            continue
        x, y = one[first:last], other[first + offset : last + offset]
        xc, yc = x - x.mean(), y - y.mean()
        turn = (yc * xc.conj()).sum() / (np.abs(xc) ** 2).sum()
        left = np.sqrt((np.abs(yc - turn * xc) ** 2).sum() / (10 * len(x) - 4))
        if left <= replay.FARTHEST_MM:
            a, b = trembling(x), trembling(y)
            size = np.sqrt((np.abs(a) ** 2).sum() * (np.abs(b) ** 2).sum())
            r = (b * a.conj()).sum().real / size
            best = max(best, r * np.sqrt(10 * (len(x) - 2)))
    return float(best)


def test_sums_by_differences_agree_with_the_plain_way() -> None:
    presses = [series(samples(CODE, seed, t=8 + seed)).places for seed in range(12)]
    # Some of them replays, so that not all are far apart.
    presses += [each[1:-1] + 0.01 for each in presses[:6]]
    lengths = np.array([len(each) for each in presses])
    block = np.zeros((len(presses), lengths.max(), 5), dtype=np.complex128)
    for row, each in zip(block, presses, strict=True):
        row[: len(each)] = each
    for one in presses[:8]:
        found = agreement(one, block, lengths)
        plain = [plain_agreement(one, other) for other in presses]
        assert np.allclose(found, plain, atol=1e-6)
        assert found.max() > replay.LEAST_Z
