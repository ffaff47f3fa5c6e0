from __future__ import annotations

from pathlib import Path

import pytest

import stampcodec as sc
from stampcodec.cli import run


def test_a_face_is_written_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stamp.json"
    assert run(["encode", "4711", "-o", str(path)]) == 0
    assert sc.StampFace.load(path) == sc.family("lattice8h14").encode(4711)
    output = capsys.readouterr()
    assert output.out == ""
    assert "merchant 4711" in output.err


def test_without_a_file_the_face_goes_to_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["encode", "77", "--family", "lattice7"]) == 0
    path = tmp_path / "stamp.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert sc.StampFace.load(path) == sc.family("lattice7").encode(77)


@pytest.mark.parametrize(
    ("options", "pitch_mm"),
    [
        (["--pitch-mm", "6.5"], 6.5),
        (["--pitch-mm", "fit", "--panel", "surface"], 5.5),
        (["--pitch-mm", "9", "--panel", "maxtouch"], 9.0),
    ],
)
def test_the_pitch_is_given_or_fitted_to_a_panel(
    tmp_path: Path, options: list[str], pitch_mm: float
) -> None:
    path = tmp_path / "stamp.json"
    assert run(["encode", "4711", *options, "-o", str(path)]) == 0
    assert sc.StampFace.load(path).pitch_mm == pitch_mm


def test_a_face_unfit_for_its_panel_is_refused_with_every_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stamp.json"
    assert run(["encode", "4711", "--panel", "maxtouch", "-o", str(path)]) == 2
    error = capsys.readouterr().err
    assert "unfit for maxtouch" in error
    assert all(rule in error for rule in ("dot:", "pitch:", "overlap:"))
    assert not path.exists()


def test_a_face_of_touch5_is_refused_on_the_panel_that_merges_its_dots(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stamp.json"
    for panel, status in (("nexus5", 0), ("surface", 0), ("maxtouch", 2)):
        arguments = ["1267", "--family", "touch5", "--panel", panel, "-o", str(path)]
        assert run(["encode", *arguments]) == status
    assert sc.StampFace.load(path) == sc.family("touch5").encode(1267)
    error = capsys.readouterr().err
    assert "touch5 is unfit for maxtouch" in error
    assert "the controller merges touches nearer than 12.40 mm" in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "ID"),
        (["-1"], "0 to 1048575, got '-1'"),
        (["1048576"], "0 to 1048575, got '1048576'"),
        (["1048576", "--family", "lattice7"], "0 to 1048575"),
        (["9" * 5000], "0 to 1048575"),
        (["4711.0"], "got '4711.0'"),
        (["shop"], "got 'shop'"),
        (["4711", "--family", "lattice9"], "--family: unknown family 'lattice9'; known families"),
        (["4711", "--panel", "nexus6"], "--panel: unknown panel 'nexus6'; known panels"),
        (["4096", "--family", "touch5"], "touch5 expects a whole number, 0 to 4095, got '4096'"),
        (["5", "--family", "touch5", "--pitch-mm", "6"], "touch5 has one size"),
        (
            ["5", "--family", "touch5", "--pitch-mm", "fit", "--panel", "maxtouch"],
            "touch5 cannot fit panel maxtouch",
        ),
        (["4711", "--pitch-mm", "0"], "--pitch-mm"),
        (["4711", "--pitch-mm", "nan"], "--pitch-mm"),
        (["4711", "--pitch-mm", "wide"], "expected millimetres or 'fit', got 'wide'"),
        (["4711", "--pitch-mm", "fit"], "'fit' needs a --panel"),
        (["4711", "--colour", "red"], "--colour"),
        (["4711", "4712"], "4712"),
        (["4711", "-o", "/nowhere/stamp.json"], "/nowhere/stamp.json: No such file or directory"),
        (["4711", "-o", "/"], "/: is a folder, expected a file"),
        (["4711", "-o", "face.png"], "face.png: expected a name that ends in .json"),
        (["4711", "-o", "-"], "-: expected a name that ends in .json (without -o,"),
        (["4711", "-o", "/dev/full"], "No space left on device"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["encode", *arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("stampcodec: ")
    assert output.err.count("\n") == 1
    assert words in output.err
