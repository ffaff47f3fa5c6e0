"""What the kernel is told of a family on a panel."""

from __future__ import annotations

import math

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.lattice.tables import LONGEST_WINDOW, Tables, make_tables
from tests.reference.stage import STAGES, stage

ALL = pytest.mark.parametrize(("family", "panel"), STAGES)


def sheet_of(family: str, panel: str) -> tuple[Tables, sc.Family, sc.Panel]:
    on = stage(family, panel)
    return make_tables(on.family, on.panel), on.family, on.panel


@ALL
def test_the_cells_that_are_present_are_the_sites_in_their_order(family: str, panel: str) -> None:
    tables, lattice, glass = sheet_of(family, panel)
    here = tables.cells[tables.present == 1] * glass.pitch_mm
    assert here == pytest.approx(lattice.sites, abs=1e-5)
    assert tables.half * glass.pitch_mm == pytest.approx(lattice.sites.max())


@ALL
def test_bits_and_anchors_share_the_present_cells_between_them(family: str, panel: str) -> None:
    tables, lattice, _ = sheet_of(family, panel)
    bits, anchors = set(tables.cell_of_bit.tolist()), set(np.flatnonzero(tables.is_anchor).tolist())
    assert not bits & anchors
    assert bits | anchors == set(np.flatnonzero(tables.present).tolist())
    assert len(bits) == lattice.code.length
    n = tables.n
    assert anchors == {0, n - 1, n * n - n, n * n - 1}


def test_a_codewords_dots_stand_on_the_cells_of_its_bits() -> None:
    tables, lattice, glass = sheet_of("lattice7", "nexus5")
    face = lattice.encode(4711)
    code = lattice.code
    word = code.encode(code.message_of_id(4711))
    cells = [tables.cell_of_bit[b] for b in range(code.length) if word >> b & 1]
    cells = sorted([*cells, *np.flatnonzero(tables.is_anchor).tolist()])
    assert tables.cells[cells] * glass.pitch_mm == pytest.approx(face.dots[:, :2], abs=1e-5)


@ALL
def test_the_syndromes_vanish_on_the_generators_and_tell_single_sites_apart(
    family: str, panel: str
) -> None:
    tables, lattice, _ = sheet_of(family, panel)
    for row in tables.generator.tolist():
        sites = [b for b in range(lattice.code.length) if row >> b & 1]
        assert np.bitwise_xor.reduce(tables.syndrome_of_bit[sites]) == 0
    assert len(set(tables.syndrome_of_bit.tolist()) | {0}) == lattice.code.length + 1


@ALL
def test_a_dot_is_as_wide_as_kernel_and_disc_together(family: str, panel: str) -> None:
    tables, lattice, glass = sheet_of(family, panel)
    wide = math.sqrt(glass.kernel_sigma_mm**2 + (lattice.dot_mm / 2) ** 2 / 4)
    assert tables.sigma * glass.pitch_mm == pytest.approx(wide)
    assert tables.window % 2 == 0
    assert 3 * tables.sigma <= tables.window / 2 + 1
    assert tables.window <= LONGEST_WINDOW


@ALL
def test_no_window_leaves_the_patch_wherever_the_face_turns_and_drifts(
    family: str, panel: str
) -> None:
    tables, _, _ = sheet_of(family, panel)
    drift, rounding, behind = 2, 0.5, 4
    corner = tables.half * math.sqrt(2)
    assert tables.side // 2 - (corner + drift + rounding) >= behind
    assert tables.side % 8 == 0


@ALL
def test_a_template_at_any_node_stays_within_the_rim(family: str, panel: str) -> None:
    tables, _, _ = sheet_of(family, panel)
    _, side, width = tables.templates.shape
    assert tables.rim >= side // 2
    assert tables.rim >= width - side // 2 - 1


@ALL
def test_clarity_is_least_inside_and_all_of_it_where_neighbours_are_far(
    family: str, panel: str
) -> None:
    tables, lattice, glass = sheet_of(family, panel)
    clarity = tables.clarity[tables.present == 1]
    assert (clarity > 0).all()
    assert (clarity <= 1).all()
    anchors = np.flatnonzero(tables.is_anchor)
    assert tables.clarity[anchors].min() == pytest.approx(clarity.max())
    apart = make_tables(sc.family(lattice.name, pitch_mm=8 * glass.kernel_sigma_mm), glass)
    assert apart.clarity[apart.present == 1] == pytest.approx(1.0, abs=1e-3)


def test_lone_is_the_share_that_a_point_between_two_nodes_gives_the_further_one() -> None:
    tables, _, glass = sheet_of("lattice8", "nexus5")
    # a point right on a node: the kernel's value one pitch away
    assert tables.lone == pytest.approx(math.exp(-(4.1**2) / (2 * glass.kernel_sigma_mm**2)))


@pytest.mark.parametrize(
    ("family_pitch_mm", "panel"),
    [
        (100.0, {"pitch_mm": 0.5}),
        (100.0, {"pitch_mm": 0.01}),
        (6.0, {"pitch_mm": 1e-300}),
        (6.0, {"pitch_mm": 4.1, "kernel_sigma_mm": 1e4}),
    ],
)
def test_a_face_of_more_nodes_than_a_reader_has_room_for_is_refused_at_once(
    family_pitch_mm: float, panel: dict[str, float]
) -> None:
    family = sc.family("lattice7", pitch_mm=family_pitch_mm)
    with pytest.raises(ValueError, match="nodes"):
        make_tables(family, sc.Panel(rows=27, columns=15, **panel))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("family_pitch_mm", "panel_pitch_mm"), [(5.0, 30.0), (0.5, 4.1), (3.6, 4.1)]
)
def test_sites_that_fall_on_one_node_are_refused(
    family_pitch_mm: float, panel_pitch_mm: float
) -> None:
    panel = sc.Panel(rows=27, columns=15, pitch_mm=panel_pitch_mm)
    with pytest.raises(ValueError, match="nodes apart on panel"):
        make_tables(sc.family("lattice8", pitch_mm=family_pitch_mm), panel)


def test_a_refused_face_is_refused_by_the_reader_too() -> None:
    with pytest.raises(ValueError, match="nodes apart on panel nexus5"):
        sc.FrameReader(sc.family("lattice7", pitch_mm=2.0), sc.panel("nexus5"))
