"""``decode`` in a process of its own: what arrives is read at once, and memory has a bound."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import presses

ROWS, COLUMNS = 27, 15
FRAME_BYTES = 2 * ROWS * COLUMNS
# Beyond what the program takes for itself: two blocks of frames, their readings, a copy or two.
# A reader is made before, since OpenBLAS then takes room of its own.
ROOM_BYTES = 64 * 2**20
PROGRAM = f"""
import resource, sys
import stampcodec as sc
from stampcodec.cli import run
from stampcodec.commands import decode
sc.FrameReader(sc.family("lattice8"), sc.panel("nexus5"))
with open("/proc/self/statm") as file:
    own = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (own + {ROOM_BYTES},) * 2)
sys.exit(run(["decode", *sys.argv[1:]]))
"""


@pytest.fixture(scope="module")
def pressed() -> Any:
    face, panel = sc.family("lattice8").encode(4711), sc.panel("nexus5")
    return presses(face, panel, 3, np.random.default_rng(5)).frames


def started(*arguments: str, stdin: int | None = subprocess.PIPE) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )


def pipe_of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def as_td16(frames: Any) -> Iterator[bytes]:
    yield from (frame.astype("<i2").tobytes() for frame in frames)


def as_csv_rows(frames: Any) -> Iterator[bytes]:
    for frame in frames:
        yield "".join(",".join(map(str, row)) + "\n" for row in frame.tolist()).encode()


def as_csv_frames(frames: Any) -> Iterator[bytes]:
    for frame in frames:
        yield ",".join(map(str, frame.ravel().tolist())).encode() + b"\n"


def as_npy_of_many(frames: Any) -> Iterator[bytes]:
    """Announce a million frames, as a recorder does that does not know how many will come."""
    header = f"{{'descr': '<i2', 'fortran_order': False, 'shape': (1000000, {ROWS}, {COLUMNS})}}\n"
    yield b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    yield from as_td16(frames)


def as_npy_each(frames: Any) -> Iterator[bytes]:
    for frame in frames:
        file = io.BytesIO()
        np.save(file, frame)
        yield file.getvalue()


@pytest.mark.parametrize(
    ("write", "status"),
    [
        (as_td16, 0),
        (as_csv_rows, 0),
        (as_csv_frames, 0),
        (as_npy_each, 0),
        (as_npy_of_many, 2),
    ],
)
def test_a_frame_is_read_before_the_next_one_comes(
    pressed: Any, write: Callable[[Any], Iterator[bytes]], status: int
) -> None:
    with started("-") as process:
        stdin, stdout = pipe_of(process.stdin), pipe_of(process.stdout)
        told = []
        for part in write(pressed):
            stdin.write(part)
            stdin.flush()
            if len(part) >= FRAME_BYTES:
                told.append(json.loads(stdout.readline()))
        stdin.close()
        assert [row["merchant_id"] for row in told] == [4711] * 3
        assert stdout.read() == b""
        errors = pipe_of(process.stderr).read().decode()
    assert process.returncode == status
    assert ("standard input: expected 1000000 frames" in errors) == (status == 2)


def test_a_fifo_is_read_to_its_end(tmp_path: Path, pressed: Any) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(
        daemon=True, target=fifo.write_bytes, args=(b"".join(as_td16(pressed)) + b"\0",)
    )
    writer.start()
    with started(str(fifo), stdin=None) as process:
        output, errors = process.communicate()
    writer.join(60)
    assert [json.loads(line)["merchant_id"] for line in output.splitlines()] == [4711] * 3
    assert errors.decode() == (
        f"stampcodec: {fifo}: expected whole frames, of {FRAME_BYTES} bytes each, the end came "
        "after 3 frames and 1 byte\n"
    )
    assert process.returncode == 2


def test_a_long_stream_takes_no_more_memory_than_a_short_one() -> None:
    frames = 170_000
    assert frames * FRAME_BYTES > 2 * ROOM_BYTES

    def fill(stream: IO[bytes]) -> None:
        block = bytes(1000 * FRAME_BYTES)
        with stream:
            for _ in range(frames // 1000):
                stream.write(block)

    with started("-", "--table") as process:
        writer = threading.Thread(daemon=True, target=fill, args=(pipe_of(process.stdin),))
        writer.start()
        lines = sum(1 for _ in pipe_of(process.stdout))
        errors = pipe_of(process.stderr).read()
        writer.join(60)
    assert (process.returncode, errors) == (1, b"")
    assert lines == 1 + frames


def npy_header(shape: str) -> bytes:
    text = f"{{'descr': '<i2', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def npz_bomb() -> bytes:
    """Pack zeros, and say that they are four gigabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("frames.npy", npy_header("(5302428, 27, 15)") + bytes(99999))
    content = bytearray(file.getvalue())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 2**32 - 2)
    return bytes(content)


HOSTILE = {
    "terabytes.npy": (npy_header("(99999999999, 27, 15)"), "the file ends after 0"),
    "header.npy": (b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(99), "an .npy header of 10000"),
    "nested.npy": (npy_header("(" * 4000 + ")" * 4000), "expected an .npy file"),
    "digits.npy": (npy_header("9" * 9000), "expected an .npy file"),
    "bomb.npz": (npz_bomb(), "expected frames, got 4294967294 bytes packed into "),
    "columns.csv": (b"1," * 50_000_000, "line 1: expected at most 405 numbers"),
    "rows.csv": (b"1,2,3\n" * 10_000_000, "line 1: expected 15 numbers, a row, or 405"),
    "names.csv": (b"a," * 50_000_000, "line 1: expected at most 405 numbers"),
    "zeros.npy": (bytes(50_000_000), "expected an .npy file, its first bytes are not"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("by", ["file", "pipe"])
def test_a_hostile_file_is_refused_in_one_line_and_little_memory(
    tmp_path: Path, name: str, by: str
) -> None:
    content, problem = HOSTILE[name]
    (tmp_path / name).write_bytes(content)
    shown, argument = str(tmp_path / name), str(tmp_path / name)
    if by == "pipe":
        pipe = tmp_path / f"pipe-{name}"
        os.mkfifo(pipe)
        argument = shown = str(pipe)
        problem = problem.replace("the file ends after 0", "the end came after 0 frames")
    with started(argument, stdin=None) as process:
        if by == "pipe":
            writer = threading.Thread(daemon=True, target=feed, args=(pipe, content))
            writer.start()
        output, errors = process.communicate()
        if by == "pipe":
            writer.join(60)
    assert process.returncode == 2, errors.decode()
    assert output == b""
    assert errors.decode().startswith(f"stampcodec: {shown}")
    assert problem in errors.decode()
    assert errors.count(b"\n") == 1


def feed(fifo: Path, content: bytes) -> None:
    with suppress(BrokenPipeError):
        fifo.write_bytes(content)
