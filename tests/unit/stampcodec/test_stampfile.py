from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import stampcodec as sc
from stampcodec import stampfile

FACE = sc.family("lattice8").encode(4711)
FIVE = stampfile.document(sc.family("touch5").encode(1267))


def stamp(**changes: Any) -> dict[str, Any]:
    return {**stampfile.document(FACE), **changes}


def with_dot(**changes: Any) -> dict[str, Any]:
    dots = stampfile.document(FACE)["dots"]
    return stamp(dots=[dots[0], {**dots[1], **changes}])


def without(field: str) -> dict[str, Any]:
    return {key: value for key, value in stamp().items() if key != field}


def save(folder: Path, text: str) -> Path:
    path = folder / "stamp.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_saved_face_is_loaded_again(tmp_path: Path) -> None:
    FACE.save(tmp_path / "stamp.json")
    assert sc.StampFace.load(tmp_path / "stamp.json") == FACE


def test_a_file_read_and_written_again_is_the_same_to_the_byte(tmp_path: Path) -> None:
    FACE.save(tmp_path / "one.json")
    sc.StampFace.load(str(tmp_path / "one.json")).save(str(tmp_path / "two.json"))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_the_file_has_one_line_a_dot(tmp_path: Path) -> None:
    FACE.save(tmp_path / "stamp.json")
    lines = (tmp_path / "stamp.json").read_text(encoding="utf-8").splitlines()
    assert lines[:8] == [
        "{",
        '  "format": "stamp-face/1",',
        '  "family": "lattice8",',
        '  "pitch_mm": 5.0,',
        '  "merchant_id": 4711,',
        '  "outline_mm": 40.5,',
        '  "dots": [',
        '    {"x_mm": -17.5, "y_mm": -17.5, "diameter_mm": 3.5, "role": "anchor"},',
    ]
    assert len(lines) == 7 + len(FACE.dots) + 2


def test_a_face_without_a_pitch_says_so_and_is_loaded_again(tmp_path: Path) -> None:
    face = sc.family("touch5").encode(1267)
    face.save(tmp_path / "stamp.json")
    assert '\n  "pitch_mm": null,\n' in (tmp_path / "stamp.json").read_text(encoding="utf-8")
    assert sc.StampFace.load(tmp_path / "stamp.json") == face


def test_whole_numbers_may_stand_for_lengths(tmp_path: Path) -> None:
    path = save(tmp_path, json.dumps(stamp(pitch_mm=5)))
    assert sc.StampFace.load(path) == FACE


