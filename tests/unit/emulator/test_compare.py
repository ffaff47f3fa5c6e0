from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from emulator import compare


@pytest.fixture
def folder(tmp_path: Path, rng: np.random.Generator) -> Path:
    """Stand in for the recorded people by emulated ones."""
    frames = np.concatenate([compare.emulated_frames(1500, rng) for _ in range(2)])
    people = np.repeat(np.array([1, 6], np.uint8), 1500)
    np.savez(tmp_path / compare.RECORDING, frames=frames, participant=people)
    return tmp_path


def test_an_emulated_recording_compares_well_with_itself(folder: Path) -> None:
    rows = compare.compare(compare.load(folder), n=3000)
    assert len(rows) == 23
    assert np.median([abs(row.difference) for row in rows]) < 0.03


def test_the_table_has_a_row_for_each_statistic(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compare.main(["--corpus", str(folder), "--frames", "2000"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 25
    assert lines[2].startswith("| noise, all | ")


def test_one_json_object_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compare.main(["--corpus", str(folder), "--frames", "2000", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["finger, peak"]["emulated"] == pytest.approx(226, rel=0.05)


def test_a_figure_that_is_off_is_told_by_the_status(folder: Path) -> None:
    with np.load(folder / compare.RECORDING) as archive:
        frames, people = archive["frames"], archive["participant"]
    np.savez(folder / compare.RECORDING, frames=2 * frames, participant=people)
    assert compare.main(["--corpus", str(folder), "--frames", "2000"]) == 1


def test_the_picture_is_written(folder: Path) -> None:
    target = folder / "frames.png"
    compare.main(["--corpus", str(folder), "--frames", "2000", "--picture", str(target)])
    assert target.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("content", [None, b"no archive", "without participants"])
def test_a_missing_or_broken_recording_is_one_line_and_status_2(
    content: bytes | str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / compare.RECORDING
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.savez(path, frames=np.zeros((1, 27, 15), np.int16))
    assert compare.main(["--corpus", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert compare.RECORDING in told
