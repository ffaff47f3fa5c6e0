"""The result of a self test: lines that are open or shorted. docs/protocol.md, clause 5.7."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message

if TYPE_CHECKING:
    from stampcodec.wire.layout import Content


class Axis(IntEnum):
    """Which lines."""

    ROW = 0
    COLUMN = 1


class Fault(IntEnum):
    """What is wrong with a line."""

    OPEN = 1
    SHORTED = 2


@dataclass(frozen=True)
class LineFault:
    """One line that does not work.

    Attributes
    ----------
    fault : int
        One of `Fault`.
    axis, line : int
        One of `Axis`, and the number of the row or column.
    other_axis, other_line : int
        Of a shorted line: what it is shorted to; of an open line the line itself.
    """

    fault: int
    axis: int
    line: int
    other_axis: int
    other_line: int


@dataclass(frozen=True)
class SelfTestResult(Message):
    """All faults that a self test found.

    Attributes
    ----------
    faults : tuple of LineFault
        Empty: every line works.
    request_sequence : int
        From the header of the request.
    """

    NAME: ClassVar[str] = "self_test_result"
    LAYOUT: ClassVar[Layout] = Layout(
        0x05,
        "request_sequence:u32 faults:records",
        "fault:u8 axis:u8 line:u16 other_axis:u8 other_line:u16",
    )

    faults: tuple[LineFault, ...]
    request_sequence: int = 0

    def values(self) -> dict[str, Content]:
        """Return what stands on the wire."""
        return {
            "request_sequence": self.request_sequence,
            "faults": [asdict(fault) for fault in self.faults],
        }

    @classmethod
    def of(cls, values: dict[str, Content]) -> SelfTestResult | None:
        """Make the result of what was received; None where a fault lacks a field."""
        records, sequence = values.get("faults"), values.get("request_sequence", 0)
        if not isinstance(records, list) or not isinstance(sequence, int):
            return None
        names = [field.name for field in fields(LineFault)]
        if not all(set(names) <= record.keys() for record in records):
            return None
        faults = (LineFault(*(int(record[name]) for name in names)) for record in records)
        return cls(tuple(faults), sequence)
