from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import presses
from emulator.hand.gesture import Gesture
from emulator.take import record
from stampcodec.bytesource import opened
from stampcodec.fileformat import recognised
from stampcodec.frames.size import Unit, likely_shape, row_length, unit_of
from stampcodec.frames.stored import Stored

PANELS = ["nexus5", "surface", "maxtouch", "20x34@4.1", "32x18@4.3"]


def one_press(panel: sc.Panel) -> Any:
    family = sc.family("lattice8").fit(panel)
    return presses(family.encode(4711), panel, 1, np.random.default_rng(4)).frames


@pytest.mark.parametrize("name", PANELS)
def test_the_size_of_one_frame_follows_from_its_counts(name: str) -> None:
    panel = sc.panel(name)
    frame = one_press(panel)
    for shape, counts in (
        ((panel.rows, panel.columns), frame.ravel()),
        ((panel.columns, panel.rows), frame.transpose(0, 2, 1).ravel()),
    ):
        assert row_length(counts) == shape[1]
        assert likely_shape(counts, 1, []) == shape
        assert likely_shape(counts, shape[1], []) == shape
        assert likely_shape(counts, counts.size, []) == shape


@pytest.mark.parametrize("name", ["nexus5", "20x34@4.1"])
def test_the_size_of_frames_that_follow_each_other_is_where_they_repeat(name: str) -> None:
    panel = sc.panel(name)
    face = sc.family("lattice8").fit(panel).encode(4711)
    frames = record(face, panel, np.random.default_rng(4), Gesture("press", hold_ms=300)).frames
    assert len(frames) > 4
    assert likely_shape(frames.ravel(), 1, []) == (panel.rows, panel.columns)


def test_a_known_panel_is_taken_where_the_counts_do_not_speak_against_it() -> None:
    quiet = np.zeros(27 * 15 * 4, np.int16)
    assert likely_shape(quiet, 1, []) is None
    assert likely_shape(quiet, 1, [(27, 15)]) == (27, 15)
    assert likely_shape(quiet, 15, [(15, 27), (27, 15)]) == (27, 15)
    assert likely_shape(quiet, 405, [(20, 34), (27, 15)]) == (27, 15)
    assert likely_shape(quiet[:-1], 1, [(27, 15)]) is None
    assert likely_shape(quiet[:-1], 1, [(27, 15)], whole=False) == (27, 15)
    pressed = one_press(sc.panel("20x34@4.1")).ravel()
    assert likely_shape(pressed, 1, [(17, 40), (20, 34)]) == (20, 34)


@pytest.mark.parametrize("frames", [1, 2, 8])
def test_noise_alone_has_no_rows(frames: int) -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        noise = np.rint(rng.normal(0, 1.7, frames * 405)).astype(np.int16)
        assert row_length(noise) is None
        assert likely_shape(noise, 1, [(27, 15)]) == (27, 15)


@pytest.mark.parametrize("n", [0, 1, 5, 20])
def test_a_few_counts_have_no_rows(n: int) -> None:
    assert row_length(np.arange(n, dtype=np.int16)) is None
    assert likely_shape(np.arange(n, dtype=np.int16), 1, []) is None


def written(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


FRAMES = np.zeros((2, 4, 3), np.int16)
BLOCK = "Frame 0,X0_Deltas16,X1_Deltas16\nY0_Deltas16,1,2\nY1_Deltas16,1,2\nY2_Deltas16,1,2\n"


@pytest.mark.parametrize(
    ("name", "content", "unit"),
    [
        ("f.npy", written(FRAMES), Unit((4, 3), True)),
        ("f.npy", written(FRAMES[0]), Unit((1, 3), False)),
        ("f.npy", written(FRAMES.reshape(2, -1)), Unit((1, 12), False)),
        ("f.td16", FRAMES.tobytes(), Unit((1, 1), False)),
        ("f.csv", b"1,2,3\n4,5,6\n", Unit((1, 3), False)),
        ("f.csv", b"# deltas\n\ntime,a,b\n0,1,2\n", Unit((1, 2), False)),
        ("f.csv", b"time,TIN,X0Y0_Delta16,X0Y1_Delta16,X0Y2_Delta16,\n", Unit((1, 3), True)),
        ("f.csv", BLOCK.encode(), Unit((2, 3), True)),
        ("f.csv", (BLOCK + "\n" + BLOCK).encode(), Unit((2, 3), True)),
    ],
)
def test_a_format_says_what_it_knows_of_the_size(
    tmp_path: Path, name: str, content: bytes, unit: Unit
) -> None:
    (tmp_path / name).write_bytes(content)
    with opened(tmp_path / name) as source:
        form = recognised(source)
        assert form is not None
        assert unit_of(form, Stored(source, (1, 1), big_endian=False, most=1)) == unit
        assert source.exactly(len(content)) == content


def test_an_archive_says_the_size_of_its_array(tmp_path: Path) -> None:
    np.savez(tmp_path / "f.npz", frames=FRAMES)
    with opened(tmp_path / "f.npz") as source:
        form = recognised(source)
        assert form is not None
        assert unit_of(form, Stored(source, (1, 1), False, 1)) == Unit((4, 3), True)
