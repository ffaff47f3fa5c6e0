from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.partial.landing import press_touching
from benchmarks.strangers import rates
from benchmarks.strangers.rates import (
    ALL,
    RANDOM,
    Row,
    draw_faces,
    geometries,
    measure_strangers,
    read_by_all,
    reader_of,
    requirements,
    share_in_reach,
)
from benchmarks.strangers.tables import strangers_tables
from emulator import Conditions
from stampcodec.lattice.code import LATTICE7H12

SEVENS = ("lattice7", "lattice7h12")


def test_families_that_share_their_sites_are_one_geometry() -> None:
    assert geometries() == [SEVENS, ("lattice8", "lattice8h14", "lattice8h18")]


def test_random_dots_hold_the_corners_and_half_of_the_other_sites() -> None:
    family = sc.family("lattice7")
    occupied, merchants = draw_faces(family, 4000, np.random.default_rng(1), any_dots=True)
    assert set(merchants.tolist()) == {-1}
    anchors = np.setdiff1d(np.arange(len(family.sites)), family.data_sites)
    assert occupied[:, anchors].all()
    # 44 sites of 4000 faces, give or take five deviations
    assert abs(occupied[:, family.data_sites].mean() - 0.5) < 5 * 0.5 / np.sqrt(4000 * 44)


def test_the_share_in_reach_is_that_of_all_words_near_a_face() -> None:
    """Count by hand: no wrong site, one, two, around each of four turns of each face."""
    near = 1 + 44 + sum(1 for _ in combinations(range(44), 2))
    assert share_in_reach(LATTICE7H12, still=False) == pytest.approx(4 * 4096 * near / 2.0**44)
    assert share_in_reach(LATTICE7H12, still=True) == pytest.approx(1.2e-3, rel=0.05)


@pytest.mark.parametrize("still", [False, True])
def test_a_reader_of_all_need_not_see_what_one_family_alone_claims(still: bool) -> None:
    """Faint frames, of which readers that are told that faces rest contest some."""
    family, panel = sc.family("lattice7"), sc.panel("nexus5")
    rng = np.random.default_rng(5)
    faces = [draw_faces(sc.family(name), 60, rng, any_dots=False)[0] for name in SEVENS]
    faces.append(draw_faces(family, 60, rng, any_dots=True)[0])
    frames, _ = press_touching(
        family, panel, np.concatenate(faces), Conditions(amplitude=0.08), rng
    )
    single = [reader_of((name,), still=still).read_many(frames) for name in SEVENS]
    contested = [all(each.pose for each in readings) for readings in zip(*single, strict=True)]
    assert any(contested) == still
    together = read_by_all(SEVENS, single, frames, still=still)
    assert together == reader_of(SEVENS, still=still).read_many(frames)


def test_every_reader_meets_every_stranger_in_both_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "BATCH", 16)
    rows = measure_strangers(SEVENS, frames=24, seed=2)
    assert [(row.pressed, row.reader) for row in rows if not row.still] == [
        *(("lattice7", "lattice7h12"), ("lattice7", ALL)),
        *(("lattice7h12", "lattice7"), ("lattice7h12", ALL)),
        *((RANDOM, "lattice7"), (RANDOM, "lattice7h12"), (RANDOM, ALL)),
    ]
    assert len(rows) == 14
    assert {row.frames for row in rows} == {24}
    assert all(row.right == 24 for row in rows if row.reader == ALL and row.pressed != RANDOM)
    assert sum(row.named for row in rows if row.pressed != RANDOM) == 0
    assert [table.row_count for table in strangers_tables(rows)] == [8, 6]


def test_names_count_against_a_requirement_but_where_the_codes_are_too_near() -> None:
    def row(reader: str, pressed: str, still: bool) -> Row:
        return Row(reader, still, pressed, 8, 100_000, 0, 2)

    rows = [row("lattice8h14", "lattice8", still) for still in (False, True)]
    rows += [row(ALL, "lattice8", True), row("lattice8", RANDOM, True)]
    asked = requirements(rows)
    assert [each.name for each in asked] == [
        "lattice8h14: named, of lattice8",
        "all, still: named, of lattice8 on 8 x 8",
    ]
    assert not any(each.met for each in asked)
