"""Readings as a table for people: one line as soon as it is known, columns that stay aligned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = "-"


class Column(NamedTuple):
    """A column of a table."""

    field: str
    """Of the reading or of its pose, as the JSON names it."""
    title: str
    form: str
    """How a value is written, as of `format`; the width comes first."""


OUTCOME, MERCHANT = Column("outcome", "outcome", "<10"), Column("merchant_id", "merchant", ">10")
MARGIN = Column("margin", "margin", ">6.2f")
FRAME_COLUMNS = (
    Column("frame", "frame", ">7"),
    OUTCOME,
    Column("family", "family", "<11"),
    MERCHANT,
    Column("x_mm", "x mm", ">7.2f"),
    Column("y_mm", "y mm", ">7.2f"),
    Column("angle_deg", "angle", ">6.1f"),
    Column("corrected", "corrected", ">9"),
    MARGIN,
)
PRESS_COLUMNS = (
    Column("press", "press", ">7"),
    OUTCOME,
    MERCHANT,
    Column("x_px", "x px", ">7.1f"),
    Column("y_px", "y px", ">7.1f"),
    Column("angle_deg", "angle", ">6.1f"),
    Column("px_per_mm", "px/mm", ">6.2f"),
    Column("contacts", "contacts", ">8"),
    Column("samples", "samples", ">7"),
    MARGIN,
)


def heading(columns: Sequence[Column]) -> str:
    """Return the line of titles."""
    return _line(format(column.title, _aligned(column.form)) for column in columns)


def line(columns: Sequence[Column], row: dict[str, Any]) -> str:
    """Return the line of a reading, from what its JSON object holds."""
    values = {**row, **(row["pose"] or {})}
    cells = []
    for column in columns:
        value = values.get(column.field)
        known = value is not None
        cells.append(format(value, column.form) if known else format(NONE, _aligned(column.form)))
    return _line(cells)


def _line(cells: Any) -> str:
    return "  ".join(cells).rstrip()


def _aligned(form: str) -> str:
    """Return what of a form a word can be written with: side and width."""
    return form.partition(".")[0].rstrip("f")
