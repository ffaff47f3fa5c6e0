"""The odds of a pose against dense matrices, and whether the truth has the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from stampcodec.lattice.tables import Tables, make_tables
from tests.reference.pose_odds import log_odds
from tests.reference.stage import STAGES, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL = pytest.mark.parametrize(("family", "panel"), STAGES)


def assert_told(tables: Tables, frame: NDArray[np.int16], left: dict[str, Any], n: int) -> None:
    """Hold the scores of the first n candidates against the definition."""
    image = np.clip(frame / float(left["level"]), -1.0, 1.0)
    for one in left["candidates"][:n]:
        told = log_odds(tables, image, one["x"], one["y"], one["angle"])
        # linear between half nodes, overlaps without nodes or edges: up to 6 % are lost
        assert one["score"] == pytest.approx(told, rel=0.06)


@ALL
def test_the_kernels_odds_are_those_of_the_definition(family: str, panel: str) -> None:
    on = stage(family, panel)
    tables = make_tables(on.family, on.panel)
    random = np.random.default_rng(3)
    compared = 0
    for _ in range(12):
        dots = on.dots(on.codeword(on.any_id(random)))
        frame = on.press(dots, on.any_spot(random), random, noise=on.panel.noise_counts)
        left = on.reader._kernel.report(frame)
        if left["wrong"]:
            continue  # the kernel mends wrong cells first
        # all that the first look weighed; the rest keep their template's score
        assert_told(tables, frame, left, 4)
        compared += 4
    assert compared >= 20


@ALL
def test_the_true_pose_has_better_odds_than_others(family: str, panel: str) -> None:
    on = stage(family, panel)
    tables = make_tables(on.family, on.panel)
    random = np.random.default_rng(4)
    pitch = on.panel.pitch_mm
    for _ in range(10):
        spot = on.any_spot(random)
        dots = on.dots(on.codeword(on.any_id(random)))
        frame = on.press(dots, spot, random, noise=on.panel.noise_counts)
        image = np.clip(frame / np.sort(frame.ravel())[-12], -1.0, 1.0)
        x, y, angle = spot.x_mm / pitch - 0.5, spot.y_mm / pitch - 0.5, np.radians(spot.angle_deg)
        truth = log_odds(tables, image, x, y, angle)
        step = float(tables.cells[1, 0] - tables.cells[0, 0])
        for away in (0.5 * step, step):
            for turn in np.arange(0, 360, 45) * np.pi / 180:
                shifted = log_odds(
                    tables, image, x + away * np.cos(turn), y + away * np.sin(turn), angle
                )
                assert shifted < truth
        assert log_odds(tables, image, x, y, angle + 0.15) < truth


def test_a_search_brings_its_candidates_into_the_order_of_their_odds() -> None:
    on = stage("lattice8", "nexus5")
    tables = make_tables(on.family, on.panel)
    random = np.random.default_rng(5)
    searched = 0
    for _ in range(40):
        dots = on.dots(on.codeword(on.any_id(random)))
        # noise in which most presses are not read, so that a search is made
        frame = on.press(dots, on.any_spot(random), random, noise=20.0)
        left = on.reader._kernel.report(frame)
        if len(left["candidates"]) <= tables.templates.shape[0] or left["wrong"]:
            continue
        if any(made["verdict"]["beyond"] > 0 for made in left["attempts"]):
            continue
        scores = [one["score"] for one in left["candidates"]]
        assert scores == sorted(scores, reverse=True)
        assert_told(tables, frame, left, 5)
        searched += 1
    assert searched >= 20
