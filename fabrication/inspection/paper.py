"""The measurement sheet on paper: rows to fill in, then the reference frame to cut out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fabrication.dimension import (
    COPLANARITY,
    COPLANARITY_MM,
    DIAMETER,
    HEIGHT,
    OHM,
    RESISTANCE,
    X,
    Y,
    dot_item,
)
from fabrication.inspection.mark import BITS, MARK_MM, MODULE_MM, centres_mm, window_mm
from fabrication.paper.frame import BOTTOM, LEFT, PAPER_MM, RIGHT, TOP, draw_frame
from fabrication.paper.notes import standard
from fabrication.paper.pen import (
    DASHED,
    LARGE_MM,
    MEDIUM_MM,
    SMALL_MM,
    THICK_MM,
    THIN_MM,
    Pen,
    wrapped,
)
from fabrication.paper.scalebar import BAR_MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.dimension import Dimension
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

ROW_MM, LINE_MM = 5.0, 3.4
# Limits beside the cell to write into; both of one size of a dot.
COLUMNS = ((X, "x"), (Y, "y"), (DIAMETER, "Ø"), (HEIGHT, "height"), (RESISTANCE, "ohm"))
NUMBER_MM, ASKED_MM, CELL_MM = 7.0, 17.0, 16.0
FRAME_MIDDLE_MM = (PAPER_MM[0] / 2, 165.0)
STEPS = (
    "Number the dots as on the drawing. x and y count from the centre of the face, seen on the "
    "rubber, x to the right, y up.",
    "Height: from the base beside the dot to its tip. Resistance: from the tip to the handle, a "
    "probe of 2 mm or more pressed on with 1 N, ohmmeter on its lowest range.",
    f"Coplanarity of the tips follows from the heights: {COPLANARITY_MM:g} mm are allowed.",
    "Type what you measure into the CSV file of the same name. A scan in the reference frame (last "
    "sheet) measures x, y and diameter instead.",
)
SCANNING = (
    f"Print this sheet at 100 %: the bar must measure {BAR_MM:g} mm.",
    "Cut the window out along the dashed line and lay the sheet on the scanner, print down.",
    "Rub chalk or talc on the tips, wipe the base, lay the face in the window, free of the paper.",
    "Scan at 600 dpi, grey, without corrections; save as PNG or TIFF.",
)


def render(
    rubber: RubberFace, part: Part, listed: Sequence[Dimension], label: str, size_mm: float
) -> bytes:
    """Draw the sheets; the same part gives the same bytes.

    Raises
    ------
    ValueError
        The part is too large for a reference frame on A4.
    """
    window = window_mm(size_mm)
    stream = io.BytesIO()
    # invariant: no date, no random identifier.
    canvas = Canvas(
        stream, pagesize=(PAPER_MM[0] * mm, PAPER_MM[1] * mm), invariant=1, pageCompression=1
    )
    canvas.setTitle(f"Measurement sheet {label}")
    canvas.setAuthor("stampcodec")
    canvas.setCreator("stampcodec")
    known = {each.item: each for each in listed}
    numbers = list(range(1, len(rubber.dots) + 1))
    while numbers:
        pen = Pen(canvas)
        y = _head(pen, f"Measurement sheet of {label}", STEPS)
        rows = int((y - BOTTOM - 38.0) / ROW_MM)
        y = _dots(pen, y, numbers[:rows], known)
        numbers = numbers[rows:]
        if not numbers:
            _part(pen, y - 7.0, listed, part)
        canvas.showPage()
    _frame(Pen(canvas), label, window)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _head(pen: Pen, title: str, steps: Sequence[str]) -> float:
    """Draw frame, title and steps; return where they end."""
    draw_frame(pen)
    pen.text(LEFT + 4, TOP - 8, title, LARGE_MM, weight="bold")
    y = TOP - 14.0
    for number, step in enumerate(steps, 1):
        pen.text(LEFT + 4, y, f"{number}", SMALL_MM)
        for line in wrapped(step, RIGHT - LEFT - 14, SMALL_MM):
            pen.text(LEFT + 9, y, line, SMALL_MM)
            y -= LINE_MM
    return y - 2.0


def _dots(pen: Pen, top: float, numbers: Sequence[int], known: dict[str, Dimension]) -> float:
    """Draw a row for each dot; return where they end."""
    left = LEFT + 4
    pen.text(left + NUMBER_MM - 1.2, top - 3.4, "No.", SMALL_MM, align="right", weight="bold")
    x = left + NUMBER_MM
    for _, name in COLUMNS:
        asked = _asked_mm(name)
        pen.text(x + asked - 1, top - 3.4, name, SMALL_MM, align="right", weight="bold")
        pen.text(x + asked + 1, top - 3.4, "measured", SMALL_MM, weight="bold")
        x += asked + CELL_MM
    right, y = x, top - ROW_MM
    pen.line((left, y), (right, y), width=THICK_MM)
    for number in numbers:
        x, y = left + NUMBER_MM, y - ROW_MM
        pen.text(x - 1.2, y + 1.5, str(number), SMALL_MM, align="right")
        for size, name in COLUMNS:
            asked = _asked_mm(name)
            each = known[dot_item(number, size)]
            pen.text(x + asked - 1, y + 1.5, _wanted(each), 1.5, align="right")
            pen.polygon(_box(x + asked, y, CELL_MM, ROW_MM), THIN_MM)
            x += asked + CELL_MM
        pen.line((left, y), (right, y), width=THIN_MM / 2)
    return y


def _part(pen: Pen, top: float, listed: Sequence[Dimension], part: Part) -> None:
    """Draw what is measured once, and who measured."""
    once = [each for each in listed if each.item.startswith("outline") or each.item == COPLANARITY]
    x = LEFT + 4
    for each in once:
        pen.text(x, top - 3.4, f"{each.item} {_wanted(each)}", SMALL_MM)
        pen.polygon(_box(x, top - 11.0, 30.0, 6.0), THIN_MM)
        x += 58.0
    y = top - 19.0
    for n, field in enumerate(("Measured by", "Date", "Gauges and their numbers")):
        pen.text(LEFT + 4 + 58.0 * n, y, field, SMALL_MM)
        pen.line((LEFT + 4 + 58.0 * n, y - 6.0), (LEFT + 56 + 58.0 * n, y - 6.0), width=THIN_MM)
    pen.text(LEFT + 4, y - 11.0, f"Limits: {standard(part)}", SMALL_MM)


def _frame(pen: Pen, label: str, window: float) -> None:
    """Draw the reference frame; its centre is that of the window."""
    _head(pen, f"Reference frame for {label}", SCANNING)
    middle_x, middle_y = FRAME_MIDDLE_MM
    low_x, low_y = middle_x - window / 2, middle_y - window / 2
    corners = _box(low_x, low_y, window, window)
    pen.line(*corners, corners[0], width=THIN_MM, dash=DASHED)
    # Not to turn the part: a scan may be turned in any way.
    pen.text(middle_x, middle_y, f"cut out {window:g} x {window:g}", MEDIUM_MM, align="centre")
    for (x, y), rows in zip(centres_mm(window), BITS, strict=True):
        left, top = middle_x + float(x) - MARK_MM / 2, middle_y + float(y) + MARK_MM / 2
        pen.polygon(_box(left, top - MARK_MM, MARK_MM, MARK_MM), 0.0, fill=0x000000)
        for row, bits in enumerate(rows, 1):
            for column, bit in enumerate(bits, 1):
                if bit == "1":
                    at = left + column * MODULE_MM, top - (row + 1) * MODULE_MM
                    pen.polygon(_box(*at, MODULE_MM, MODULE_MM), 0.0, fill=0xFFFFFF)


def _wanted(each: Dimension) -> str:
    """Return ``12.5 ±0.20`` or ``max 0.15``."""
    if each.nominal is None:
        return f"max {each.upper:g}" + ("" if each.unit == OHM else f" {each.unit}")
    value = f"{each.nominal:.3f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
    return f"{value} ±{each.upper - each.nominal:.2f}"


def _asked_mm(name: str) -> float:
    return ASKED_MM if name in "xy" else ASKED_MM - 1.0


def _box(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
