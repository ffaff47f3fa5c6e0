from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.lattice.corpus import fingers, idle, load_recorded
from stampcodec.errors import FrameFileError


def test_a_touch_makes_a_frame_a_finger_frame_and_a_wrong_cell_does_not() -> None:
    frames = np.zeros((3, 27, 15), np.int16)
    frames[1, 3, 3] = 200
    frames[2, 9:12, 6:9] = 120
    assert len(idle(frames)) == 2
    assert np.array_equal(fingers(frames), frames[2:])


def test_an_archive_is_found_by_its_folder_too(tmp_path: Path) -> None:
    frames = np.ones((2, 27, 15), np.int16)
    np.savez(tmp_path / "capfingerid_nexus5.npz", frames=frames)
    assert np.array_equal(load_recorded(tmp_path), frames)


@pytest.mark.parametrize(
    ("arrays", "field"),
    [
        ({"others": np.zeros(3)}, "frames"),
        ({"frames": np.zeros((2, 27, 15))}, "int16"),
        ({"frames": np.zeros((2, 27, 14), np.int16)}, r"\(n, 27, 15\)"),
    ],
)
def test_an_archive_of_something_else_is_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]], field: str
) -> None:
    path = tmp_path / "frames.npz"
    np.savez(path, **arrays)  # type: ignore[arg-type]
    with pytest.raises(FrameFileError, match=field):
        load_recorded(path)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "frames.npz"
    path.write_bytes(content)
    with pytest.raises(FrameFileError, match="npz archive"):
        load_recorded(path)


def test_a_bare_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "frames.npy"
    np.save(path, np.zeros((2, 27, 15), np.int16))
    with pytest.raises(FrameFileError, match="npz archive"):
        load_recorded(path)
