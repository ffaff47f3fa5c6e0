from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from issuance.model.event import GENESIS
from issuance.trail import archive
from stampcodec import FileError

ROWS = [
    (seq, 10**15 + seq, "command", "x", "mer_1", "{}", GENESIS, f"{seq:064x}") for seq in (1, 2)
]
HEAD = {"first": 1, "last": 2, "previous": GENESIS, "hash": ROWS[-1][-1]}


def packed() -> bytes:
    file = io.BytesIO()
    archive.write(file, ROWS, HEAD)
    return file.getvalue()


def test_events_come_back_as_they_were_and_the_same_ones_make_the_same_bytes(
    tmp_path: Path,
) -> None:
    path = archive.path_of(tmp_path, 1, 2)
    path.write_bytes(packed())
    assert list(archive.read(path, 1, 2)) == ROWS
    assert list(archive.read(path, 2, 2)) == ROWS[1:]
    assert packed() == packed()
    lines = gzip.decompress(packed()).splitlines()
    assert json.loads(lines[1])["at"] == "2001-09-09T01:46:40.000001Z"


def without_last_line(content: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(content).splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "line 1: expected 'stampcodec audit archive'"),
        (b"plain", "is damaged"),
        (packed()[:-20], "is damaged"),
        (packed()[:40] + b"\xff" + packed()[41:], "is damaged|expected an object"),
        (without_last_line(packed()), "line 2: expected more events, the file is cut off here"),
        (gzip.compress(b"[]\n"), "line 1: expected an object of JSON"),
        (gzip.compress(b"[" * 100_000), "line 1: expected an object of JSON"),
        (gzip.compress(b'{"a":"' + b"x" * (1 << 20)), "line 1: expected an object of JSON"),
        (gzip.compress(b'{"format":"stampcodec audit archive","version":2}\n'), "version 1"),
        (
            gzip.compress(b'{"format":"stampcodec audit archive","version":1}\n{}\n'),
            "line 2: expected seq, at",
        ),
    ],
    # A packed file holds the time at which it was packed, which is no name for a test.
    ids=[
        "empty",
        "plain",
        "cut",
        "changed",
        "without-end",
        "list",
        "deep",
        "long",
        "later-version",
        "no-event",
    ],
)
def test_a_damaged_file_is_refused_in_one_line(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = archive.path_of(tmp_path, 1, 2)
    path.write_bytes(content)
    with pytest.raises(FileError, match=problem) as error:
        list(archive.read(path, 1, 2))
    assert "\n" not in str(error.value)


def test_files_that_hold_events_are_found_and_missing_ones_named(tmp_path: Path) -> None:
    for first, last in ((1, 5), (1, 3), (4, 9), (12, 20)):
        archive.path_of(tmp_path, first, last).touch()
    (tmp_path / "events-old.jsonl.gz").touch()
    found = archive.archives(tmp_path, 2, 9)
    assert [(each.first, each.last) for each in found] == [(1, 5), (4, 9)]
    assert archive.archives(tmp_path, 5, 4) == []
    with pytest.raises(FileError, match=r"expected the archive of events 10 to 20; name its"):
        archive.archives(tmp_path, 1, 20)
    with pytest.raises(FileError, match="the archive of event 1;"):
        archive.archives(tmp_path / "nowhere", 1, 1)
