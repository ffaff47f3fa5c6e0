from __future__ import annotations

import numpy as np

from emulator.driver.merging import merged


def test_touches_far_enough_apart_stay_as_they_are() -> None:
    places = np.array([[10.0, 10.0], [20.7, 10.0], [10.0, 30.0]])
    kept, found = merged(places, np.array([100.0, 90.0, 80.0]), 10.66)
    assert kept.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(found, places)


def test_two_touches_too_near_are_one_between_them_nearer_to_the_stronger() -> None:
    kept, found = merged(np.array([[10.0, 10.0], [20.0, 10.0]]), np.array([50.0, 150.0]), 10.66)
    assert kept.tolist() == [1]
    np.testing.assert_allclose(found, [[17.5, 10.0]])


def test_the_nearest_two_merge_first() -> None:
    places = np.array([[0.0, 0.0], [9.0, 0.0], [17.0, 0.0]])
    kept, found = merged(places, np.full(3, 100.0), 10.0)
    assert len(kept) == 2
    np.testing.assert_allclose(found, [[0.0, 0.0], [13.0, 0.0]])


def test_a_heap_of_touches_ends_as_one_at_its_middle() -> None:
    places = np.random.default_rng(1).uniform(-3, 3, (7, 2))
    kept, found = merged(places, np.full(7, 5.0), 20.0)
    assert kept.tolist() == [0]
    np.testing.assert_allclose(found, [places.mean(axis=0)])


def test_of_no_touches_none_are_merged() -> None:
    kept, found = merged(np.empty((0, 2)), np.empty(0), 10.0)
    assert kept.shape == (0,)
    assert found.shape == (0, 2)
