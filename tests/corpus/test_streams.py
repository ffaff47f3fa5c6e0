"""Frames in time of the emulated panel beside the recorded streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.compare import TIME_TOLERANCE, compare_in_time

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_frames_depend_on_the_frame_before_as_the_recorded_ones_do(
    pytestconfig: pytest.Config,
) -> None:
    folder: Path = pytestconfig.getoption("--corpus")
    rows = compare_in_time(folder)
    assert len(rows) == 11
    off = {
        row.name: f"{row.difference:+.3f}" for row in rows if abs(row.difference) > TIME_TOLERANCE
    }
    assert not off
