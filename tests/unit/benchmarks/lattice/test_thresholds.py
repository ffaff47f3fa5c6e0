from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.lattice.thresholds import Counts, count, draw_frames, measure_thresholds, thresholds
from stampcodec._core.frame import kernel
from stampcodec.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

FAMILIES = ("lattice8",)


def test_the_table_is_read_with_its_values() -> None:
    known = thresholds()
    assert known["TOUCHED_NODE"] == 6.0
    assert known["BEND"] == 0.785398
    assert len(known) > 80


def test_frames_are_the_same_for_the_same_seed_and_are_read(tmp_path: Path) -> None:
    draw_frames(tmp_path, FAMILIES, 8, 1)
    first = count(tmp_path, FAMILIES, None)
    draw_frames(tmp_path, FAMILIES, 8, 1)
    assert count(tmp_path, FAMILIES, None) == first
    # one face of each of thirteen rows, some of which hardly read
    assert 60 < first.right <= 104
    assert (first.wrong, first.strangers) == (0, 0)


def test_frames_are_counted_by_a_process_of_its_own(tmp_path: Path) -> None:
    draw_frames(tmp_path, FAMILIES, 8, 1)
    command = [sys.executable, "-m", "benchmarks.lattice.thresholds", str(tmp_path), "lattice8"]
    # kernels of this build take nothing from the environment
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "STAMP_TOUCHED_NODE": "1e6"},
    )
    assert Counts(*json.loads(done.stdout)) == count(tmp_path, FAMILIES, None)


def test_kernels_with_fixed_thresholds_are_refused() -> None:
    assert not kernel.IS_TUNABLE
    with pytest.raises(FileError, match="STAMPCODEC_TUNABLE=1: make thresholds"):
        measure_thresholds(FAMILIES, n=8, seed=1, corpus=None)
