from __future__ import annotations

import numpy as np

from emulator.sensor.outerlines import with_outer_lines


def test_outer_lines_are_weaker_and_corners_weakest() -> None:
    counts = np.full((2, 4, 3), 100.0, dtype=np.float32)
    got = with_outer_lines(counts, 0.5)
    np.testing.assert_array_equal(
        got[1], [[25, 50, 25], [50, 100, 50], [50, 100, 50], [25, 50, 25]]
    )
    assert (counts == 100.0).all()


def test_like_lines_change_nothing() -> None:
    counts = np.ones((1, 4, 3), dtype=np.float32)
    assert with_outer_lines(counts, 1.0) is counts
