"""Frames as a table of numbers in text: a frame a line, or a row of a frame a line.

Also as Microchip's mxt-app logs a maXTouch's deltas (object T37), in both its formats: all
nodes in one line under a header of ``X0Y0_Delta16``, or a block of ``Y0_Deltas16`` rows a frame.
Its lines are laid out by their names: X lines are the rows, Y lines the columns.

References
----------
mxt-app, src/mxt-app/diagnostic_data.c, ``--debug-dump`` with ``--format 0`` and ``1``.
RFC 4180; numpy.savetxt; pandas.DataFrame.to_csv.
"""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from stampcodec.fileformat import BYTE_ORDER_MARK, CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from stampcodec.frames.stored import Stored

# numpy.savetxt writes 25 characters a number, mxt-app 14 a name; and time, frame, spaces.
MOST_CELL_BYTES, MOST_BESIDE_BYTES = 32, 1024
LEAST, MOST = -32768, 32767
# What the columns are called that stand before the counts.
BESIDE = re.compile(
    r"(time|timestamp|t|date|tin|frame|seq|index|row|n|no|#|)([ _]?\(?m?s\)?)?", re.I
)
MOST_BESIDE = 4
# Of a panel of any size, in the longer of mxt-app's formats.
MOST_LINE_BYTES = 2**22
NODE = re.compile(r"X(\d{1,4})Y(\d{1,4})_(Delta|Reference)s?16")
FIRST_OF_BLOCK = re.compile(r"Frame \d+")
LINE_X = re.compile(r"X(\d{1,4})_(Delta|Ref)s?16")
LINE_Y = re.compile(r"Y(\d{1,4})_(Delta|Ref)s?16")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
REFERENCES = "expected deltas, got references; capture without mxt-app's --references"
SWAP = "; --swap-axes takes frames that are stored as columns x rows"
ROUND = "; numpy.savetxt(path, numpy.rint(frames), fmt='%d') rounds"
# Shorter runs of 0, 1, 2 may be counts.
LEAST_COUNTED = 8


def blocks(stored: Stored) -> Iterator[NDArray[np.int16]]:
    """Yield the frames of a table, as many at a time as have arrived."""
    table = _Table(stored)
    most = MOST_CELL_BYTES * stored.nodes + MOST_BESIDE_BYTES
    for lines in stored.source.lines(most):
        for line in lines:
            table.line += 1
            if len(line) > most:
                table.fail(f"expected at most {stored.nodes} numbers, got more than {most} bytes")
            table.take(line)
        if table.frames:
            yield np.array(table.frames, np.int16).reshape(-1, *stored.shape)
            table.frames.clear()
    table.end()


def shape_of(stored: Stored) -> tuple[tuple[int, int], bool]:
    """Return the shape of a frame and True, or that of a line, (1, counts), and False.

    A log of mxt-app says the shape of its frames; of another table the first line is counted.
    """
    table = _Table(stored)
    in_block = 0
    for raw in chain.from_iterable(stored.source.lines(MOST_LINE_BYTES)):
        table.line += 1
        cells = table.split(table.text(raw)) or [""]
        if in_block and not LINE_Y.fullmatch(cells[0]):
            break
        nodes = [node for node in map(NODE.fullmatch, cells) if node]
        if nodes:
            return (_lines_of(nodes, 1), _lines_of(nodes, 2)), True
        if cells == [""] or cells[0].startswith("#"):
            continue
        if not table.names and table.is_heading(cells):
            table.names = cells
            table.beside = _count_beside(cells)
        elif LINE_Y.fullmatch(cells[0]):
            in_block += 1
        else:
            return (1, max(1, len(cells) - table.beside)), False
    if not in_block:
        stored.fail("", "expected frames, got a table without numbers")
    return (len(table.names) - 1, in_block), True


