from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.touch.patterns import patterns

NAMES = ["lattice7", "lattice8"]
TOUCH5 = sc.family("touch5")


@pytest.mark.parametrize(
    ("name", "n_ids", "pitch_mm", "dot_mm", "outline_mm"),
    [("lattice7", 2**20, 6.0, 4.0, 42.0), ("lattice8", 2**28, 5.0, 3.5, 40.5)],
)
def test_a_family_has_the_numbers_of_its_design(
    name: str, n_ids: int, pitch_mm: float, dot_mm: float, outline_mm: float
) -> None:
    family = sc.family(name)
    assert family.name == name
    assert family.n_ids == n_ids
    assert (family.pitch_mm, family.dot_mm, family.outline_mm) == (pitch_mm, dot_mm, outline_mm)


def test_everything_geometric_scales_with_the_pitch() -> None:
    family = sc.family("lattice7", pitch_mm=9.0)
    assert (family.dot_mm, family.outline_mm) == (6.0, 63.0)
    np.testing.assert_array_equal(family.sites, sc.family("lattice7").sites * 1.5)
    face = family.encode(5)
    assert (face.pitch_mm, face.outline_mm) == (9.0, 63.0)
    np.testing.assert_allclose(face.dots, sc.family("lattice7").encode(5).dots * 1.5)


def test_an_unknown_family_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'lattice9'.*lattice7, lattice8"):
        sc.family("lattice9")


@pytest.mark.parametrize(
    ("pitch_mm", "error"),
    [
        (0.0, ValueError),
        (-5.0, ValueError),
        (float("nan"), ValueError),
        (1e9, ValueError),
        ("5", TypeError),
        (True, TypeError),
        ([5.0], TypeError),
    ],
)
def test_a_pitch_that_cannot_be_is_refused(pitch_mm: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^pitch_mm: expected"):
        sc.family("lattice8", pitch_mm=pitch_mm)


def test_a_family_name_that_is_no_string_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="family name: expected str"):
        sc.family(8)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_face_holds_the_dots_of_its_occupied_sites(name: str) -> None:
    family = sc.family(name)
    face = family.encode(4711)
    np.testing.assert_array_equal(face.dots[:, :2], family.sites[face.occupied == 1])
    assert set(face.dots[:, 2]) == {family.dot_mm}
    assert (face.family, face.merchant_id) == (name, 4711)


@pytest.mark.parametrize("name", NAMES)
def test_the_corners_of_every_face_are_its_anchors(name: str) -> None:
    family = sc.family(name)
    for merchant_id in (0, 1, 77, family.n_ids - 1):
        face = family.encode(merchant_id)
        anchors = [dot for dot, role in zip(face.dots, face.roles, strict=True) if role == "anchor"]
        np.testing.assert_array_equal(np.array(anchors)[:, :2], family.sites[family.anchor_sites])
        assert face.roles.count("data") == len(face.dots) - 4


@pytest.mark.parametrize("name", NAMES)
def test_the_data_sites_of_a_face_spell_its_merchant(name: str) -> None:
    family = sc.family(name)
    for merchant_id in (0, 4711, family.n_ids - 1):
        word = family.lattice.codeword(family.encode(merchant_id).occupied)
        assert family.code.id_and_symmetry(word) == (merchant_id, 0)


@pytest.mark.parametrize("merchant_id", [-1, 2**28, 10**30])
def test_a_merchant_out_of_range_is_refused_with_the_range(merchant_id: int) -> None:
    with pytest.raises(ValueError, match=r"^merchant ID: expected 0 to 268435455, got"):
        sc.family("lattice8").encode(merchant_id)


@pytest.mark.parametrize("merchant_id", [1.0, "1", None, True])
def test_a_merchant_that_is_no_integer_is_a_type_error(merchant_id: Any) -> None:
    with pytest.raises(TypeError, match=r"^merchant ID: expected an int"):
        sc.family("lattice8").encode(merchant_id)


def test_a_numpy_integer_is_an_integer() -> None:
    family = sc.family("lattice8")
    assert family.encode(np.int32(4711)) == family.encode(4711)  # type: ignore[arg-type]


