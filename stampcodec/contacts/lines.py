"""The lines of a text file that somebody hands in, one at a time, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from stampcodec.errors import ContactFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
# The longest of real recordings is the descriptor of a HID device, 4,096 bytes in hexadecimal.
MOST_LINE = 64 * 1024
SHOWN = 60


class Lines:
    """Iterates over lines without their ends, and knows where it is when something is wrong.

    Parameters
    ----------
    path : Path or str
        Named in messages.
    chunks : iterable of bytes
        The file, in pieces of any size.
    most_line, most_bytes : int
        A longer line, or a larger file, is something else.

    Attributes
    ----------
    number : int
        Of the line that came last, from 1.
    skipped : int
        Lines that who iterates has left out.
    """

    def __init__(
        self, path: Path | str, chunks: Iterable[bytes], most_line: int, most_bytes: int
    ) -> None:
        self.path, self.number, self.skipped = path, 0, 0
        self._chunks, self._most_line, self._most_bytes = chunks, most_line, most_bytes

    def __iter__(self) -> Iterator[str]:
        """Yield the lines.

        Raises
        ------
        ContactFileError
            A line is too long, or all of them.
        """
        rest, total = b"", 0
        for chunk in self._chunks:
            total += len(chunk)
            if total > self._most_bytes:
                self.fail(f"expected {self._most_bytes} bytes or fewer, got more")
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield self._taken(line)
            if len(rest) > self._most_line:
                self._taken(rest)
        if rest:
            yield self._taken(rest)

    def fail(self, problem: str) -> NoReturn:
        """Raise what is wrong with the line that came last."""
        raise ContactFileError(self.path, f"line {self.number}" if self.number else "", problem)

    def expected(self, what: str, line: str) -> NoReturn:
        """Raise that the line that came last is not what it should be."""
        given = line.strip()
        if len(given) > SHOWN:
            given = given[: SHOWN - 3] + "..."
        self.fail(f"expected {what}, got {given!r}")

    def _taken(self, line: bytes) -> str:
        self.number += 1
        if len(line) > self._most_line:
            self.fail(f"expected {self._most_line} bytes or fewer, got a longer line")
        if self.number == 1:
            line = line.removeprefix(BOM)
        # Names of devices are in any encoding; what decides is ASCII.
        return line.decode("utf-8", "replace").rstrip()
