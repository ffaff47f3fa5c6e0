from __future__ import annotations

import numpy as np
import pytest

from emulator.surroundings.fingers import Fingertips, draw_fingers, draw_fingertips, draw_radii
from stampcodec import Panel


def test_a_fingertip_is_a_pad_and_the_finger_behind_it(rng: np.random.Generator) -> None:
    hand = Fingertips(slant_sd_deg=0.0, strength_sd=0.0)
    tip = draw_fingertips(np.array([[30.0, 40.0]]), np.array([4.5]), hand, rng)
    left, right, behind = tip.xy_mm[0]
    assert left == pytest.approx([30.0 - hand.spread_mm, 40.0])
    assert right == pytest.approx([30.0 + hand.spread_mm, 40.0])
    assert behind == pytest.approx([30.0, 40.0 + hand.behind_mm])
    assert tip.strength[0] == pytest.approx(
        hand.strength * np.array([0.5, 0.5, hand.behind_strength])
    )


def test_radii_stay_within_what_is_tabulated(rng: np.random.Generator) -> None:
    radius = draw_radii(5000, Fingertips(radius_mm=5.0, radius_sd_mm=5.0), rng)
    assert radius.min() == 1.5
    assert radius.max() == 9.0


def test_the_ordinary_finger_peaks_where_the_recorded_ones_do(
    nexus5: Panel, rng: np.random.Generator
) -> None:
    """Recorded median of single fingers off the edges: 225 counts."""
    counts = draw_fingers(nexus5, 3000, rng)
    inner = counts[:, 3:-3, 3:-3].max(axis=(1, 2))
    assert np.median(inner[inner > 100]) == pytest.approx(225, rel=0.1)


def test_more_fingers_leave_more(nexus5: Panel, rng: np.random.Generator) -> None:
    one, three = (draw_fingers(nexus5, 400, rng, count).sum(axis=(1, 2)).mean() for count in (1, 3))
    assert three / one == pytest.approx(3.0, rel=0.1)
