from __future__ import annotations

import numpy as np

from emulator import glass
from emulator.surroundings.palm import draw_palm
from stampcodec import Panel


def test_a_palm_is_larger_than_a_finger_and_no_stronger_than_full_cover(
    nexus5: Panel, rng: np.random.Generator
) -> None:
    counts = draw_palm(nexus5, 300, rng)
    touched = (counts > 60).sum(axis=(1, 2))
    assert np.median(touched) > 12
    assert counts.max() < 1.3 * glass(nexus5).plate_counts


def test_a_palm_rests_on_an_edge_of_the_screen(nexus5: Panel, rng: np.random.Generator) -> None:
    counts = draw_palm(nexus5, 300, rng)
    edge = np.ones((27, 15), bool)
    edge[1:-1, 1:-1] = False
    assert (counts[:, edge].max(axis=1) > 60).mean() > 0.95
    assert {"top", "bottom", "left", "right"} == {
        name
        for name, line in (
            ("top", counts[:, 0]),
            ("bottom", counts[:, -1]),
            ("left", counts[:, :, 0]),
            ("right", counts[:, :, -1]),
        )
        if (line.max(axis=1) > 60).sum() > 50
    }
