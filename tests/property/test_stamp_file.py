"""A stamp file says all of a face, and nothing but a stamp file is taken for one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec.design import DESIGNS
from stampcodec.testing import faces


@given(face=faces())
def test_any_face_survives_its_file(face: sc.StampFace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "one.json"), Path(folder, "two.json")
        face.save(one)
        again = sc.StampFace.load(one)
        again.save(two)
        assert again == face
        assert one.read_bytes() == two.read_bytes()


@given(
    name=st.sampled_from(sorted(DESIGNS)),
    share=st.floats(0, 1, exclude_max=True),
    pitch_mm=st.floats(0.1, 100.0),
)
def test_any_designed_face_survives_its_file(name: str, share: float, pitch_mm: float) -> None:
    scales = DESIGNS[name].face_pitch_mm is not None
    family = sc.family(name, pitch_mm=pitch_mm if scales else None)
    face = family.encode(int(share * family.n_ids))
    with tempfile.TemporaryDirectory() as folder:
        face.save(Path(folder, "stamp.json"))
        again = sc.StampFace.load(Path(folder, "stamp.json"))
    assert again == face
    if scales:
        np.testing.assert_array_equal(again.occupied, face.occupied)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(data=st.data(), value=JSON)
def test_a_file_with_anything_in_one_place_loads_or_is_refused_in_one_line(
    data: st.DataObject, value: Any
) -> None:
    stamp = json.loads(text_of(sc.family("lattice7").encode(5)))
    field = data.draw(st.sampled_from([*stamp, "extra", "dot", *stamp["dots"][0]]))
    if field == "dot":
        stamp["dots"][2] = value
    elif field in stamp["dots"][0]:
        stamp["dots"][1][field] = value
    else:
        stamp[field] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stamp.json")
        path.write_text(json.dumps(stamp), encoding="utf-8")
        complaint = complaint_about(path)
    assert complaint == "" or complaint.startswith(f"{path}: ")
    assert len(complaint.splitlines()) <= 1


@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_one_line(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stamp.json")
        path.write_bytes(content)
        assert len(complaint_about(path).splitlines()) == 1


def complaint_about(path: Path) -> str:
    """Load a file; return the error's message, nothing where there is none."""
    try:
        sc.StampFace.load(path)
    except sc.StampFileError as error:
        return str(error)
    return ""


def text_of(face: sc.StampFace) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stamp.json")
        face.save(path)
        return path.read_text(encoding="utf-8")
