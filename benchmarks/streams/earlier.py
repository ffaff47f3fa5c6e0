"""Earlier runs: their rows are added to those of this one, so that long runs fit in short sessions.

Gestures of the same seed are the same, so each seed counts once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from benchmarks.report.layout import MOST_ROWS, MOST_TRIALS, taken
from benchmarks.report.runfile import run_reader
from benchmarks.streams.gestures import NAMES
from benchmarks.streams.tally import OF_SINGLE, Row, Tally
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stampcodec.jsonfile import JsonReader

COUNTS = tuple(field.name for field in fields(Tally) if field.name != "delays_s")
MOST_SEED, MOST_DELAY_MS = 2**63 - 1, 3_600_000


@dataclass(frozen=True)
class Earlier:
    """What ``streams --json`` printed.

    Attributes
    ----------
    seeds : tuple of int
        Of all runs that are in it.
    stale, alone : bool
        As it was run.
    rows : list of Row
    """

    seeds: tuple[int, ...]
    stale: bool
    alone: bool
    rows: list[Row]


def read_earlier(path: Path) -> Earlier:
    """Read the rows of gestures that an earlier run printed.

    Raises
    ------
    FileError
        It is no run of this command and version, or it is damaged: names the field.
    OSError
        It cannot be read.
    """
    reader = run_reader(path)
    document = reader.document()
    reader.choice("command", taken(reader, "", document, "command"), ("streams",))
    reader.choice("version", taken(reader, "", document, "version"), (__version__,))
    seeds = reader.listing("seeds", document.get("seeds"), "numbers", MOST_ROWS)
    rows = reader.listing("rows", document.get("rows"), "rows", MOST_ROWS)
    stale, alone = (document.get(name) for name in ("stale", "alone"))
    if not isinstance(stale, bool) or not isinstance(alone, bool):
        reader.fail("stale, alone", "expected true or false")
    return Earlier(
        tuple(reader.whole(f"seeds[{i}]", seed, 0, MOST_SEED) for i, seed in enumerate(seeds)),
        stale,
        alone,
        [_row(reader, f"rows[{i}]", row) for i, row in enumerate(rows)],
    )


def added(rows: Sequence[Row]) -> list[Row]:
    """Add up rows of the same family, panel and gesture, in the order in which they come."""
    joined: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = row.family, row.panel, row.kind
        joined[key] = Row(*key, joined[key].tally + row.tally) if key in joined else row
    return list(joined.values())


def _row(reader: JsonReader, where: str, value: object) -> Row:
    row = reader.mapping(where, value)
    family, panel = (_text(reader, where, row, name) for name in ("family", "panel"))
    kind = reader.choice(f"{where}.kind", taken(reader, where, row, "kind"), NAMES)
    counts = {}
    for name in COUNTS:
        count = taken(reader, where, row, name)
        count = 0 if count is None and name in OF_SINGLE else count
        counts[name] = reader.whole(f"{where}.{name}", count, 0, MOST_TRIALS)
    place = f"{where}.delays_ms"
    delays_s: list[float] = []
    for text, n in reader.mapping(place, taken(reader, where, row, "delays_ms")).items():
        if not text.removeprefix("-").isdecimal() or abs(int(text)) > MOST_DELAY_MS:
            reader.fail(place, f"expected milliseconds, got {text!r}")
        delays_s += reader.whole(f"{place}.{text}", n, 0, counts["n"]) * [int(text) / 1000]
    return Row(family, panel, kind, Tally(**counts, delays_s=tuple(delays_s)))


def _text(reader: JsonReader, where: str, row: dict[str, object], name: str) -> str:
    value = taken(reader, where, row, name)
    if not isinstance(value, str):
        reader.fail(f"{where}.{name}", "expected a text")
    return value
