"""The measurement sheet as a table: CSV to fill in, and the same when it comes back.

::

    stamp,item,nominal,lower,upper,unit,gauge,measured
    lattice8h14-4711,outline width,40.5,40.1,40.9,mm,caliper,
    lattice8h14-4711,dot 1 x,-17.5,-17.75,-17.25,mm,scan or microscope,
"""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING, NoReturn

from fabrication.dimension import COPLANARITY
from fabrication.export.numbers import plain
from stampcodec.errors import FileError
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from fabrication.dimension import Dimension

COLUMNS = ("stamp", "item", "nominal", "lower", "upper", "unit", "gauge", "measured")
MOST_BYTES = 1_000_000
SHOWN = 30
NUMBER = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,9})?", re.ASCII)


def text(label: str, listed: Sequence[Dimension]) -> bytes:
    """Write the sheet with nothing measured; coplanarity follows from heights and has no row."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in listed:
        if each.item != COPLANARITY:
            nominal = "" if each.nominal is None else plain(each.nominal)
            limits = plain(each.lower), plain(each.upper)
            rows.writerow([label, each.item, nominal, *limits, each.unit, each.gauge, ""])
    return stream.getvalue().encode("ascii")


def read(
    path: Path, label: str, listed: Sequence[Dimension], elsewhere: Collection[str]
) -> dict[str, float]:
    """Read a sheet that was filled in.

    Parameters
    ----------
    path : Path
    label : str
        Of the stamp.
    listed : sequence of Dimension
    elsewhere : collection of str
        Items that a scan has measured: their cells may be empty.

    Returns
    -------
    dict
        What was measured, by item.

    Raises
    ------
    FileError
        The file is no such sheet, of another stamp, or filled in only in part.
    OSError
        It cannot be read.
    """
    return _Sheet(path, label, {each.item: each for each in listed}).measured(elsewhere)


class _Sheet:
    """Checks one file row by row."""

    def __init__(self, path: Path, label: str, known: dict[str, Dimension]) -> None:
        self.path, self.label, self.known = path, label, known

    def measured(self, elsewhere: Collection[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        seen: set[str] = set()
        empty: list[tuple[int, str]] = []
        for line, row in self._rows():
            item, value = self._item(line, row, seen), row["measured"]
            seen.add(item)
            if value:
                found[item] = self._number(line, item, value)
            elif item not in elsewhere:
                empty.append((line, item))
        lost = [item for item in self.known if item not in seen and item != COPLANARITY]
        if lost:
            self._fail(None, f"has no row for {lost[0]}, expected {len(self.known) - 1} rows")
        if empty:
            line, item = empty[0]
            self._fail(line, f"{item} is not filled in, {counted(len(empty), 'measurement')} empty")
        return found

    def _rows(self) -> list[tuple[int, dict[str, str]]]:
        if self.path.stat().st_size > MOST_BYTES:
            self._fail(None, "expected a measurement sheet, it is too large for one")
        try:
            # utf-8-sig: spreadsheets begin a CSV with a byte-order mark.
            content = self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self._fail(None, "expected CSV in UTF-8, or a scan as PNG, TIFF or JPEG")
        first = content.partition("\n")[0]
        table = csv.reader(io.StringIO(content), delimiter=max(",;\t", key=first.count))
        rows = []
        try:
            header = [name.strip().lower() for name in next(table, [])]
            if any(header.count(name) != 1 for name in ("stamp", "item", "measured")):
                self._fail(1, "expected a header with the columns stamp, item and measured")
            for cells in table:
                if any(cell.strip() for cell in cells):
                    padded = [*cells, *[""] * (len(header) - len(cells))]
                    named = zip(header, (cell.strip() for cell in padded), strict=False)
                    rows.append((table.line_num, dict(named)))
        except csv.Error as error:
            self._fail(table.line_num, f"expected CSV: {error}")
        return rows

    def _item(self, line: int, row: dict[str, str], seen: Collection[str]) -> str:
        if row["stamp"] != self.label:
            self._fail(line, f"is of stamp {_shown(row['stamp'])}, expected {self.label}")
        item = row["item"]
        if item not in self.known or item == COPLANARITY:
            self._fail(line, f"item: expected one of the sheet, got {_shown(item)}")
        if item in seen:
            self._fail(line, f"{item} stands in the sheet twice")
        nominal = self.known[item].nominal
        if nominal is not None and row.get("nominal"):
            told = self._number(line, "nominal", row["nominal"])
            if abs(told - nominal) > 1e-3:
                self._fail(line, f"{item}: nominal is {told:g}, the package has {nominal:g}")
        return item

    def _number(self, line: int, name: str, value: str) -> float:
        """Return a number; its comma may be a decimal one."""
        plain_minus = value.replace("\N{MINUS SIGN}", "-")
        number = float(plain_minus.replace(",", ".")) if NUMBER.fullmatch(plain_minus) else math.nan
        if math.isnan(number):
            self._fail(line, f"{name}: expected a number, got {_shown(value)}")
        return number

    def _fail(self, line: int | None, problem: str) -> NoReturn:
        raise FileError(self.path, "" if line is None else f"line {line}", problem)


def _shown(value: str) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 3] + "..."
