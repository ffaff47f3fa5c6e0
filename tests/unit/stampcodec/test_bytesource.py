from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from stampcodec.bytesource import HEAD_BYTES, ByteSource, opened


class Trickle(io.BytesIO):
    """Gives its bytes three at a time, as a slow pipe would."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(min(3, 3 if size is None or size < 0 else size))


def test_bytes_are_taken_as_they_arrive_or_as_many_as_asked_for() -> None:
    source = ByteSource("pipe", Trickle(b"0123456789"))
    assert source.some(100) == b"012"
    assert source.exactly(4) == b"3456"
    assert source.exactly(100) == b"789"
    assert source.some(100) == b""
    assert source.taken == 10


def test_looking_ahead_takes_nothing() -> None:
    source = ByteSource("pipe", Trickle(b"0123456789"))
    assert source.head(lambda head: len(head) > 3) == b"012345"
    assert source.head(lambda head: len(head) > 3) == b"012345"
    assert source.taken == 0
    assert source.some(4) == b"0123"
    assert source.exactly(100) == b"456789"


def test_the_look_ahead_has_a_limit_and_ends_with_the_bytes() -> None:
    assert len(ByteSource("zeros", io.BytesIO(bytes(2 * HEAD_BYTES))).head(lambda _: False)) == (
        HEAD_BYTES
    )
    assert ByteSource("short", io.BytesIO(b"12")).head(lambda _: False) == b"12"


def test_lines_come_as_soon_as_they_are_whole() -> None:
    source = ByteSource("pipe", Trickle(b"1,2\n3\n\n45678"))
    assert list(source.lines(100)) == [[b"1,2", b"3"], [b""], [b"45678"]]


def test_a_line_without_end_is_cut_off() -> None:
    source = ByteSource("pipe", Trickle(b"1\n" + b"2" * 1000))
    *whole, last = source.lines(10)
    assert whole == [[b"1"]]
    assert last == [b"2" * 11]
    assert source.taken < 20


def test_a_pipe_is_copied_to_be_read_in_any_order_and_only_so_far() -> None:
    source = ByteSource("pipe", Trickle(b"0123456789"))
    source.head(lambda head: len(head) >= 3)
    with source.seekable(100) as copy:
        copy.seek(8)
        assert copy.read() == b"89"
    with ByteSource("pipe", io.BytesIO(bytes(10 * HEAD_BYTES))).seekable(HEAD_BYTES) as copy:
        assert copy.seek(0, os.SEEK_END) == 2 * HEAD_BYTES


def test_a_file_knows_its_size_and_starts_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123")
    with opened(tmp_path / "file") as source:
        assert source.size == 4
        assert source.exactly(3) == b"012"
        source.rewind()
        assert (source.exactly(9), source.taken) == (b"0123", 4)


def test_a_fifo_has_no_size(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    writer = threading.Thread(target=(tmp_path / "fifo").write_bytes, args=(b"0123",))
    writer.start()
    with opened(tmp_path / "fifo") as source:
        assert source.size is None
        assert source.exactly(9) == b"0123"
    writer.join()


def test_a_closed_standard_input_is_an_error_of_the_file_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(OSError, match="is closed") as refused, opened("-"):
        pass
    assert refused.value.filename == "standard input"


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"0123")))
    with opened("-") as source:
        assert (source.name, source.size) == ("standard input", None)
        assert source.exactly(9) == b"0123"
