"""How a message lies in its payload: fields by name, in order. docs/protocol.md, clause 4.

A layout is text, as a device describes itself: ``"scan:u32 coding:u8 frame_data:bytes"``.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import Any

# struct's letter of each kind of number.
NUMBERS = {
    "u8": "B",
    "u16": "H",
    "u32": "I",
    "u64": "Q",
    "i8": "b",
    "i16": "h",
    "i32": "i",
    "i64": "q",
    "f32": "f",
    "f64": "d",
}
# What may stand last, and takes the rest of the payload.
TAILS = ("bytes", "text", "records")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
MOST_FIELDS = 64

Content = int | float | str | bytes | list[dict[str, int | float]]


@dataclass(frozen=True)
class Layout:
    """Names and kinds of a message's fields.

    Attributes
    ----------
    number : int
        The message's type, 0 to 255.
    fields : str
        ``name:kind`` of each, parted by spaces. A kind is one of `NUMBERS`, or at the end of
        `TAILS`.
    each : str
        The fields of one of ``records``, numbers only.

    Raises
    ------
    ValueError
        It is no layout; the message says why.
    """

    number: int
    fields: str
    each: str = ""
    _head: struct.Struct = field(init=False, repr=False, compare=False)
    _names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _tail: tuple[str, str] = field(init=False, repr=False, compare=False)
    _record: struct.Struct = field(init=False, repr=False, compare=False)
    _record_names: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Take the text apart."""
        if not 0 <= self.number <= 255:
            raise ValueError(f"type: expected 0 to 255, got {self.number}")
        fields = parsed(self.fields)
        tail = ("", "")
        if fields and fields[-1][1] in TAILS:
            tail = fields.pop()
        each = parsed(self.each)
        if (tail[1] == "records") != bool(each):
            raise ValueError("each: expected the fields of records, and of nothing else")
        for name, (what, where) in {
            "_head": (_struct(fields), "fields"),
            "_record": (_struct(each), "each"),
        }.items():
            if what is None:
                raise ValueError(f"{where}: expected one of {', '.join(TAILS)} at the end only")
            object.__setattr__(self, name, what)
        object.__setattr__(self, "_names", tuple(name for name, _ in fields))
        object.__setattr__(self, "_record_names", tuple(name for name, _ in each))
        object.__setattr__(self, "_tail", tail)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the text."""
        return type(self), (self.number, self.fields, self.each)

    @property
    def head_bytes(self) -> int:
        """Bytes before the tail."""
        return self._head.size

    def pack(self, values: dict[str, Content]) -> bytes:
        """Lay values out; the inverse of `unpack`.

        Raises
        ------
        ValueError
            A number does not fit its field; the message names the field.
        """
        try:
            head = self._head.pack(*(values[name] for name in self._names))
        except struct.error:
            raise ValueError(_misfit(parsed(self.fields), values)) from None
        name, kind = self._tail
        if not name:
            return head
        rest = values[name]
        if kind == "text":
            return head + str(rest).encode("utf-8")
        if kind == "bytes":
            return head + bytes(rest)  # type: ignore[arg-type]
        return head + b"".join(self._packed(record) for record in rest)  # type: ignore[union-attr, arg-type]

    def unpack(self, payload: bytes) -> dict[str, Content] | None:
        """Take a payload apart; the inverse of `pack`.

        Returns
        -------
        dict of str to value, or None
            None: the payload is too short, or no whole number of records. What stands after the
            last known field of a message without tail is left aside.
        """
        if len(payload) < self._head.size:
            return None
        values: dict[str, Content] = dict(
            zip(self._names, self._head.unpack_from(payload), strict=True)
        )
        name, kind = self._tail
        rest = payload[self._head.size :]
        if kind == "bytes":
            values[name] = rest
        elif kind == "text":
            values[name] = rest.decode("utf-8", errors="replace")
        elif kind == "records":
            if len(rest) % self._record.size:
                return None
            values[name] = [
                dict(zip(self._record_names, record, strict=True))
                for record in self._record.iter_unpack(rest)
            ]
        return values

    def agrees(self, other: Layout) -> bool:
        """Tell whether the fields that both have are of the same sort: whole numbers, text ..."""
        return all(
            _sorts(mine).get(name, sort) == sort
            for mine, theirs in ((self.fields, other.fields), (self.each, other.each))
            for name, sort in _sorts(theirs).items()
        )

    def _packed(self, record: dict[str, int | float]) -> bytes:
        try:
            return self._record.pack(*(record[name] for name in self._record_names))
        except struct.error:
            raise ValueError(_misfit(parsed(self.each), record)) from None


def parsed(text: str) -> list[tuple[str, str]]:
    """Split ``name:kind name:kind``; ValueError where it is not that."""
    fields: list[tuple[str, str]] = []
    for word in text.split():
        name, _, kind = word.partition(":")
        if not NAME.fullmatch(name) or (kind not in NUMBERS and kind not in TAILS):
            known = ", ".join((*NUMBERS, *TAILS))
            raise ValueError(f"expected name:kind with one of {known}, got {word[:60]!r}")
        if any(name == other for other, _ in fields):
            raise ValueError(f"expected each name once, got {name} twice")
        fields.append((name, kind))
    if len(fields) > MOST_FIELDS:
        raise ValueError(f"expected {MOST_FIELDS} fields or fewer, got {len(fields)}")
    return fields


def _sorts(text: str) -> dict[str, str]:
    """Name the sort of each field: ``whole``, ``real`` or one of `TAILS`."""
    sorts = {"u": "whole", "i": "whole", "f": "real"}
    return {name: kind if kind in TAILS else sorts[kind[0]] for name, kind in parsed(text)}


def _struct(fields: list[tuple[str, str]]) -> struct.Struct | None:
    letters = [NUMBERS.get(kind, "") for _, kind in fields]
    return struct.Struct("<" + "".join(letters)) if all(letters) else None


def _misfit(
    fields: list[tuple[str, str]], values: dict[str, Content] | dict[str, int | float]
) -> str:
    name, kind = next((name, kind) for name, kind in fields if not _fits(kind, values[name]))
    return f"{name}: expected a number that fits {kind}, got {values[name]!r}"


def _fits(kind: str, value: object) -> bool:
    try:
        struct.pack("<" + NUMBERS[kind], value)
    except struct.error:
        return False
    return True
