from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from stampcodec.bytesource import ByteSource
from stampcodec.errors import FrameFileError
from stampcodec.fileformat import NPZ
from stampcodec.frames import frame_blocks, npz, read_frames

FRAMES = np.arange(-12, 12, dtype=np.int16).reshape(2, 4, 3)


def archive(**arrays: object) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, array in arrays.items():
            with made.open(f"{name}.npy", "w") as member:
                np.save(member, np.asarray(array))
    return file.getvalue()


def zipped(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive(anything=FRAMES),
        archive(frames=FRAMES, participant=np.arange(2), task=["TAP", "DRAG"]),
        archive(deltas=FRAMES.astype(np.int64).reshape(2, -1)),
    ],
)
def test_the_array_is_the_only_one_or_is_called_frames(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "frames.npz").write_bytes(content)
    np.testing.assert_array_equal(read_frames(tmp_path / "frames.npz", 4, 3), FRAMES)


def test_an_archive_comes_through_a_pipe() -> None:
    source = ByteSource("pipe", io.BytesIO(archive(frames=FRAMES)))
    np.testing.assert_array_equal(np.concatenate([*frame_blocks(source, NPZ, 4, 3)]), FRAMES)


def large(content: bytes) -> bytes:
    """Say in the record at the end that the table of contents is larger than it is."""
    at = content.rindex(npz.END_MAGIC)
    return content[: at + 12] + struct.pack("<I", 2**30) + content[at + 16 :]


def with_zip64(content: bytes) -> bytes:
    at = content.rindex(npz.END_MAGIC)
    return content[:at] + npz.LARGE_MAGIC + bytes(16) + content[at:]


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return content.replace(old, new)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (archive(a=FRAMES, b=FRAMES), r"expected one array, .* called frames; it has a, b; numpy"),
        (archive(**{f"a{n}": FRAMES for n in range(99)}), "a0, a1, .* a7 and 91 more; numpy.savez"),
        (archive(frames=FRAMES + 0.5), "frame 0: .* expected a whole number .* got -11.5"),
        (archive(frames=np.zeros((2, 3, 4))), r"frames.npy: shape: .* --swap-axes"),
        (archive(), "expected an .npz archive with an array, got none"),
        (zipped("xl/workbook.xml", b"<x/>"), "got a workbook; save its sheet as .csv"),
        (zipped("frames.npy", b"no array"), "frames.npy: expected an .npy file"),
        (zipped("frames.npy", bytes(9), zipfile.ZIP_LZMA), "expected an array that numpy.savez"),
        (archive(frames=FRAMES)[:-5], "expected an .npz archive, its end is missing"),
        (archive(frames=FRAMES)[:60], "expected an .npz archive"),
        (large(archive(frames=FRAMES)), "got one of very many"),
        (with_zip64(archive(frames=FRAMES)), "expected an .npz archive below 4 GiB"),
        (b"PK\x03\x04" + bytes(1000), "expected an .npz archive"),
    ],
)
def test_an_archive_without_frames_is_refused_in_words(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "frames.npz").write_bytes(content)
    with pytest.raises(FrameFileError, match=problem) as caught:
        read_frames(tmp_path / "frames.npz", 4, 3)
    assert "\n" not in str(caught.value)


def test_damage_inside_the_array_is_found(tmp_path: Path) -> None:
    content = bytearray(archive(frames=np.zeros((50, 4, 3), np.int16)))
    middle = content.index(b"frames.npy") + 40
    content[middle : middle + 8] = b"\xff" * 8
    (tmp_path / "frames.npz").write_bytes(content)
    with pytest.raises(FrameFileError, match=r"expected an \.npz archive"):
        read_frames(tmp_path / "frames.npz", 4, 3)


def test_a_password_is_not_asked_for(tmp_path: Path) -> None:
    content = bytearray(archive(frames=FRAMES))
    local, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    content[local + 6] |= 1
    content[central + 8] |= 1
    (tmp_path / "frames.npz").write_bytes(content)
    with pytest.raises(FrameFileError, match=r"expected an array that numpy\.savez"):
        read_frames(tmp_path / "frames.npz", 4, 3)
