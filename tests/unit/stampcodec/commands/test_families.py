from __future__ import annotations

import json

import pytest

import stampcodec as sc
from stampcodec.cli import run
from stampcodec.commands import families


def test_the_table_names_every_family_and_panel(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["families"]) == 0
    shown = capsys.readouterr().out
    for word in ("lattice7", "touch5", "4,096", "268,435,456", "fits", "nexus5", "maxtouch"):
        assert word in shown
    table, purposes = shown.split("\n\n")
    assert len({len(line) for line in table.splitlines()}) == 1
    assert [line.split()[0] for line in purposes.splitlines()] == list(sc.families())


def test_the_same_is_there_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["families", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_name = {row["family"]: row for row in rows}
    assert list(by_name) == list(sc.families())
    assert by_name["lattice8"]["n_ids"] == 2**28
    assert by_name["lattice8"]["fit_pitch_mm"]["nexus5"] == 5.0
    assert by_name["lattice8h18"]["distance"] == 18
    assert by_name["touch5"]["separation_mm"] == 3.0
    assert by_name["touch5"]["fits"] == {"nexus5": True, "surface": True, "maxtouch": False}
    assert all(row["purpose"] for row in rows)


def test_a_panel_that_nothing_fits_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = sc.Panel(rows=8, columns=8, pitch_mm=4.0, name="watch")
    monkeypatch.setattr(families, "panels", lambda: {"watch": watch})
    assert run(["families", "--json"]) == 0
    assert '"fit_pitch_mm": {"watch": null}' in capsys.readouterr().out
    assert run(["families"]) == 0
    assert "smallest pitch on watch" in capsys.readouterr().out