class _Table:
    """Takes lines, in order, and collects the frames that they make up."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.frames: list[NDArray[np.int16]] = []
        self.line = 0
        self.is_plain = True
        self.is_empty = True
        self.separator: str | None = None
        self.names: list[str] = []
        self.beside = 0
        self.cells = 0
        # Where each count of a line belongs, if its name says so.
        self.order: NDArray[np.intp] | None = None
        # Frames come as blocks whose columns are X lines.
        self.in_blocks = False
        self.rows: list[list[int]] = []

    def take(self, raw: bytes) -> None:
        """Take the next line."""
        text = self.text(raw)
        if not text or text.startswith("#"):
            if self.rows:
                self.fail(f"expected row {len(self.rows)} of a frame, got {text[:40]!r}")
            return
        cells = self.split(text)
        if not self.cells and self.is_heading(cells):
            # Names stand there again where logs were joined; numbers do not.
            self.names = [cell if _number(cell) is None else f"column {cell}" for cell in cells]
            self._take_heading(cells)
        elif self.in_blocks:
            self._take_block_line(cells)
        elif cells != self.names:
            self._take_counts(cells)

    def end(self) -> None:
        """Expect that nothing is half there, and that there was something."""
        if self.rows:
            self.fail(f"the end came after {len(self.rows)} of {self._rows_expected} rows")
        if self.is_empty:
            self.stored.fail("", "expected frames, got a table without numbers")

    def fail(self, problem: str) -> NoReturn:
        """Raise the error of frame files, with the line."""
        self.stored.fail(f"line {self.line}", problem)

    @property
    def _rows_expected(self) -> int:
        return self.stored.shape[1 if self.in_blocks else 0]

    def text(self, raw: bytes) -> str:
        """Decode a line."""
        if self.line == 1:
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        if CONTROL.search(raw):
            self.fail("expected text, got bytes that are none")
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.fail("expected UTF-8 text")
        # What int takes beside digits: 1_000, and digits of other scripts.
        self.is_plain = text.isascii() and "_" not in text
        return text.replace('"', "").strip(" \r")

    def split(self, text: str) -> list[str]:
        """Split a line into cells."""
        if not self.names and not self.cells:
            self.separator = next((mark for mark in ",;\t" if mark in text), None)
        cells = text.split(self.separator)
        if " " in text:
            cells = [cell.strip() for cell in cells]
        # mxt-app writes a comma behind every number.
        return cells[:-1] if len(cells) > 1 and not cells[-1] else cells

    def is_heading(self, cells: list[str]) -> bool:
        """Tell names from numbers, in the first line that holds either."""
        if self.names:
            return False
        if any(_number(cell) is None for cell in cells):
            return True
        # pandas names columns 0, 1, 2 ...
        return len(cells) >= LEAST_COUNTED and cells == [str(n) for n in range(len(cells))]

    def _take_heading(self, cells: list[str]) -> None:
        if FIRST_OF_BLOCK.fullmatch(cells[0]):
            self.in_blocks = True
            self._take_block_line(cells)
            return
        nodes = [NODE.fullmatch(cell) for cell in cells]
        self.beside = _count_beside(cells)
        named = [node for node in nodes[self.beside :] if node]
        if named and len(named) == len(cells) - self.beside:
            self._take_nodes(named)
        self._expect_width(len(cells))

    def _take_nodes(self, nodes: list[re.Match[str]]) -> None:
        if nodes[0][3] == "Reference":
            self.fail(REFERENCES)
        shape = (_lines_of(nodes, 1), _lines_of(nodes, 2))
        if shape != self.stored.shape:
            self.fail(
                f"expected {_lines(self.stored.shape)}, got {_lines(shape)}{self._swap(shape)}"
            )
        self.order = np.array([int(node[1]) * shape[1] + int(node[2]) for node in nodes])
        if len(set(self.order.tolist())) != self.stored.nodes:
            self.fail("expected every node once")

    def _take_counts(self, cells: list[str]) -> None:
        if not self.cells:
            self._expect_width(len(cells))
        if len(cells) != self.cells:
            self.fail(f"expected {self.cells} numbers as in the lines before, got {len(cells)}")
        counts = self._counts(cells, self.beside)
        if len(counts) == self.stored.nodes:
            self._take_frame(counts)
            return
        self.rows.append(counts)
        if len(self.rows) == self.stored.shape[0]:
            self.frames.append(np.array(self.rows, np.int16))
            self.rows.clear()

    def _take_frame(self, counts: list[int]) -> None:
        frame = np.array(counts, np.int16)
        if self.order is not None:
            laid = np.empty_like(frame)
            laid[self.order] = frame
            frame = laid
        self.frames.append(frame.reshape(self.stored.shape))

    def _expect_width(self, cells: int) -> None:
        rows, columns = self.stored.shape
        counts = cells - self.beside
        if counts not in (columns, self.stored.nodes):
            self.fail(
                f"expected {columns} numbers, a row, or {self.stored.nodes}, a frame of "
                f"{rows} x {columns}, got {counts}{self._swap((columns, counts))}"
            )
        self.cells = cells

    def _take_block_line(self, cells: list[str]) -> None:
        n_x, n_y = self.stored.shape
        if FIRST_OF_BLOCK.fullmatch(cells[0]) and not self.rows:
            names = [LINE_X.fullmatch(cell) for cell in cells[1:]]
            if any(name is None for name in names):
                self.fail("expected the names of X lines behind the number of the frame")
            if names and names[0] and names[0][2] == "Ref":
                self.fail(REFERENCES)
            if len(names) != n_x:
                self.fail(
                    f"expected {n_x} X lines, got {len(names)}{self._swap((len(names), n_x))}"
                )
            self.cells = len(cells)
            return
        if not LINE_Y.fullmatch(cells[0]) or len(cells) != self.cells:
            self.fail(f"expected Y line {len(self.rows)} with {n_x} numbers, got {cells[0][:40]!r}")
        self.rows.append(self._counts(cells, 1))
        if len(self.rows) == n_y:
            self.frames.append(np.array(self.rows, np.int16).T)
            self.rows.clear()

    def _swap(self, shape: tuple[int, int]) -> str:
        """Advise to swap the axes where that would do."""
        swapped = shape[::-1] == self.stored.shape and shape != self.stored.shape
        return SWAP if swapped else ""

    def _counts(self, cells: list[str], first: int) -> list[int]:
        self.is_empty = False
        try:
            counts = list(map(int, cells[first:])) if self.is_plain else []
        except ValueError:
            counts = []
        counts = counts or [self._count(n, cells[n]) for n in range(first, len(cells))]
        if min(counts) < LEAST or max(counts) > MOST:
            for n in range(first, len(cells)):
                self._count(n, cells[n])
        return counts

    def _count(self, n: int, cell: str) -> int:
        number = _number(cell)
        if number is None or not number.is_integer() or not LEAST <= number <= MOST:
            fraction = number is not None and LEAST <= number <= MOST
            self.stored.fail(
                f"line {self.line}, column {n + 1}",
                f"expected a whole number from {LEAST} to {MOST}, got {cell[:40]!r}"
                + (ROUND if fraction else ""),
            )
        return int(number)


def _lines_of(nodes: list[re.Match[str]], axis: int) -> int:
    """Count the lines of an axis by the highest number; `axis` 1 is X, 2 is Y."""
    return max(int(node[axis]) for node in nodes) + 1


def _count_beside(names: list[str]) -> int:
    """Count the columns before the counts: time, number, index."""
    count = 0
    while count < min(MOST_BESIDE, len(names)) and BESIDE.fullmatch(names[count]):
        count += 1
    return count


def _number(cell: str) -> float | None:
    """Return a finite number; int and float also take what no table holds, 1_000 for instance."""
    if not NUMBER.fullmatch(cell):
        return None
    number = float(cell)
    return number if math.isfinite(number) else None


def _lines(shape: tuple[int, int]) -> str:
    return f"{shape[0]} X and {shape[1]} Y lines"
