from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stampcodec.errors import FrameFileError
from stampcodec.frames import Wiring, read_frames, write_frames

FRAMES = np.arange(-12, 12, dtype=np.int16).reshape(2, 4, 3)


@pytest.mark.parametrize("suffix", [".npy", ".td16", ".NPY"])
def test_frames_written_are_read_again(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"frames{suffix}"
    write_frames(path, FRAMES)
    again = read_frames(path, rows=4, columns=3)
    assert again.dtype == np.int16
    assert again.flags.c_contiguous
    np.testing.assert_array_equal(again, FRAMES)


def test_a_td16_file_is_little_endian_int16_and_nothing_else(tmp_path: Path) -> None:
    write_frames(tmp_path / "frames.td16", np.array([[[1, -2]]], dtype=np.int16))
    assert (tmp_path / "frames.td16").read_bytes() == b"\x01\x00\xfe\xff"


def test_numpy_reads_what_is_written_as_npy(tmp_path: Path) -> None:
    write_frames(tmp_path / "frames.npy", FRAMES)
    np.testing.assert_array_equal(np.load(tmp_path / "frames.npy", allow_pickle=False), FRAMES)


@pytest.mark.parametrize(
    "stored",
    [FRAMES.astype(">i2"), np.asfortranarray(FRAMES), FRAMES[::-1][::-1]],
    ids=["big endian", "Fortran order", "strided"],
)
def test_an_npy_file_says_its_own_order(tmp_path: Path, stored: NDArray[np.int16]) -> None:
    np.save(tmp_path / "frames.npy", stored)
    np.testing.assert_array_equal(read_frames(tmp_path / "frames.npy", 4, 3), FRAMES)


def test_a_single_frame_is_a_file_of_one(tmp_path: Path) -> None:
    np.save(tmp_path / "frame.npy", FRAMES[0])
    np.testing.assert_array_equal(read_frames(tmp_path / "frame.npy", 4, 3), FRAMES[:1])


def stored_by(wiring: Wiring, frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Undo a wiring the other way round, one plain step after the other."""
    raw = -frames if wiring.negative else frames
    raw = raw[:, ::-1] if wiring.flip_y else raw
    raw = raw[:, :, ::-1] if wiring.flip_x else raw
    return np.transpose(raw, (0, 2, 1)) if wiring.swap_axes else raw


@pytest.mark.parametrize(
    "wiring",
    [
        Wiring(negative=True),
        Wiring(swap_axes=True),
        Wiring(flip_x=True),
        Wiring(flip_y=True),
        Wiring(negative=True, swap_axes=True, flip_x=True),
        Wiring(swap_axes=True, flip_y=True),
    ],
    ids=str,
)
def test_a_sensor_wired_otherwise_is_put_right(tmp_path: Path, wiring: Wiring) -> None:
    write_frames(tmp_path / "raw.td16", stored_by(wiring, FRAMES))
    again = read_frames(tmp_path / "raw.td16", 4, 3, wiring)
    assert again.flags.c_contiguous
    np.testing.assert_array_equal(again, FRAMES)


def test_a_big_endian_td16_is_put_right(tmp_path: Path) -> None:
    (tmp_path / "raw.td16").write_bytes(FRAMES.astype(">i2").tobytes())
    again = read_frames(tmp_path / "raw.td16", 4, 3, Wiring(big_endian=True))
    np.testing.assert_array_equal(again, FRAMES)


def test_the_lowest_count_turned_over_is_the_highest(tmp_path: Path) -> None:
    write_frames(tmp_path / "raw.td16", np.full((1, 1, 1), -32768, dtype=np.int16))
    assert read_frames(tmp_path / "raw.td16", 1, 1, Wiring(negative=True)).item() == 32767


def npy(array: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npy_header(shape: str) -> bytes:
    header = f"{{'descr': '<i2', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


def test_a_header_that_python_2_wrote_is_read_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "f.npy").write_bytes(npy_header("(1L, 4L, 3L)") + bytes(24))
    np.testing.assert_array_equal(read_frames(tmp_path / "f.npy", 4, 3), np.zeros((1, 4, 3)))


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("f.npy", b"", "got an empty file"),
        ("f.td16", b"", "got an empty file"),
        ("f.td16", bytes(25), "a multiple of 24 bytes, int16 frames of 4 x 3, got 25"),
        ("f.npy", npy(FRAMES)[:-1], "expected 48 bytes of frames, the file ends after 47"),
        ("f.npy", npy(FRAMES)[:40], "expected an .npy file"),
        ("f.npy", npy(FRAMES)[:5], "expected an .npy file"),
        ("f.npy", b"PK\x03\x04" + bytes(100), "expected an .npz archive"),
        ("f.npy", b"\x93NUMPY\x09\x00" + bytes(100), "expected .npy version"),
        ("f.npy", npy(FRAMES + 0.5), r"frame 0: frames\[0, 0\]: expected a whole number .* -11.5"),
        ("f.npy", npy(FRAMES + np.int32(32757)), r"frame 1: frames\[3, 2\]: .* got 32768"),
        ("f.npy", npy(FRAMES > 0), r"got bool; frames\.astype\(numpy\.int16\) converts"),
        ("f.npy", npy(FRAMES * 1j), r"got complex128; frames\.real\.astype"),
        ("f.npy", npy(np.array(["4711"])), "dtype: expected int16"),
        ("f.npy", npy(np.array([[{}]], dtype=object)), "dtype: .* got object; objects are never"),
        ("f.npy", npy(np.zeros((4, 3, 2), np.int16)), r"shape: expected \(n, 4, 3\)"),
        ("f.npy", npy(np.zeros(13, np.int16)), r"shape: expected \(n, 4, 3\), \(n, 12\) or one"),
        ("f.npy", npy(FRAMES.transpose(0, 2, 1)), r"got \(2, 3, 4\); --swap-axes takes frames"),
        ("f.npy", npy(FRAMES) + b"more", "expected the end after 2 frames, got more bytes"),
        ("f.npy", npy(np.zeros((0, 4, 3), np.int16)), "shape: expected at least one frame"),
        ("f.npy", npy_header(f"({2**60}, 4, 3)"), "the file ends after 0"),
        ("f.npy", npy_header("(-1, 4, 3)"), "shape: expected no negative length"),
        ("f.npy", npy_header("(1, 4"), "expected an .npy file"),
        ("f.json", b"{}", "expected frames: NumPy array .*, got a contact file"),
        ("frames", b"none at all", "expected frames: NumPy array .*, raw int16 frames"),
    ],
)
def test_a_file_that_holds_no_frames_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FrameFileError, match=problem) as caught:
        read_frames(path, 4, 3)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "f.npy", np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(FrameFileError, match="got object"):
        read_frames(tmp_path / "f.npy", 4, 3)


def test_frames_are_written_only_under_a_known_name(tmp_path: Path) -> None:
    with pytest.raises(FrameFileError, match=r"ends in \.npy or \.td16"):
        write_frames(tmp_path / "frames.bin", FRAMES)
    assert list(tmp_path.iterdir()) == []
