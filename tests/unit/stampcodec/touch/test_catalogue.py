from __future__ import annotations

import numpy as np
import pytest

from stampcodec._core.contact.shape import invariants
from stampcodec.touch.catalogue import BOX, FAR, LANES, make_catalogue
from tests.reference.touch_points import any_patterns, pressed


def measured(
    sets: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    out = np.empty((len(sets), 25), np.float32)
    invariants(sets, out)
    return out


def test_order_turn_shift_and_scale_change_no_invariant() -> None:
    random = np.random.default_rng(1)
    patterns = any_patterns(50, seed=1)
    again = np.array([pressed(dots, random) for dots in patterns])
    np.testing.assert_allclose(measured(again), measured(patterns), atol=1e-6)
    # nor does a mirror: the two are told apart by matching
    mirrored = np.ascontiguousarray(patterns * [-1, 1])
    np.testing.assert_allclose(measured(mirrored), measured(patterns), atol=1e-6)


def test_invariants_are_a_vector_of_length_one() -> None:
    lengths = np.linalg.norm(measured(any_patterns(50, seed=2)), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-6)


def test_invariants_are_never_further_apart_than_the_shapes() -> None:
    random = np.random.default_rng(3)
    one = any_patterns(400, seed=3)
    # near and far, for any matching: the one drawn is as good as any other
    other = one + random.standard_normal(one.shape) * 10 ** random.uniform(-3, 1.5, (400, 1, 1))
    apart = np.linalg.norm(measured(one) - measured(other), axis=1)
    z = (one - one.mean(axis=1, keepdims=True)) @ [1, 1j]
    w = (other - other.mean(axis=1, keepdims=True)) @ [1, 1j]
    cosine = np.abs((z * w.conj()).sum(axis=1)) / np.linalg.norm(z, axis=1)
    chord = np.sqrt(np.maximum(2 - 2 * cosine / np.linalg.norm(w, axis=1), 0))
    assert (apart <= chord + 1e-6).all()
    # and the bound is worth something: some come near it
    assert (apart / chord).max() > 0.8


@pytest.mark.parametrize("n", [1, 7, 8, 9, 40, 1000])
def test_every_pattern_stands_in_one_leaf_within_the_boxes_above_it(n: int) -> None:
    patterns = any_patterns(n, seed=5)
    catalogue = make_catalogue(patterns)
    held = catalogue.merchants[catalogue.merchants >= 0]
    assert sorted(held.tolist()) == list(range(n))
    assert len(catalogue.merchants) % LANES == 0
    assert len(catalogue.merchants) - n < LANES
    features = catalogue.features.transpose(0, 2, 1)[..., :BOX]
    features = np.where(features == FAR, np.nan, features)
    leaves_seen = []
    for node, (low, high) in enumerate(
        zip(catalogue.nodes[:, :BOX], catalogue.nodes[:, BOX : 2 * BOX], strict=True)
    ):
        below = catalogue.leaf[node : catalogue.after[node]]
        leaves = below[below >= 0]
        own = features[leaves].reshape(-1, BOX)
        assert np.array_equal(np.nanmin(own, axis=0), low)
        assert np.array_equal(np.nanmax(own, axis=0), high)
        sizes = catalogue.sizes[leaves].ravel()
        assert (sizes >= catalogue.nodes[node, 2 * BOX]).all()
        assert (sizes <= catalogue.nodes[node, 2 * BOX + 1]).all()
        if catalogue.leaf[node] >= 0:
            leaves_seen.append(int(catalogue.leaf[node]))
            assert catalogue.after[node] == node + 1
    assert leaves_seen == list(range(len(catalogue.features)))


def test_the_tables_cannot_be_written_to() -> None:
    catalogue = make_catalogue(any_patterns(3, seed=1))
    assert not any(table.flags.writeable for table in vars(catalogue).values())
    assert catalogue.n_bytes > 1000
