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
    with pytest.raises(ValueError, match=r"'lattice9'.*lattice7, .*lattice8"):
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
        occupied = family.encode(merchant_id).occupied
        [word] = family.lattice.codewords(occupied[None]).tolist()
        assert family.code.id_and_symmetry(word) == (merchant_id, 0)


@pytest.mark.parametrize("merchant_id", [-1, 2**28, 10**30])
def test_a_merchant_out_of_range_is_refused_with_the_range(merchant_id: int) -> None:
    with pytest.raises(ValueError, match=r"^merchant ID: expected 0 to 268435455, got"):
        sc.family("lattice8").encode(merchant_id)


@pytest.mark.parametrize("merchant_id", [1.0, "1", None, True])
def test_a_merchant_that_is_no_integer_is_a_type_error(merchant_id: Any) -> None:
    with pytest.raises(TypeError, match=r"^merchant ID: expected an int"):
        sc.family("lattice8").encode(merchant_id)


@pytest.mark.parametrize("name", NAMES)
def test_many_merchants_have_the_faces_of_each(name: str) -> None:
    family = sc.family(name)
    ids = [4711, 0, family.n_ids - 1, 4711]
    occupied, words = family.encode_many(ids), family.codewords(ids)
    assert occupied.dtype == np.uint8
    assert occupied.shape == (4, family.n_sites)
    assert words.dtype == np.uint64
    for merchant_id, row, word in zip(ids, occupied, words.tolist(), strict=True):
        np.testing.assert_array_equal(row, family.encode(merchant_id).occupied)
        assert word == family.code.encode(family.code.message_of_id(merchant_id))
    for found in (family.decode_many(occupied), family.merchant_ids(words)):
        assert found.dtype == np.int64
        assert found.tolist() == ids


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, ">i2", np.int32, np.uint32, np.uint64])
def test_ids_of_any_integer_type_are_taken(dtype: Any) -> None:
    family = sc.family("lattice8")
    strided = np.arange(120).astype(dtype)[::3]
    expected = family.codewords(list(range(0, 120, 3)))
    np.testing.assert_array_equal(family.codewords(strided), expected)
    np.testing.assert_array_equal(family.codewords(range(0, 120, 3)), expected)


def test_no_merchants_have_no_codewords() -> None:
    family = sc.family("lattice7")
    assert family.codewords([]).shape == (0,)
    assert family.merchant_ids([]).shape == (0,)
    assert family.encode_many(np.empty(0, int)).shape == (0, 48)
    assert family.decode_many(np.empty((0, 48), np.uint8)).shape == (0,)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([0, 5, -1, 2**28], r"^ids\[2\]: expected 0 to 268435455, got -1$"),
        (np.array([3, 2**28], np.uint64), r"^ids\[1\]: expected 0 to 268435455, got 268435456$"),
        (np.array([-128], np.int8), r"^ids\[0\]: expected 0 to 268435455, got -128$"),
        ([1, 10**30], r"^ids\[1\]: expected 0 to 268435455, got 10{30}$"),
        ([-1, 2**63], r"^ids\[0\]: expected 0 to 268435455, got -1$"),
        ([[1, 2], [3, 4]], r"^ids: expected shape \(n,\), got \(2, 2\)$"),
        ([[1], [2, 3]], r"^ids: expected shape \(n,\), got lists of different lengths$"),
        (np.array(5), r"^ids: expected shape \(n,\), got \(\)$"),
    ],
)
def test_ids_out_of_range_or_shape_are_refused_with_the_place(ids: Any, message: str) -> None:
    for encode in (sc.family("lattice8").codewords, sc.family("lattice8").encode_many):
        with pytest.raises(ValueError, match=message):
            encode(ids)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (np.array([1.0]), r"^ids: expected integers, got dtype float64$"),
        (np.array([True]), r"^ids: expected integers, got dtype bool$"),
        (np.empty(0), r"^ids: expected integers, got dtype float64$"),
        ([1, 2.5], r"^ids\[1\]: expected an int, got float$"),
        ([1, None], r"^ids\[1\]: expected an int, got NoneType$"),
        ([True, False], r"^ids\[0\]: expected an int, got bool$"),
        (["1"], r"^ids\[0\]: expected an int, got str$"),
        (4711, r"^ids: expected an array or a list, got int$"),
        ("4711", r"^ids: expected an array or a list, got str$"),
        ({4711}, r"^ids: expected an array or a list, got set$"),
    ],
)
def test_ids_that_are_no_integers_are_a_type_error(ids: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        sc.family("lattice8").codewords(ids)


def test_integers_beside_numpy_integers_are_integers() -> None:
    family = sc.family("lattice8")
    mixed: Any = [np.uint64(7), 0]  # numpy makes floats of such a list
    assert family.codewords(mixed).tolist() == family.codewords([7, 0]).tolist()


def test_a_word_of_more_bits_than_sites_is_refused() -> None:
    family = sc.family("lattice7")
    assert family.merchant_ids([2**44 - 1]).tolist() == [-1]
    with pytest.raises(ValueError, match=r"^codewords\[1\]: expected 0 to 17592186044415, got"):
        family.merchant_ids([0, 2**44])


def test_sites_that_are_neither_empty_nor_occupied_are_refused() -> None:
    family = sc.family("lattice7")
    occupied = family.encode_many([1, 2])
    occupied[1, 17] = 7
    with pytest.raises(ValueError, match=r"^occupied\[1, 17\]: expected 0 or 1, got 7$"):
        family.decode_many(occupied)
    with pytest.raises(ValueError, match=r"^occupied: expected shape n x 48, got \(2, 64\)$"):
        family.decode_many(np.zeros((2, 64), np.uint8))
    with pytest.raises(TypeError, match=r"^occupied: expected dtype uint8, got float64$"):
        family.decode_many(np.zeros((2, 48)))  # type: ignore[arg-type]


def test_a_face_is_known_in_every_turn_and_never_mirrored() -> None:
    family = sc.family("lattice8")
    square = family.encode_many([4711]).reshape(8, 8)
    turns = np.array([np.rot90(square, k).ravel() for k in range(4)])
    assert family.decode_many(turns).tolist() == [4711] * 4
    mirrored = np.array([np.rot90(square[:, ::-1], k).ravel() for k in range(4)])
    assert family.decode_many(mirrored).tolist() == [-1] * 4


def test_the_sites_of_nobody_are_minus_one() -> None:
    family = sc.family("lattice8")
    assert family.decode_many(np.zeros((1, 64), np.uint8)).tolist() == [-1]
    assert family.decode_many(np.ones((1, 64), np.uint8)).tolist() == [-1]


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
    assert all(family.fit(nexus5) == family for family in sc.families().values())


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


def test_touch5_has_no_codewords_and_no_sites() -> None:
    with pytest.raises(ValueError, match=r"^touch5 has no lattice of sites"):
        TOUCH5.codewords([1])
    with pytest.raises(ValueError, match=r"^touch5 has no lattice of sites"):
        TOUCH5.merchant_ids([1])
    with pytest.raises(ValueError, match=r"^touch5 has no lattice of sites"):
        TOUCH5.encode_many([1])
    with pytest.raises(ValueError, match=r"^touch5 has no lattice of sites"):
        TOUCH5.decode_many(np.zeros((1, 5), np.uint8))


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