@pytest.mark.parametrize("panel", sc.panels().values(), ids=lambda panel: panel.name)
@pytest.mark.parametrize("name", NAMES)
def test_a_family_fits_at_the_smallest_pitch_that_breaks_no_rule(
    name: str, panel: sc.Panel
) -> None:
    fitted = sc.family(name).fit(panel)
    assert fitted.pitch_mm == round(fitted.pitch_mm, 1)
    assert fitted.violations(panel) == []
    assert sc.family(name, pitch_mm=fitted.pitch_mm - 0.1).violations(panel) != []
    assert fitted.encode(fitted.n_ids - 1).check(panel) == []


def test_the_designs_fit_the_phone_they_are_made_for_as_they_are() -> None:
    nexus5 = sc.panel("nexus5")
    assert [family.fit(nexus5) == family for family in sc.families().values()] == [True] * 3


def test_a_family_that_cannot_fit_says_for_which_rules() -> None:
    watch = sc.Panel(rows=8, columns=8, pitch_mm=4.0, name="watch")
    with pytest.raises(ValueError, match=r"lattice8 cannot fit panel watch.*pitch: sites"):
        sc.family("lattice8").fit(watch)


def test_a_panel_smaller_than_any_face_is_named_as_the_reason() -> None:
    speck = sc.Panel(rows=1, columns=1, pitch_mm=0.5, name="speck")
    with pytest.raises(ValueError, match=r"cannot fit panel speck.*screen"):
        sc.family("lattice7").fit(speck)


def test_touch5_has_the_numbers_of_its_design() -> None:
    assert (TOUCH5.name, TOUCH5.n_ids, str(TOUCH5)) == ("touch5", 4096, "touch5")
    assert (TOUCH5.dot_mm, TOUCH5.outline_mm) == (7.0, 53.0)


@pytest.mark.parametrize("merchant_id", [0, 4095])
def test_a_face_of_touch5_holds_the_dots_of_its_pattern(merchant_id: int) -> None:
    face = TOUCH5.encode(merchant_id)
    np.testing.assert_array_equal(face.dots[:, :2] * 10, patterns()[merchant_id])
    assert set(face.dots[:, 2]) == {7.0}
    assert (face.family, face.merchant_id, face.pitch_mm) == ("touch5", merchant_id, None)
    assert face.roles == ("data",) * 5


def test_touch5_has_as_many_merchants_as_patterns() -> None:
    with pytest.raises(ValueError, match=r"^merchant ID: expected 0 to 4095, got 4096"):
        TOUCH5.encode(4096)


@pytest.mark.parametrize("panel", ["nexus5", None, 5])
def test_only_a_panel_can_be_fitted(panel: Any) -> None:
    for family in sc.families().values():
        with pytest.raises(TypeError, match=r"^panel: expected a Panel, got"):
            family.fit(panel)


@pytest.mark.parametrize(
    "name", ["sites", "n_sites", "data_sites", "anchor_sites", "columns", "code", "pitch_mm"]
)
def test_touch5_has_nothing_that_only_a_lattice_has(name: str) -> None:
    with pytest.raises(ValueError, match=r"^touch5 has no (lattice of sites|pitch)"):
        getattr(TOUCH5, name)


def test_a_face_of_touch5_has_no_occupied_sites() -> None:
    with pytest.raises(ValueError, match=r"^family touch5 has no lattice of sites"):
        _ = TOUCH5.encode(1).occupied


def test_touch5_has_one_size() -> None:
    with pytest.raises(ValueError, match=r"^pitch_mm: touch5 has one size.*expected none, got 6"):
        sc.family("touch5", pitch_mm=6.0)


def test_touch5_fits_a_panel_as_it_is_or_not_at_all() -> None:
    for name in ("nexus5", "surface"):
        assert TOUCH5.fit(sc.panel(name)) == TOUCH5
    with pytest.raises(
        ValueError,
        match=r"^touch5 cannot fit panel maxtouch; .*separation: two dots 1.\.\d\d mm apart",
    ):
        TOUCH5.fit(sc.panel("maxtouch"))


def test_the_tightest_pattern_speaks_for_all() -> None:
    faces = [TOUCH5.encode(merchant_id) for merchant_id in range(TOUCH5.n_ids)]
    for separation_mm in (11.0, 12.2, 14.0):
        panel = sc.Panel(rows=27, columns=15, pitch_mm=4.1, touch_separation_mm=separation_mm)
        assert any(face.check(panel) for face in faces) == bool(TOUCH5.violations(panel))
