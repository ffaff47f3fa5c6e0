"""A piece of the trail: the work of one process at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from issuance.trail import archive, run

if TYPE_CHECKING:
    from issuance.trail.rows import Source

# Events of a piece.
EVENTS = 2_000


@dataclass(frozen=True)
class Piece:
    """Some events and where they are.

    Attributes
    ----------
    place : Source or Path
        A database, or a file of an archive.
    first, last : int
        Numbers of the events, both included.
    is_begin : bool
        Rows before the first count: there should be none.
    latest : int or None
        The latest date before, where it is known.
    """

    place: Source | Path
    first: int
    last: int
    is_begin: bool = False
    latest: int | None = None


def check(piece: Piece) -> run.Run:
    """Check the events of a piece.

    Raises
    ------
    FileError
        A file is damaged.
    """
    if isinstance(piece.place, Path):
        rows = archive.read(piece.place, piece.first, piece.last)
    else:
        rows = piece.place.rows(None if piece.is_begin else piece.first - 1, piece.last)
    return run.check(rows, piece.first, piece.latest)


def split(first: int, last: int, ends: set[int], events: int) -> list[tuple[int, int]]:
    """Split some events into pieces; an event in `ends` is a piece of its own."""
    cuts = sorted({first, last + 1, *range(first, last + 1, events)} | _around(first, last, ends))
    return [(begin, end - 1) for begin, end in pairwise(cuts)]


def _around(first: int, last: int, ends: set[int]) -> set[int]:
    return {cut for end in ends if first <= end <= last for cut in (end, end + 1)}
