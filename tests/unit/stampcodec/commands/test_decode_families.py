"""Stamps of every lattice family, from the merchant to the reading, without naming the family."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stampcodec.cli import run
from stampcodec.design import LATTICES


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_frames_are_read_as_the_family_of_the_stamp(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp, frames, picture = (str(tmp_path / each) for each in ("s.json", "f.npy", "f.svg"))
    assert run(["encode", "3000", "-f", name, "-o", stamp]) == 0
    assert run(["emulate", stamp, "-o", frames]) == 0
    capsys.readouterr()
    assert run(["decode", frames]) == 0
    readings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    read = [each for each in readings if each["outcome"] == "read"]
    assert {(each["family"], each["merchant_id"]) for each in read} == {(name, 3000)}
    assert run(["show", frames, "-o", picture]) == 0
    assert "f.svg" in capsys.readouterr().out


def test_a_stamp_of_another_family_than_the_one_that_is_named_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp, frames = str(tmp_path / "s.json"), str(tmp_path / "f.npy")
    assert run(["encode", "3000", "-f", "lattice8h18", "-o", stamp]) == 0
    assert run(["emulate", stamp, "-o", frames]) == 0
    assert run(["decode", frames, "-f", "lattice8h14"]) == 1
    assert '"read"' not in capsys.readouterr().out
