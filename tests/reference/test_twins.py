"""The shipped codec and the one written from the specification agree."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec.lattice.orientation import BYTE_UNDER, CANONICAL_BYTES
from tests.golden.vectors import FAMILIES, FOLDER, picture
from tests.reference import spec_lattice as spec

FAMILY = pytest.mark.parametrize("name", FAMILIES)
SPECIFICATION = Path(__file__).parents[2] / "docs" / "spec.md"


@FAMILY
def test_the_reference_uses_the_numbers_that_the_specification_prints(name: str) -> None:
    columns, seats, generators, offset = spec.FAMILIES[name]
    pairs = zip(seats, generators, strict=True)
    listed = ", ".join(f"{seat}: `{generator:#x}`" for seat, generator in pairs)
    row = f"| `{name}` | {columns} | {listed} | `{offset:#x}` |"
    assert row in SPECIFICATION.read_text(encoding="utf-8")


@FAMILY
def test_the_reference_derives_every_golden_vector(name: str) -> None:
    for golden in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")):
        merchant_id, face = golden["merchant_id"], golden["face"]
        assert spec.encode(name, merchant_id) == face
        assert spec.message_of(name, merchant_id) == int.from_bytes(
            bytes.fromhex(golden["message"]), "little"
        )
        assert f"{spec.word_of(face):#x}" == golden["codeword"]
        views = [spec.word_of(spec.view(face, symmetry)) for symmetry in range(8)]
        assert [f"{word:#x}" for word in views] == golden["views"]


def test_both_turn_bytes_the_same_way_and_use_the_same_orbits() -> None:
    under = [[spec.byte_under(s, byte) for byte in range(256)] for s in range(8)]
    assert under == BYTE_UNDER.tolist()
    assert spec.canonical_bytes() == CANONICAL_BYTES.tolist()


@FAMILY
@settings(max_examples=50)
@given(data=st.data())
def test_both_draw_the_same_face_for_any_merchant(name: str, data: st.DataObject) -> None:
    family = sc.family(name)
    merchant_id = data.draw(st.integers(0, family.n_ids - 1))
    assert picture(family, merchant_id) == spec.encode(name, merchant_id)


@FAMILY
@settings(max_examples=25)
@given(data=st.data(), symmetry=st.integers(0, 7))
def test_the_reference_reads_any_view_of_what_the_codec_drew(
    name: str, data: st.DataObject, symmetry: int
) -> None:
    family = sc.family(name)
    merchant_id = data.draw(st.integers(0, family.n_ids - 1))
    seen = spec.view(picture(family, merchant_id), symmetry)
    assert spec.read(name, seen) == (merchant_id, symmetry)
    assert family.code.id_and_symmetry(spec.word_of(seen)) == (merchant_id, symmetry)


@FAMILY
@settings(max_examples=25)
@given(data=st.data())
def test_both_find_nothing_in_the_same_codewords(name: str, data: st.DataObject) -> None:
    code = sc.family(name).code
    first = data.draw(st.sampled_from(np.flatnonzero(code.orbit_of < 0).tolist()))
    rest = data.draw(st.integers(0, 2 ** (code.dimension - 8) - 1))
    message = first | rest << 8
    face = spec.with_anchors(spec.codeword(name, message))
    assert spec.word_of(face) == code.encode(message)
    assert spec.read(name, face) is None
    assert code.id_and_symmetry(code.encode(message)) is None
