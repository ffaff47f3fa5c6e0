from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import stampcodec as sc
from stampcodec.cli import run


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    return output.err


@pytest.mark.parametrize("command", ["decode", "show"])
@pytest.mark.parametrize(
    ("options", "output", "truth"),
    [
        (["--gesture", "press"], "frames.v2.npy", "frames.v2.json"),
        (["--gesture", "press"], "frames.td16", "frames.json"),
        (["--events"], "events.json", "events.truth.json"),
        (["--events"], "events.evemu", "events.truth.json"),
    ],
)
def test_the_truth_names_the_file_that_it_stands_beside(
    tmp_path: Path,
    command: str,
    options: list[str],
    output: str,
    truth: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    face = sc.family("touch5" if "--events" in options else "lattice8").encode(11)
    face.save(tmp_path / "stamp.json")
    emulated = str(tmp_path / output)
    assert run(["emulate", str(tmp_path / "stamp.json"), "-o", emulated, *options]) == 0
    capsys.readouterr()
    error = refusal(capsys, command, str(tmp_path / truth))
    assert f"{truth}: this is the truth file of emulated " in error
    assert error.endswith(f"; give {emulated}\n")
    (tmp_path / output).unlink()
    assert "that stood beside it" in refusal(capsys, command, str(tmp_path / truth))


def test_a_stamp_has_no_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sc.family("lattice8").encode(11).save(tmp_path / "stamp.json")
    error = refusal(capsys, "decode", str(tmp_path / "stamp.json"))
    assert "stamp.json: this is a stamp file; `stampcodec show` draws it" in error


def test_a_truth_on_standard_input_names_no_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = io.BytesIO(json.dumps({"format": "emulated-frames/1"}).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(truth))
    error = refusal(capsys, "decode", "-")
    assert "standard input: this is the truth file of emulated frames; give the frames\n" in error


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\x80\x04\x95" + bytes(9), "this is a pickle; a pickle is never opened; numpy.save("),
        (b"\x89HDF\r\n\x1a\n" + bytes(9), "numpy.save(path, h5py.File(name)[dataset][:])"),
        (b"\x1f\x8b\x08" + bytes(9), "gzip -dc FILE | stampcodec decode -"),
    ],
)
@pytest.mark.parametrize("command", ["decode", "show"])
def test_a_file_of_another_program_is_refused_with_what_converts_it(
    tmp_path: Path, head: bytes, words: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "frames").write_bytes(head)
    assert words in refusal(capsys, command, str(tmp_path / "frames"))
