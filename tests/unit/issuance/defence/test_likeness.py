from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import stampcodec as sc
from benchmarks.touch.pressed import samples
from issuance.defence.likeness import likeness
from issuance.defence.replay import LEAST_Z, WORTH_Z
from issuance.defence.series import Series, about_drift, kept_block, series_of

CODE = 1234
DOTS = sc.family("touch5").encode(CODE).dots[:, :2]
Places = NDArray[np.complex128]


def series(seed: int, t: int) -> Series:
    found = series_of(samples(CODE, seed, t=t), DOTS)
    assert found is not None
    return found


def plain_likeness(one: Places, other: Places, need: int) -> float:
    """Compute the same at every offset, one after the other, as it is told in words."""
    a, b = about_drift(one), about_drift(other)
    best = 0.0
    for offset in range(-len(a), len(b) + 1):
        first, last = max(0, -offset), min(len(a), len(b) - offset)
        if last - first >= need:
            x, y = a[first:last], b[first + offset : last + offset]
            size = np.sqrt((np.abs(x) ** 2).sum() * (np.abs(y) ** 2).sum())
            r = (y * x.conj()).sum().real / size
            best = max(best, r * np.sqrt(10 * (last - first - 2)))
    return float(best)


def test_products_of_matrices_agree_with_the_plain_way() -> None:
    presses = [series(seed, 8 + seed) for seed in range(12)]
    block, lengths = kept_block([each.stored for each in presses])
    need = np.arange(6, 18)
    for one in presses[::3]:
        found = likeness(one.places, block, lengths, need)
        plain = [
            plain_likeness(one.places, other[:length], least)
            for other, length, least in zip(block, lengths, need.tolist(), strict=True)
        ]
        assert np.allclose(found, plain, rtol=1e-3, atol=1e-3)
        assert found.max() > LEAST_Z


@pytest.mark.parametrize("drop", [0, 2])
def test_what_is_a_replay_is_worth_a_careful_look_and_few_others_are(drop: int) -> None:
    presses = [series(seed, 24) for seed in range(60)]
    block, lengths = kept_block([each.stored for each in presses])
    need = np.full(len(presses), 12)
    worth = np.array(
        [
            likeness(each.places[drop : len(each.places) - drop], block, lengths, need) >= WORTH_Z
            for each in presses
        ]
    )
    assert np.diag(worth).all()
    assert worth.mean() < 0.05


def test_a_block_holds_each_press_as_it_was_kept_and_zeros() -> None:
    presses = [series(1, 5), series(2, 9)]
    block, lengths = kept_block([each.stored for each in presses])
    assert lengths.tolist() == [5, 9]
    assert np.abs(block[0, :5] - presses[0].places).max() < 0.01
    assert (block[0, 5:] == 0).all()
