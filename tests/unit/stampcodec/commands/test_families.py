from __future__ import annotations

import json

import pytest

from stampcodec.cli import run


def test_the_table_names_every_family_and_panel(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["families"]) == 0
    shown = capsys.readouterr().out
    for word in ("lattice7", "lattice8", "1,048,576", "268,435,456", "nexus5", "maxtouch"):
        assert word in shown


def test_the_same_is_there_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["families", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["family"] for row in rows] == ["lattice7", "lattice8"]
    assert rows[1]["n_ids"] == 2**28
    assert rows[1]["fit_pitch_mm"]["nexus5"] == 5.0
