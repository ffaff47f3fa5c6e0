from __future__ import annotations

import numpy as np
import pytest

from stampcodec.touch.patterns import patterns

TENTHS = patterns().astype(np.int64)


def squared_spans() -> np.ndarray:
    """Squared distance of every two dots, int64 (4096, 10), in tenths of a millimetre."""
    first, second = np.triu_indices(5, k=1)
    return np.asarray(((TENTHS[:, first] - TENTHS[:, second]) ** 2).sum(axis=2))


def test_there_is_a_pattern_of_five_dots_for_each_of_4096_merchants() -> None:
    assert patterns().shape == (4096, 5, 2)
    assert patterns().dtype == np.int16


def test_the_table_is_read_once_and_cannot_be_changed() -> None:
    assert patterns() is patterns()
    with pytest.raises(ValueError, match="read-only"):
        patterns()[0, 0, 0] = 1


def test_all_dots_lie_within_22_mm_of_the_centre() -> None:
    assert (TENTHS**2).sum(axis=2).max() <= 220**2


def test_the_centroid_of_a_pattern_is_the_centre_of_its_face() -> None:
    assert not TENTHS.sum(axis=1).any()


def test_no_two_dots_are_nearer_than_12_mm() -> None:
    assert squared_spans().min() >= 120**2 > 110**2


def test_every_pattern_has_two_dots_that_a_driver_with_12_4_mm_separation_merges() -> None:
    assert squared_spans().min(axis=1).max() <= 123**2
