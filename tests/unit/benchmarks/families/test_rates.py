from __future__ import annotations

from math import inf
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.families.picture import save
from benchmarks.families.rates import (
    FLIPPED,
    HALF,
    MISSING,
    PARTIAL,
    STILL,
    Row,
    Scene,
    counted,
    default_share,
    draw,
    measure_families,
    name_of,
    odds_of,
    shares_of,
    tables_of,
)
from benchmarks.families.tables import families_tables
from stampcodec.lattice.landing import make_landing

FAMILY = sc.family("lattice7h12")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return measure_families(("lattice7",), presses=6, partial=12, seed=1)


@pytest.mark.parametrize(
    ("scene", "missing", "added"),
    [(Scene("whole"), {0}, {0}), (Scene(MISSING, 4), {4}, {0}), (Scene(PARTIAL), None, {0})],
)
def test_what_touches_is_the_face_but_for_what_the_scene_takes(
    scene: Scene, missing: set[int] | None, added: set[int]
) -> None:
    touching, merchants = draw(FAMILY, scene, 60, np.random.default_rng(1))
    face = FAMILY.encode_many(merchants).astype(np.bool_)
    lacks = (face & ~touching).sum(axis=1)
    assert set((touching & ~face).sum(axis=1).tolist()) == added
    if missing is None:
        assert lacks.min() >= 1
        assert (lacks < face.sum(axis=1)).all()
    else:
        assert set(lacks.tolist()) == missing
        assert touching[:, FAMILY.anchor_sites].all()


def test_flipped_sites_are_dots_and_gaps_but_no_corners() -> None:
    touching, merchants = draw(FAMILY, Scene(FLIPPED, 5), 60, np.random.default_rng(2))
    differs = touching != FAMILY.encode_many(merchants).astype(np.bool_)
    assert set(differs.sum(axis=1).tolist()) == {5}
    assert not differs[:, FAMILY.anchor_sites].any()
    assert (touching & differs).any()
    assert (~touching & differs).any()


def test_half_of_the_dots_land_on_one_side() -> None:
    touching, merchants = draw(FAMILY, Scene(HALF), 200, np.random.default_rng(3))
    face = FAMILY.encode_many(merchants).astype(np.bool_)
    assert (touching.sum(axis=1) == (face.sum(axis=1) + 1) // 2).all()
    centres = np.array([FAMILY.sites[each].mean(axis=0) for each in touching])
    assert np.hypot(*centres.T).mean() > 5.0  # of a face 42 mm across


def test_the_readers_run_from_no_odds_over_the_default_ones_to_stricter_ones() -> None:
    shares = shares_of("lattice8", Scene(FLIPPED, 1))
    assert shares[0] == STILL
    assert [odds_of("lattice8", share) for share in shares[:2]] == [-inf, pytest.approx(-20.6, 0.1)]
    assert [name_of("lattice8", share) for share in shares[:4]] == [
        *("still", "0.001", "0.0003", "default")
    ]
    wrong = [counted("lattice8", share) for share in shares]
    assert wrong == sorted(wrong, reverse=True)
    default = make_landing(sc.family("lattice8").code)
    assert tables_of("lattice8", default_share("lattice8")).landed == default
    stricter = tables_of("lattice8", 1e-6).landed
    assert stricter.asked_loud > default.asked_loud
    assert stricter.asked_noisy > default.asked_noisy


def test_every_scene_is_read_by_its_readers(rows: list[Row]) -> None:
    found = {(row.scene.label, name_of(row.family, row.share)): row for row in rows}
    assert len(found) == len(rows)
    whole = found["whole 1", "default"]
    assert (whole.frames, whole.right, whole.wrong) == (6, 6, 0)
    assert found["flipped 3", "still"].right == 6
    assert found["flipped 3", "1e-06"].right == 0
    assert found["partial 1", "still"].frames == 12
    assert all(row.right + row.wrong <= row.frames for row in rows)


def test_tables_and_plot_show_both_modes(rows: list[Row], tmp_path: Path) -> None:
    assert [table.row_count for table in families_tables(rows)] == [2, 2, 2, 2]
    save(tmp_path / "families.svg", rows)
    assert (tmp_path / "families.svg").read_bytes().startswith(b"<?xml")