def test_the_order_of_the_fields_is_free(tmp_path: Path) -> None:
    path = save(tmp_path, json.dumps(stamp(), sort_keys=True))
    assert sc.StampFace.load(path) == FACE


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (without("format"), "format"),
        (without("family"), "family"),
        (without("pitch_mm"), "pitch_mm"),
        (without("merchant_id"), "merchant_id"),
        (without("outline_mm"), "outline_mm"),
        (without("dots"), "dots"),
        (stamp(colour="red"), '"colour"'),
        (stamp(format="stamp-face/0"), "format"),
        (stamp(format="stamp-face"), "format"),
        (stamp(format=1), "format"),
        (stamp(family="lattice9"), "family"),
        (stamp(family=["lattice8"]), "family"),
        (stamp(pitch_mm="5"), "pitch_mm"),
        (stamp(pitch_mm=0), "pitch_mm"),
        (stamp(pitch_mm=-5.0), "pitch_mm"),
        (stamp(pitch_mm=5000.0), "pitch_mm"),
        (stamp(pitch_mm=True), "pitch_mm"),
        (stamp(pitch_mm=10**400), "pitch_mm"),
        (stamp(pitch_mm=None), "pitch_mm"),
        ({**FIVE, "pitch_mm": 12.0}, "pitch_mm"),
        ({**FIVE, "pitch_mm": False}, "pitch_mm"),
        ({**FIVE, "merchant_id": 4096}, "merchant_id"),
        (stamp(outline_mm=None), "outline_mm"),
        (stamp(outline_mm=1e7), "outline_mm"),
        (stamp(merchant_id=-1), "merchant_id"),
        (stamp(merchant_id=2**28), "merchant_id"),
        (stamp(merchant_id=4711.0), "merchant_id"),
        (stamp(merchant_id=True), "merchant_id"),
        (stamp(merchant_id="4711"), "merchant_id"),
        (stamp(merchant_id=None), "merchant_id"),
        (stamp(family="lattice7", merchant_id=2**20), "merchant_id"),
        (stamp(dots=[]), "dots"),
        (stamp(dots={}), "dots"),
        (stamp(dots=[[0, 0, 3]]), "dots[0]"),
        (stamp(dots=[{}]), "dots[0].x_mm"),
        (with_dot(x_mm=20.3), "dots[1].x_mm"),
        (with_dot(y_mm=-1000), "dots[1].y_mm"),
        (with_dot(y_mm="0"), "dots[1].y_mm"),
        (with_dot(diameter_mm=0.0), "dots[1].diameter_mm"),
        (with_dot(diameter_mm=41.0), "dots[1].diameter_mm"),
        (with_dot(role="decoration"), "dots[1].role"),
        (with_dot(role=None), "dots[1].role"),
        (with_dot(z_mm=0.0), 'dots[1]."z_mm"'),
        (with_dot(x_mm=-17.5, y_mm=-17.5), "dots[1]"),
    ],
)
def test_a_field_that_cannot_be_is_named_with_its_file(
    tmp_path: Path, document: dict[str, Any], field: str
) -> None:
    path = save(tmp_path, json.dumps(document))
    with pytest.raises(sc.StampFileError) as caught:
        sc.StampFace.load(path)
    error = caught.value
    assert (error.path, error.field) == (path, field)
    assert str(error) == f"{path}: {field}: {error.problem}"
    assert "\n" not in str(error)
    assert len(str(error)) < len(str(path)) + 200


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "an empty file"),
        ("  \n", "an empty file"),
        ("[]", "expected an object"),
        ("4711", "expected an object"),
        ("null", "expected an object"),
        ('{"format": ', "expected JSON, line 1"),
        (json.dumps(stamp())[:-1], "expected JSON"),
        (json.dumps(stamp(pitch_mm=float("nan"))), "expected finite numbers, got NaN"),
        (json.dumps(stamp(pitch_mm=float("inf"))), "expected finite numbers, got Infinity"),
        (json.dumps(stamp()).replace("5.0,", "1e999,", 1), "expected a finite number"),
        ('{"format": "stamp-face/1", "format": "stamp-face/1"}', "expected once"),
        ("[" * 100_000, "deeply nested"),
        (json.dumps(stamp()).replace("4711", "9" * 5000), "too long"),
        (json.dumps(stamp()) + " " * 1_000_000, "more than 1000000 bytes"),
    ],
)
def test_a_text_that_is_no_stamp_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(sc.StampFileError, match=problem):
        sc.StampFace.load(save(tmp_path, text))


def test_a_face_is_loaded_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = stampfile.text(stamp())
    for given in (text, text[:-3]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        if given == text:
            assert sc.StampFace.load("-") == FACE
        else:
            with pytest.raises(sc.StampFileError, match=r"^standard input: expected JSON"):
                sc.StampFace.load("-")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "stamp.json").write_bytes(b'{"format": "\xff"}')
    with pytest.raises(sc.StampFileError, match="a stamp file in UTF-8 text, byte 12 is not"):
        sc.StampFace.load(tmp_path / "stamp.json")


@pytest.mark.parametrize("version", ["stamp-face/2", "stamp-face/10"])
def test_a_newer_version_is_refused_with_the_advice_to_upgrade(
    tmp_path: Path, version: str
) -> None:
    path = save(tmp_path, json.dumps({"format": version, "unheard_of": 1}))
    with pytest.raises(sc.NewerFormatError, match="newer version; upgrade stampcodec"):
        sc.StampFace.load(path)


def test_a_missing_file_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sc.StampFace.load(tmp_path / "nowhere.json")


def test_every_file_error_is_a_value_error() -> None:
    for kind in (sc.StampFileError, sc.NewerFormatError, sc.FrameFileError):
        assert issubclass(kind, sc.FileError)
        assert issubclass(kind, ValueError)
