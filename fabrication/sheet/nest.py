"""Nesting: where on which sheet each stamp of a batch lies.

All stamps of a batch have one outline, so the nest is a grid. Sheet coordinates: millimetres,
x to the right and y up, origin at the sheet's lower left corner, as drawings have them::

    +------------------------------+
    | o                          o |   register marks
    |    +----+  +----+  +----+    |
    |    |    |  |    |  |    |    |   row 0
    |    +----+  +----+  +----+    |
    |     label   label   label    |
    |    +----+  +----+            |
    |    |    |  |    |            |   row 1
    |    +----+  +----+            |
    |     label   label            |
    | o                            |   none at the lower right: a sheet laid upside
    +------------------------------+   down or turned over shows it
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from stampcodec.argument import number

# From the edge of the sheet to the marks' centres, and the marks' radius.
MARK_INSET_MM, MARK_RADIUS_MM = 8.0, 3.0
# Two lines of text under each stamp: family and merchant ID, and the name.
LABEL_MM = 8.0


@dataclass(frozen=True)
class Sheet:
    """A sheet that stamps are nested on.

    Attributes
    ----------
    width_mm, height_mm : float
        300 x 400 is what a small laser cutter takes.
    margin_mm : float
        Left free along every edge; the register marks stand in it.
    gap_mm : float
        Between two outlines, for the knife: 4.
    """

    width_mm: float = 300.0
    height_mm: float = 400.0
    margin_mm: float = 15.0
    gap_mm: float = 4.0

    def __post_init__(self) -> None:
        """Refuse what is no sheet.

        Raises
        ------
        TypeError, ValueError
            Naming the field, its value and what was expected.
        """
        for field in fields(self):
            object.__setattr__(self, field.name, number(field.name, getattr(self, field.name), 1e4))
        if self.margin_mm < MARK_INSET_MM + MARK_RADIUS_MM:
            least = MARK_INSET_MM + MARK_RADIUS_MM
            raise ValueError(
                f"margin_mm: expected {least:g} or more, for the marks, got {self.margin_mm:g}"
            )

    @property
    def marks_mm(self) -> tuple[tuple[float, float], ...]:
        """Centres of the register marks: three corners, not the lower right one."""
        right, top = self.width_mm - MARK_INSET_MM, self.height_mm - MARK_INSET_MM
        return (MARK_INSET_MM, MARK_INSET_MM), (MARK_INSET_MM, top), (right, top)


@dataclass(frozen=True)
class Place:
    """Where one stamp lies.

    Attributes
    ----------
    sheet : int
        From 0.
    x_mm, y_mm : float
        Centre of its outline on the sheet.
    """

    sheet: int
    x_mm: float
    y_mm: float


def nest(n: int, outline_mm: float, sheet: Sheet) -> list[Place]:
    """Lay `n` stamps out, row by row from the upper left corner, sheet after sheet.

    Parameters
    ----------
    n : int
    outline_mm : float
        Side or diameter of every outline.
    sheet : Sheet

    Raises
    ------
    ValueError
        Not even one stamp fits.
    """
    columns, rows = grid(outline_mm, sheet)
    across, down = outline_mm + sheet.gap_mm, outline_mm + sheet.gap_mm + LABEL_MM
    # What is left over goes to both sides alike.
    left = (sheet.width_mm - columns * across + sheet.gap_mm) / 2 + outline_mm / 2
    top = sheet.height_mm - sheet.margin_mm - outline_mm / 2
    return [
        Place(
            i // (columns * rows),
            round(left + i % columns * across, 6),
            round(top - i // columns % rows * down, 6),
        )
        for i in range(n)
    ]


def grid(outline_mm: float, sheet: Sheet) -> tuple[int, int]:
    """Count the columns and rows of stamps that a sheet takes.

    Raises
    ------
    ValueError
        Not even one stamp fits.
    """
    width = sheet.width_mm - 2 * sheet.margin_mm
    height = sheet.height_mm - 2 * sheet.margin_mm
    columns = math.floor((width + sheet.gap_mm) / (outline_mm + sheet.gap_mm))
    rows = math.floor((height + sheet.gap_mm) / (outline_mm + sheet.gap_mm + LABEL_MM))
    if columns < 1 or rows < 1:
        raise ValueError(
            f"sheet: {sheet.width_mm:g} x {sheet.height_mm:g} mm with a margin of "
            f"{sheet.margin_mm:g} mm takes no stamp of {outline_mm:g} mm"
        )
    return columns, rows
