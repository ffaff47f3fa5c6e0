"""The expected pictures of a face that says nothing yet."""

from __future__ import annotations

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.lattice.tables import Tables, make_tables
from stampcodec.lattice.templates import (
    DATA_WEIGHT,
    LANES,
    OUTSIDE_WEIGHT,
    TURNS,
    draw_templates,
)


@pytest.fixture(scope="module", params=["lattice7", "lattice8"])
def tables(request: pytest.FixtureRequest) -> Tables:
    return make_tables(sc.family(request.param), sc.panel("nexus5"))


def test_rows_are_padded_with_zeros_to_whole_lanes(tables: Tables) -> None:
    turns, side, width = tables.templates.shape
    assert turns == TURNS
    assert side % 2 == 1
    assert width % LANES == 0
    assert 0 <= width - side < LANES
    assert not tables.templates[:, :, side:].any()


def test_the_upright_template_is_the_same_seen_from_all_four_sides_and_in_a_mirror(
    tables: Tables,
) -> None:
    side = tables.templates.shape[1]
    upright = tables.templates[0, :, :side]
    for view in (np.rot90(upright), np.rot90(upright, 2), upright[:, ::-1], upright.T):
        assert view == pytest.approx(upright, abs=1e-5)


def test_a_template_and_its_mirror_image_lean_to_either_side(tables: Tables) -> None:
    side = tables.templates.shape[1]
    for turn in range(1, TURNS):
        mirrored = tables.templates[TURNS - turn, :, :side][:, ::-1]
        assert tables.templates[turn, :, :side] == pytest.approx(mirrored, abs=1e-5)


def test_templates_of_neighbouring_angles_look_alike_and_none_twice_the_same(
    tables: Tables,
) -> None:
    flat = tables.templates.reshape(TURNS, -1).astype(float)
    alike = np.corrcoef(flat)
    assert (np.diag(alike, 1) > 0.7).all()
    assert alike[~np.eye(TURNS, dtype=bool)].max() < 0.999


def test_the_largest_values_stand_on_the_anchors_and_a_ring_outside_is_negative() -> None:
    # one node a site apart would merge them: four nodes a pitch keeps every site by itself
    step, n, sigma = 4.0, 3, 0.5
    axis = (np.arange(n) - 1) * step
    cells = np.array([(x, y) for y in axis for x in axis])
    present = np.array([1, 1, 1, 1, 0, 1, 1, 1, 1], np.int32)
    is_anchor = np.array([1, 0, 1, 0, 0, 0, 1, 0, 1], np.int32)
    template = draw_templates(cells, present, is_anchor, n, sigma)[0]
    middle = template.shape[0] // 2
    assert template[middle - 4, middle - 4] == pytest.approx(1.0, abs=1e-3)
    assert template[middle - 4, middle] == pytest.approx(DATA_WEIGHT, abs=1e-3)
    assert template[middle, middle] == pytest.approx(0.0, abs=1e-3)
    assert template.max() == pytest.approx(1.0, abs=1e-3)


def test_what_lies_a_pitch_outside_the_face_counts_against_it(tables: Tables) -> None:
    side = tables.templates.shape[1]
    middle = side // 2
    pitch = float(tables.cells[1, 0] - tables.cells[0, 0])
    outside = middle + round(tables.half + pitch)
    assert outside < side
    across = tables.templates[0, middle, :side]
    assert across[outside] < 0.25 * OUTSIDE_WEIGHT
    assert across[side - 1 - outside] < 0.25 * OUTSIDE_WEIGHT
    assert across[middle + round(tables.half)] > 0


def test_a_wider_kernel_gives_a_larger_template() -> None:
    family = sc.family("lattice8")
    sharp, soft = (
        make_tables(family, sc.Panel(rows=27, columns=15, pitch_mm=4.1, kernel_sigma_mm=sigma))
        for sigma in (1.5, 6.0)
    )
    assert soft.templates.shape[1] > sharp.templates.shape[1]
