"""The list of merchants that a batch is made for: a CSV file with a header line.

::

    merchant_id,name
    4711,Bakery at the Gate
    4712,

The column ``merchant_id`` must be there, ``name`` may; others are left alone. Commas or semicolons
part the columns, as spreadsheets of different countries write them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from stampcodec.errors import FileError
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

ID, NAME = "merchant_id", "name"
# A batch is ten thousand; ten times as many in one list are a wrong file.
MOST_MERCHANTS = 100_000
# What fits under a stamp on a sheet.
LONGEST_NAME = 60
SHOWN = 40


class MerchantFileError(FileError):
    """A list of merchants is not what it should be; ``field`` is the line."""


@dataclass(frozen=True)
class Merchant:
    """One line of the list.

    Attributes
    ----------
    line : int
        Where it stands in the file, from 1.
    merchant_id : int
    name : str
        May be empty.
    """

    line: int
    merchant_id: int
    name: str = ""


def read(path: Path | str, n_ids: int) -> list[Merchant]:
    """Read a list of merchants whose IDs lie in 0 to ``n_ids - 1``, none twice.

    Raises
    ------
    MerchantFileError
        Naming the line and what was expected.
    OSError
        The file cannot be read.
    """
    return _List(path, n_ids).merchants()


class _List:
    """Checks one file line by line."""

    def __init__(self, path: Path | str, n_ids: int) -> None:
        self.path, self.n_ids = path, n_ids

    def merchants(self) -> list[Merchant]:
        found: list[Merchant] = []
        seen: dict[int, int] = {}
        for line, row in self.rows():
            merchant = self.merchant(line, row)
            first = seen.setdefault(merchant.merchant_id, line)
            if first != line:
                self.fail(line, f"merchant {merchant.merchant_id} stands in line {first} already")
            found.append(merchant)
            if len(found) > MOST_MERCHANTS:
                self.fail(line, f"expected {MOST_MERCHANTS} merchants or fewer")
        if not found:
            self.fail(None, "expected merchants, the list is empty")
        return found

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each line that is not blank, by column."""
        try:
            # utf-8-sig: spreadsheets begin a CSV with a byte-order mark.
            with Path(self.path).open(encoding="utf-8-sig", newline="") as file:
                first = file.readline(65536)
                file.seek(0)
                table = csv.reader(file, delimiter=_delimiter(first), strict=True)
                try:
                    yield from self.parsed(table)
                except csv.Error as error:
                    self.fail(table.line_num, f"expected CSV: {error}")
        except UnicodeDecodeError:
            self.fail(None, "expected UTF-8 text")

    def parsed(self, table: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
        header = [name.strip().lower() for name in next(table, [])]
        if header.count(ID) != 1 or header.count(NAME) > 1:
            self.fail(1, f"expected a header with the column {ID} once, got {_shown(header)}")
        for row in table:
            line: int = table.line_num  # type: ignore[attr-defined]
            if any(cell.strip() for cell in row):
                if len(row) > len(header):
                    self.fail(line, f"expected {counted(len(header), 'column')}, got {len(row)}")
                padded = row + [""] * (len(header) - len(row))
                yield line, dict(zip(header, (cell.strip() for cell in padded), strict=True))

    def merchant(self, line: int, row: dict[str, str]) -> Merchant:
        text, name = row[ID], row.get(NAME, "")
        if not text:
            self.fail(line, f"{ID} is missing")
        # Ten digits are more than any family has; int() would also take "1_000" and " 7".
        if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) or int(text) >= self.n_ids:
            self.fail(
                line, f"{ID}: expected a whole number, 0 to {self.n_ids - 1}, got {_shown(text)}"
            )
        if len(name) > LONGEST_NAME or not name.isprintable():
            self.fail(
                line,
                f"{NAME}: expected up to {LONGEST_NAME} printable characters, got {_shown(name)}",
            )
        return Merchant(line, int(text), name)

    def fail(self, line: int | None, problem: str) -> NoReturn:
        raise MerchantFileError(self.path, "" if line is None else f"line {line}", problem)


def _delimiter(header: str) -> str:
    return ";" if ";" in header and "," not in header else ","


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 3] + "..."
