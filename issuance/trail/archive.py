"""Events in files, compressed: what was moved out of the database stays as it was.

::

    events-000000000001-000000020000.jsonl.gz     at most FILE_EVENTS in a file
        {"format": "stampcodec audit archive", "version": 1,
         "first": 1, "last": 20000, "previous": "00…", "hash": "5e…"}
        {"seq": 1, "at": "2026-11-24T15:07:21.000000Z", "actor": …, "previous": "00…", "hash": …}
        …

The hashes of the events cover each of them; the first line says where the file begins and ends, so
that a file that is cut off is noticed without its neighbours.

References
----------
RFC 1952 (gzip); the same events make the same bytes, since no time is in them.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import dataclass
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from issuance.model import moment
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from issuance.trail.run import Row

FOLDER = "audit-archive"
FORMAT, VERSION = "stampcodec audit archive", 1
# A process that checks a file keeps the states of its vouchers, 150 bytes each.
FILE_EVENTS = 20_000
NAME = re.compile(r"events-([0-9]{12})-([0-9]{12})\.jsonl\.gz")
FIELDS = ("seq", "at", "actor", "kind", "subject", "details", "previous", "hash")
NAMES, VALUES = frozenset(FIELDS), itemgetter(*FIELDS)
# `json.loads` looks for the encoding of each line, which takes as long as reading it.
DECODER = json.JSONDecoder()
# An event is shorter than this, bytes.
LONGEST = 1 << 20
LEVEL = 6


@dataclass(frozen=True)
class Archive:
    """A file of events, by its name.

    Attributes
    ----------
    first, last : int
        Numbers of the events in it.
    """

    path: Path
    first: int
    last: int


def path_of(folder: Path, first: int, last: int) -> Path:
    """Return where some events stand."""
    return folder / f"events-{first:012d}-{last:012d}.jsonl.gz"


def archives(folder: Path, first: int, last: int) -> list[Archive]:
    """Find files that hold some events, in order, each as long as there is.

    Raises
    ------
    FileError
        Some of the events are in no file.
    """
    names = {path: NAME.fullmatch(path.name) for path in folder.glob("events-*.jsonl.gz")}
    there = [Archive(path, int(name[1]), int(name[2])) for path, name in names.items() if name]
    found: list[Archive] = []
    while first <= last:
        having = [each for each in there if each.first <= first <= each.last]
        if not having:
            missing = f"events {first} to {last}" if first < last else f"event {first}"
            problem = (
                f"expected the archive of {missing}; name its folder with --archives, or a "
                "later checkpoint with --from"
            )
            raise FileError(folder, "", problem)
        found.append(max(having, key=lambda each: each.last))
        first = found[-1].last + 1
    return found


def write(file: IO[bytes], rows: Iterable[Row], head: dict[str, Any]) -> None:
    """Write events that were checked.

    Parameters
    ----------
    file : binary file
    rows : iterable of Row
    head : dict
        ``first``, ``last``, ``previous`` and ``hash`` of them.
    """
    with gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed:
        packed.write(_line({"format": FORMAT, "version": VERSION, **head}))
        for seq, at, *texts in rows:
            values = (seq, moment.text_of(at), *texts)
            packed.write(_line(dict(zip(FIELDS, values, strict=True))))


def read(path: Path, first: int, last: int) -> Iterator[Row]:
    """Yield the events of a file between two numbers, both included.

    Raises
    ------
    FileError
        It is damaged, or no archive.
    OSError
        It cannot be read.
    """
    with path.open("rb") as file, gzip.GzipFile(fileobj=file) as packed:
        lines = _lines(path, packed)
        head = next(lines, None)
        if head is None or head.get("format") != FORMAT or head.get("version") != VERSION:
            raise FileError(path, "line 1", f"expected {FORMAT!r}, version {VERSION}")
        end, place = None, 1
        for place, line in enumerate(lines, 2):
            if line.keys() != NAMES or type(line["seq"]) is not int:
                raise FileError(path, f"line {place}", f"expected {', '.join(FIELDS)}")
            seq, at, actor, kind, subject, details, previous, end = VALUES(line)
            if seq > last:
                return
            if seq >= first:
                yield seq, _number(at), actor, kind, subject, details, previous, end
        if end != head.get("hash"):
            raise FileError(path, f"line {place}", "expected more events, the file is cut off here")


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _lines(path: Path, packed: gzip.GzipFile) -> Iterator[dict[str, Any]]:
    place = 0
    try:
        while text := packed.readline(LONGEST + 1):
            place += 1
            found = DECODER.decode(text.decode()) if len(text) <= LONGEST else None
            if not isinstance(found, dict):
                raise FileError(path, f"line {place}", "expected an object of JSON")
            yield found
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileError(path, "", f"is damaged: {error}") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(path, f"line {place}", "expected an object of JSON") from None


def _number(text: Any) -> Any:
    """Read a date; what is none is not changed, and then the hash does not hold."""
    try:
        return moment.number_of(text)
    except (ValueError, TypeError):
        return text
