from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.reliability.bands import (
    EVERY_SCENE,
    N_BANDS,
    READERS,
    Band,
    Row,
    _counted,
    measure_reliability,
    requirements,
)
from benchmarks.reliability.picture import save
from benchmarks.reliability.tables import reliability_tables


def band(wrong: int, promised: float, margin: float = 0.3) -> Band:
    return Band(margin, 10_000, wrong, wrong, promised)


def row(*bands: Band, reader: str = "still", scene: str = EVERY_SCENE) -> Row:
    return Row("lattice7", "nexus5", scene, reader, bands)


def test_each_scene_is_counted_in_the_row_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.reliability.bands.BATCH", 40)
    scenes = ("amplitude 0.3", "8 to 14 dB")
    rows = measure_reliability(("lattice7",), scenes=scenes, frames=160, seed=1)
    assert [(each.reader, each.scene) for each in rows] == [
        (reader, scene) for reader in READERS for scene in (EVERY_SCENE, *scenes)
    ]
    found = {(each.reader, each.scene): sum(band.readings for band in each.bands) for each in rows}
    for reader in READERS:
        assert found[reader, EVERY_SCENE] == sum(found[reader, scene] for scene in scenes)
    # what a reader accepts, the one that asks for less has too
    assert 0 < found["still", EVERY_SCENE] < found["relaxed", EVERY_SCENE] <= 160


def test_a_reading_counts_in_the_band_of_its_margin_with_what_that_promises() -> None:
    margin = np.array([0.0, 0.5, 0.5, 1.0, 0.9])
    read_as, merchants = np.array([1, 2, 3, 4, -1]), np.array([2, 2, 4, 4, 4])
    landed = np.array([True, True, False, True, True])
    readings, wrong, landing, promised = _counted(read_as, margin, read_as >= 0, merchants, landed)
    half = N_BANDS // 2
    assert np.flatnonzero(readings).tolist() == [0, half, N_BANDS - 1]
    assert wrong[[0, half, -1]].tolist() == [1, 1, 0]
    assert landing[[0, half, -1]].tolist() == [0, 1, 0]
    assert promised[[0, half, -1]] == pytest.approx([1.0, 2e-3, 1e-6])


def test_a_band_must_hold_from_a_hundred_wrong_readings_on() -> None:
    few, many = band(99, 10.0), band(250, 100.0, 0.4)
    assert row(few, many).worst == pytest.approx(2.5)
    assert row(few).worst == 1.0
    # a promise that too few break is no good either
    assert row(band(100, 400.0)).worst == pytest.approx(4.0)
    (asked,) = requirements([row(few, many), row(band(100, 400.0), scene="8 to 14 dB")])
    assert asked.met


def test_a_plot_is_the_same_each_time(tmp_path: Path) -> None:
    rows = [row(band(120, 100.0), band(3, 2.0, 0.6), band(0, 0.1, 0.8), reader=r) for r in READERS]
    assert reliability_tables(rows)[0].row_count == 3
    for name in ("one.svg", "other.svg"):
        save(tmp_path / name, rows)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
