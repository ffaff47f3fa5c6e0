"""JSON that somebody hands in, checked from the outside in; complaints name file and field."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stampcodec.errors import FileError

# A value is shown in a message up to this length.
SHOWN = 60
# Each value takes some hundred bytes when it is parsed, in a file as little as two.
MOST_VALUES = 5_000_000
BOM = b"\xef\xbb\xbf"


class JsonReader:
    """Takes one file apart; derive from it for a format.

    Parameters
    ----------
    path : Path or str
    error : type of FileError
        Raised for whatever is wrong.
    what : str
        What the file should be, "a stamp file" for instance.
    name, version : str, int
        The file says ``"format": "name/version"``.
    most_bytes : int
        A file larger than this is something else.
    newer : type of FileError, optional
        Raised instead of `error` for a file of a later version.
    """

    def __init__(
        self,
        path: Path | str,
        error: type[FileError],
        what: str,
        name: str,
        version: int,
        most_bytes: int,
        newer: type[FileError] | None = None,
    ) -> None:
        self.path, self.error, self.newer, self.what = path, error, newer or error, what
        self.name, self.version, self.most_bytes = name, version, most_bytes

    @property
    def format(self) -> str:
        """What the field ``format`` must say."""
        return f"{self.name}/{self.version}"

    def document(self) -> dict[str, object]:
        """Parse the file as an object of the right format; nothing else of it is checked."""
        with Path(self.path).open("rb") as file:
            return self.document_in(file.read(self.most_bytes + 1))

    def document_in(self, raw: bytes) -> dict[str, object]:
        """Parse what a file holds that is no file of its own: the inside of a zip, for instance."""
        document = self.mapping("", self.parsed(raw))
        self.refuse_other(document)
        return document

    def mapping(self, where: str, value: object) -> dict[str, object]:
        """Expect an object."""
        if not isinstance(value, dict):
            self.fail(where, f"expected an object, got {shown(value)}")
        return value

    def listing(self, where: str, value: object, what: str, most: int) -> list[object]:
        """Expect a list of so many things or fewer."""
        if not isinstance(value, list):
            self.fail(where, f"expected a list of {what}, got {shown(value)}")
        if len(value) > most:
            self.fail(where, f"expected {most} {what} or fewer, got {len(value)}")
        return value

    def keys(
        self,
        where: str,
        mapping: dict[str, object],
        required: Sequence[str],
        optional: Sequence[str] = (),
    ) -> None:
        """Expect these fields and no others."""
        prefix = f"{where}." if where else ""
        for key in required:
            if key not in mapping:
                self.fail(f"{prefix}{key}", "expected, the field is missing")
        for key in mapping:
            if key not in required and key not in optional:
                self.fail(
                    f"{prefix}{shown(key)}",
                    f"no such field in {self.format}, expected only "
                    f"{', '.join((*required, *optional))}",
                )

    def choice(self, where: str, value: object, choices: Sequence[str]) -> str:
        """Expect one of some words."""
        if not isinstance(value, str) or value not in choices:
            self.fail(where, f"expected one of {', '.join(choices)}, got {shown(value)}")
        return value

    def finite(self, where: str, value: object) -> float:
        """Expect a number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(where, f"expected a number, got {shown(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fail(where, "expected a finite number, got one too large")
        return number + 0.0

    def within(self, where: str, value: object, least: float, most: float) -> float:
        """Expect a number from `least` to `most`."""
        number = self.finite(where, value)
        if not least <= number <= most:
            self.fail(where, f"expected {least:g} to {most:g}, got {shown(value)}")
        return number

    def whole(self, where: str, value: object, least: int, most: int) -> int:
        """Expect a whole number from `least` to `most`."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fail(where, f"expected a whole number, {least} to {most}, got {shown(value)}")
        return value

    def fail(self, field: str, problem: str) -> NoReturn:
        """Raise the error of this format."""
        raise self.error(self.path, field, problem)

    def parsed(self, raw: bytes, where: str = "") -> object:
        """Parse JSON; `where` is the place of it in a file that holds more."""
        if len(raw) > self.most_bytes:
            self.fail(where, f"expected {self.what}, got more than {self.most_bytes} bytes")
        if not raw.strip():
            self.fail(where, f"expected {self.what}, got an empty file")
        if sum(raw.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
            self.fail(where, f"expected {self.what}, got more than {MOST_VALUES} values")
        try:
            # RFC 8259, section 8.1: a byte order mark may be ignored.
            parsed: object = json.loads(
                raw.removeprefix(BOM).decode("utf-8"),
                object_pairs_hook=self._unrepeated,
                parse_constant=self._no_constant,
            )
        except UnicodeDecodeError as error:
            self.fail(where, f"expected {self.what} in UTF-8 text, byte {error.start} is not")
        except json.JSONDecodeError as error:
            place = (
                f"column {error.colno}" if where else f"line {error.lineno} column {error.colno}"
            )
            self.fail(where, f"expected JSON, {place}: {error.msg}")
        except RecursionError:
            self.fail(where, f"expected {self.what}, got deeply nested JSON")
        except self.error:
            raise
        except ValueError:  # an integer of thousands of digits
            self.fail(where, f"expected {self.what}, got a number too long to read")
        return parsed

    def _unrepeated(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for key, value in pairs:
            if key in mapping:
                self.fail(shown(key), "expected once, it stands there twice")
            mapping[key] = value
        return mapping

    def _no_constant(self, name: str) -> object:
        self.fail("", f"expected finite numbers, got {name}")

    def refuse_other(self, document: dict[str, object]) -> None:
        """Expect an object of the right format and version."""
        # The version first: a later format may have other fields.
        if "format" not in document:
            self.fail("format", f'expected "{self.format}", the field is missing')
        given = document["format"]
        if given == self.format:
            return
        problem = f'expected "{self.format}", got {shown(given)}'
        later = f"{re.escape(self.name)}/([1-9][0-9]{{0,8}})"
        if isinstance(given, str) and re.fullmatch(later, given, re.ASCII):
            problem += ", written by a newer version; upgrade stampcodec to read it"
            raise self.newer(self.path, "format", problem)
        self.fail("format", problem)


def shown(value: object) -> str:
    """Show a value of the file on one short line."""
    try:
        text = json.dumps(value)
    except (ValueError, RecursionError):
        text = f"a very long {type(value).__name__}"
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
