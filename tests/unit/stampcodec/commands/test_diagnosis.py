from __future__ import annotations

import io
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator.hand.gesture import Gesture
from emulator.take import record
from stampcodec.cli import run
from stampcodec.commands import diagnosis
from stampcodec.frames import write_frames

SWAPPED = " --negative --big-endian --swap-axes"


@pytest.fixture(scope="module")
def pressed() -> Any:
    """A press on a panel, from idle to idle."""
    face, panel = sc.family("lattice8").encode(4711), sc.panel("nexus5")
    gesture = Gesture("press", hold_ms=300)
    return record(face, panel, np.random.default_rng(4), gesture).frames


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    assert run(["decode", *arguments, "--diagnose"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    lines = output.out.splitlines()
    return {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}


@pytest.mark.parametrize(
    ("name", "wire", "options"),
    [
        ("f.td16", lambda f: f, ""),
        ("f.td16", lambda f: -f, " --negative"),
        ("f.td16", lambda f: f.byteswap(), " --big-endian"),
        ("f.td16", lambda f: f.transpose(0, 2, 1), " --swap-axes"),
        ("f.td16", lambda f: f[:, :, ::-1], " --flip-x"),
        ("f.td16", lambda f: (-f.transpose(0, 2, 1)).byteswap(), SWAPPED),
        ("f.td16", lambda f: (-f).byteswap(), " --negative --big-endian"),
        ("f.npy", lambda f: -f.transpose(0, 2, 1), " --negative --swap-axes"),
        ("f.npy", lambda f: f.reshape(len(f), -1), ""),
        ("f.npy", lambda f: f[5], ""),
        ("f.csv", lambda f: f.reshape(-1, 15), ""),
        ("f.csv", lambda f: -f.reshape(-1, 405), " --negative"),
    ],
)
def test_the_command_that_it_prints_reads_the_file(
    tmp_path: Path,
    pressed: Any,
    name: str,
    wire: Any,
    options: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, stored = tmp_path / name, np.ascontiguousarray(wire(pressed))
    if name == "f.td16":
        path.write_bytes(stored.tobytes())
    elif name == "f.npy":
        np.save(path, stored)
    else:
        np.savetxt(path, stored, fmt="%d", delimiter=",")
    told = findings(capsys, str(path))
    command = told["decode"].removeprefix("stampcodec ")
    assert command == f"decode {path}{options}"
    assert told["panel"].startswith("nexus5")
    assert run(shlex.split(command)) == 0
    assert '"merchant_id": 4711' in capsys.readouterr().out


def test_a_panel_of_another_size_is_given_by_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = sc.panel("20x34@4.1")
    face = sc.family("lattice8").fit(panel).encode(4711)
    taken = record(face, panel, np.random.default_rng(4), Gesture("press", hold_ms=300)).frames
    taken.astype("<i2").tofile(tmp_path / "f.td16")
    told = findings(capsys, str(tmp_path / "f.td16"))
    assert told["frames"] == f"{len(taken)} of 20 x 34"
    assert told["panel"] == "none of this size is built in: --panel 20x34@PITCH, in mm"
    told = findings(capsys, str(tmp_path / "f.td16"), "--panel", "20x34@4.1")
    assert told["reading"].startswith("a stamp in ")
    assert told["decode"].endswith("f.td16 --panel 20x34@4.1")


def test_a_baseline_that_is_not_subtracted_has_no_option(
    tmp_path: Path, pressed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "f.npy", pressed + np.int16(4000))
    told = findings(capsys, str(tmp_path / "f.npy"))
    assert told["baseline"].startswith("not subtracted: take an idle frame from all")
    assert "decode" not in told


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (np.zeros(1000), "of unknown size, 1000 counts: nothing touches"),
        (np.tile(np.hanning(37) * 200, 7), "of unknown size: rows of 37 counts, 7 rows in all"),
    ],
)
def test_frames_whose_size_nothing_tells_need_the_word(
    tmp_path: Path, counts: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counts.astype("<i2").tofile(tmp_path / "f.td16")
    told = findings(capsys, str(tmp_path / "f.td16"))
    assert told["frames"].startswith(words)
    assert told["panel"].startswith("--panel ROWSx")


def test_a_panel_on_which_no_stamp_fits_is_described_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "f.npy", np.zeros((2, 6, 6), np.int16))
    told = findings(capsys, str(tmp_path / "f.npy"), "--panel", "6x6@4.1")
    assert told["frames"] == "2 of 6 x 6"
    assert told["reading"].startswith("not tried: ")


def test_a_frame_that_is_larger_than_what_is_looked_at_has_no_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "MOST_COUNTS", 1000)
    (tmp_path / "f.td16").write_bytes(bytes(20_000))
    told = findings(capsys, str(tmp_path / "f.td16"), "--panel", "100x100@4.1")
    assert told["frames"].startswith("of unknown size")


def test_a_pipe_that_does_not_end_is_not_diagnosed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "MOST_COPIED_BYTES", 1000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(8100))))
    assert run(["decode", "-", "--diagnose"]) == 2
    error = capsys.readouterr().err
    assert "standard input: expected 1000 bytes or less to diagnose from a pipe" in error


def test_standard_input_is_copied_to_be_diagnosed(
    pressed: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO((-pressed).astype("<i2").tobytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert findings(capsys, "-")["decode"] == "stampcodec decode - --negative"


def test_contacts_have_no_diagnosis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "contacts.json").write_text('{"format": "contacts/1", "points": []}')
    assert run(["decode", str(tmp_path / "contacts.json"), "--diagnose"]) == 2
    assert "--diagnose: only frames have that, not contacts" in capsys.readouterr().err


def test_a_word_about_the_sign_comes_once_and_only_where_nothing_reads(
    tmp_path: Path, pressed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "negative.npy", np.concatenate([-pressed] * 20))
    assert run(["decode", str(tmp_path / "negative.npy")]) == 1
    assert capsys.readouterr().err == (
        "the frames are far negative: try --negative; --diagnose tells more\n"
    )
    np.save(tmp_path / "mixed.npy", np.concatenate([pressed, -pressed]))
    assert run(["decode", str(tmp_path / "mixed.npy")]) == 0
    assert capsys.readouterr().err == ""


def test_a_table_has_a_line_a_frame(
    tmp_path: Path, pressed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "f.npy", pressed)
    assert run(["decode", str(tmp_path / "f.npy"), "--table"]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading == (
        "  frame  outcome     family         merchant     x mm     y mm   angle  corrected  margin"
    )
    assert len(lines) == len(pressed)
    ends = {line.index(" 4711") + 5 for line in lines if " 4711" in line}
    assert ends == {heading.index("merchant") + len("merchant")}
    assert lines[0].split() == ["0", "empty", "-", "-", "-", "-", "-", "0", "0.00"]


def test_one_count_is_singular(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for level, words in ((1, "(1 count in the median)"), (2, "(2 counts in the median)")):
        write_frames(tmp_path / "f.npy", np.full((20, 27, 15), level, np.int16))
        assert words in findings(capsys, str(tmp_path / "f.npy"))["baseline"]
