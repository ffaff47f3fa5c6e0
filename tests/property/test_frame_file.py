"""Frames come back from every format, and no bytes at all do any harm."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stampcodec.bytesource import ByteSource
from stampcodec.errors import FrameFileError
from stampcodec.fileformat import recognised
from stampcodec.frames import Wiring, frame_blocks

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 6))
RECORDINGS = SHAPES.flatmap(lambda shape: arrays(np.int16, shape))
WIRINGS = st.builds(Wiring, *[st.booleans()] * 5)
DTYPES = st.sampled_from(["<i2", ">i2", "<i4", ">i8", "<f4", "f8"])


class Arriving(io.BytesIO):
    """A pipe that gives so many bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(self.step if size is None or size < 0 else min(size, self.step))


def read(content: bytes, step: int, rows: int, columns: int, wiring: Wiring) -> Any:
    """Read a pipe whose name says nothing."""
    source = ByteSource("pipe", Arriving(content, step))
    return np.concatenate([*frame_blocks(source, recognised(source), rows, columns, wiring)])


def npy(stored: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, stored)
    return file.getvalue()


def npz(stored: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, frames=stored)
    return file.getvalue()


def table(stored: Any) -> bytes:
    file = io.BytesIO()
    np.savetxt(file, stored, fmt="%d", delimiter=",")
    return file.getvalue()


@given(RECORDINGS, st.booleans(), DTYPES, st.integers(1, 100), st.sampled_from([npy, npz]))
def test_arrays_of_any_number_type_come_back(
    frames: Any, flat: bool, dtype: str, step: int, write: Any
) -> None:
    stored = frames.astype(dtype)
    rows, columns = frames.shape[1:]
    content = write(stored.reshape(len(frames), -1) if flat else stored)
    np.testing.assert_array_equal(read(content, step, rows, columns, Wiring()), frames)


@given(RECORDINGS, st.booleans(), st.integers(1, 100))
def test_tables_come_back_by_rows_and_by_frames(frames: Any, flat: bool, step: int) -> None:
    rows, columns = frames.shape[1:]
    lines = (len(frames), -1) if flat else (-1, columns)
    content = table(frames.reshape(lines))
    np.testing.assert_array_equal(read(content, step, rows, columns, Wiring()), frames)


@given(RECORDINGS, WIRINGS, st.integers(1, 100))
def test_wiring_is_undone_whatever_the_steps(frames: Any, wiring: Wiring, step: int) -> None:
    raw = -np.maximum(frames, np.int16(-32767)) if wiring.negative else frames
    raw = raw[:, :: -1 if wiring.flip_y else 1, :: -1 if wiring.flip_x else 1]
    raw = raw.swapaxes(1, 2) if wiring.swap_axes else raw
    # The lowest count has no opposite in int16.
    expected = np.where((frames == -32768) & wiring.negative, -32767, frames)
    rows, columns = frames.shape[1:]
    again = read(npy(raw), step, rows, columns, wiring)
    np.testing.assert_array_equal(again, expected)


HEADS = (
    b"",
    b"\x00\x01",
    b"\x93NUMPY\x01\x00",
    b"PK\x03\x04",
    b"1,2,3\n",
    b"Frame 0,X0_Deltas16,X1_Deltas16\n",
    b"X0Y0_Delta16,X0Y1_Delta16,",
)


def expect_frames_or_one_line(content: bytes, step: int) -> None:
    try:
        frames = read(content, step, 2, 3, Wiring())
    except FrameFileError as error:
        message = str(error)
    else:
        assert frames.shape[1:] == (2, 3)
        assert frames.dtype == np.int16
        return
    assert "\n" not in message
    assert len(message) < 500


@given(st.sampled_from(HEADS), st.binary(max_size=300), st.integers(1, 50))
@example(npy(np.zeros((2, 2, 3), np.int16))[:-1], b"", 7)
@example(npz(np.zeros((2, 2, 3), np.int16))[:-1], b"", 7)
@example(npz(np.zeros((2, 2, 3), np.int16)), b"more", 7)
def test_any_bytes_are_frames_or_are_refused_in_one_line(
    head: bytes, rest: bytes, step: int
) -> None:
    expect_frames_or_one_line(head + rest, step)


@given(st.integers(0, 500), st.integers(0, 255), st.sampled_from([npy, npz, table]))
def test_a_damaged_file_is_read_or_refused(at: int, value: int, write: Any) -> None:
    content = bytearray(write(np.arange(12, dtype=np.int16).reshape(2, 6)))
    content[at % len(content)] = value
    expect_frames_or_one_line(bytes(content), 1000)
