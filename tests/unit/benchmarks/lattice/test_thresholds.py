from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice.thresholds import (
    HARD,
    NOBODY,
    OTHER_PANELS,
    STRANGERS,
    Block,
    Counts,
    Moved,
    Readings,
    draw_blocks,
    is_right,
    measure_thresholds,
    read_blocks,
    tally,
)
from benchmarks.lattice.tuning import Threshold
from emulator import NAMES
from stampcodec.errors import FileError

FAMILIES = ("lattice8",)
N = 2


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    return list(draw_blocks(FAMILIES, N, 1, None))


def test_frames_are_the_same_for_the_same_seed(blocks: list[Block]) -> None:
    again = list(draw_blocks(FAMILIES, N, 1, None))
    assert [block.panel for block in blocks] == ["nexus5", *OTHER_PANELS]
    for one, other in zip(blocks, again, strict=True):
        assert (one.frames == other.frames).all()
        assert (one.merchant == other.merchant).all()


def test_every_row_and_every_kind_without_a_stamp_is_read_and_counted(blocks: list[Block]) -> None:
    first = blocks[0]
    presses = N * (len(NAMES) + len(HARD))
    assert (first.merchant != NOBODY).sum() == presses
    assert (first.merchant == NOBODY).sum() > N * (len(STRANGERS) - 1)
    assert (first.counted[:4] == [0, 1, 2, 3]).all()
    truth = np.concatenate([block.merchant for block in blocks])
    found = tally(read_blocks(blocks), truth, 5.0)
    # most rows read, some hardly do
    assert 0.6 * found.presses < found.right < found.presses
    assert (found.wrong, found.instructions) == (0, 5.0)


def test_wrong_readings_and_strangers_are_counted_apart() -> None:
    truth = np.array([7, 7, 7, NOBODY, NOBODY])
    readings = Readings(np.array([7, NOBODY, 8, 9, NOBODY]), np.zeros((5, 6)))
    assert is_right(readings, truth).tolist() == [True, False, False, False, False]
    assert tally(readings, truth, 3.0) == Counts(3, 1, 1, 1, 3.0)


def test_a_moved_threshold_tells_its_way_in_json() -> None:
    counts = Counts(80, 70, 0, 0, 1e6)
    lowered = Moved(Threshold("CAP", 14.0, False), 11.2, counts, 3, 1, 9)
    assert lowered.as_json()["moved"] == "lowered"
    assert lowered.as_json()["lost"] == 3
    assert Moved(Threshold("CAP", 14.0, False), 16.8, counts, 0, 0, 0).way == "raised"


def test_kernels_with_fixed_thresholds_are_refused() -> None:
    with pytest.raises(FileError, match="STAMPCODEC_TUNABLE=1: make thresholds"):
        measure_thresholds(FAMILIES, n=1, seed=1, corpus=None)
